namespace UniversalApprox.Interchange

open UniversalApprox.Core.Sampling.Ensembles

/// How an emcee file is written.
type EmceeOptions =
    {
        /// The group, which emcee calls the backend's name. Default "mcmc".
        Group: string
        /// The seed of the random numbers with which emcee goes on. Default 0.
        Seed: uint64
    }

/// emcee's HDF5 files (`emcee.backends.HDFBackend`, emcee 3).
[<RequireQualifiedAccess>]
module EmceeFile =
    /// Group "mcmc", seed 0.
    val defaults: EmceeOptions

    /// Writes draws so that emcee reads them and goes on from the last step: datasets chain [steps, walkers, parameters],
    /// log_prob [steps, walkers] and accepted [walkers], whose first axis may grow. The walkers of all ensembles stand side by
    /// side as one; `read` parts them again. The draws must be as they were sampled: emcee takes log_prob for the density there.
    /// Memory does not grow with the number of blocks. The file replaces another when it is complete.
    /// Errors: IOException or UnauthorizedAccessException naming the file; ArgumentException without a kept step, or when a
    /// block has other parameters or walkers than the first.
    val write: options: EmceeOptions -> path: string -> blocks: Chain seq -> unit

    /// Reads files of emcee or of `write`: one ensemble for each file. Blobs are left out.
    /// Errors: InvalidDataException naming the file and what was expected: no HDF5, another layout, cut off, numbers that are
    /// not finite, or files that differ in length, walkers or parameters; OptionException.
    val read: options: ImportOptions -> paths: string[] -> ImportedChain
