namespace UniversalApprox.Interchange

open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// How InferenceData is written.
type ArviZOptions =
    {
        /// The model of the draws: its data become observed_data and constant_data. Default none.
        Model: NetworkModel option
        /// Whether log p(y | draw) of each point of the data is written, which model comparison needs: as many numbers as draws
        /// times points. It needs a model. Default false.
        LogLikelihood: bool
        /// Attributes of the group posterior, as names and texts. Default none.
        Attributes: (string * string)[]
    }

/// ArviZ's InferenceData as Zarr (version 2), for `arviz.from_zarr`, or `xarray.open_zarr(path, group="posterior")`.
[<RequireQualifiedAccess>]
module ArviZFile =
    /// Without model, log-likelihood and attributes.
    val defaults: ArviZOptions

    /// Writes draws to a folder, or to a zip file if the path ends in .zip. Each walker of each ensemble is a chain of
    /// InferenceData, ensemble after ensemble. Groups: posterior [chain, draw]; sample_stats with lp, and for NUTS energy,
    /// diverging, acceptance_rate, tree_depth and n_steps; log_likelihood y [chain, draw, point] and, with data, observed_data y
    /// and constant_data. Characters that file names cannot have are _ in names. Memory does not grow with the number of blocks.
    /// A folder replaces only another Zarr folder; both appear when they are complete.
    /// Errors: IOException or UnauthorizedAccessException naming the path; ArgumentException without a kept step, when a block
    /// has other parameters or walkers than the first, and for a log-likelihood without a model.
    val write: options: ArviZOptions -> path: string -> blocks: Chain seq -> unit
