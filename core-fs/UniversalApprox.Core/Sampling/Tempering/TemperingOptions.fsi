namespace UniversalApprox.Core.Sampling.Tempering

/// How parallel tempering climbs from the prior to the posterior. Walkers, steps and moves are those of `SamplingOptions`: each
/// temperature has an ensemble of walkers, and "ensemble" there means a ladder of temperatures here.
type TemperingOptions =
    {
        /// Temperatures of a ladder, from 2 to 200: the first is 1 (the posterior), the last infinite (the prior). Default
        /// None: 6 + 2√P, rounded up, for P parameters. More of them let walkers travel where posterior and prior differ much.
        Temperatures: int option
        /// Steps between exchanges of walkers between neighbouring temperatures; at least 1. Default 1.
        SwapEvery: int
    }

/// Standard options and checks.
[<RequireQualifiedAccess>]
module TemperingOptions =
    /// The defaults above.
    val standard: TemperingOptions
    /// The number of temperatures for P parameters.
    val temperatures: dimension: int -> options: TemperingOptions -> int
    /// Rejects options out of range.
    val validate: options: TemperingOptions -> unit
