namespace UniversalApprox.Charts.Reports

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts

/// Results on one data set.
type ReportPart =
    {
        /// The data.
        Data: CurveData
        /// The origin of the data, in words.
        Origin: string option
        /// Fits of the data; may be empty.
        Fits: UnitFit list
        /// The answer to "how many neurons?". Its recommended fit is one of the fits.
        Answer: Recommendation option
        /// Posteriors of networks on the data, with their verdicts; may be empty.
        Posteriors: ReportPosterior list
    }

/// A posterior, with knowledge from outside the chain.
and ReportPosterior =
    {
        /// The draws.
        Posterior: Posterior
        /// Whether they have converged.
        Verdict: Verdict
        /// The log-density of a good point, for the detection of stuck walkers.
        Reference: float option
        /// The trained network to compare with, if there is one.
        Trained: Network option
        /// The sampling options, as names and values.
        Options: (string * string) list
    }

/// The whole content of a report.
type ReportContent =
    {
        /// The title. None makes one from the names of the data.
        Title: string option
        /// The time when the report was made.
        Created: DateTimeOffset
        /// The results on each data set.
        Parts: ReportPart list
        /// Posteriors of the user's own densities, without data.
        OtherPosteriors: ReportPosterior list
        /// Further figures.
        Figures: Figure list
        /// Versions, machine and durations, as names and values.
        Provenance: (string * string) list
        /// Lines of PowerShell that reproduce the report.
        Commands: string list
    }
