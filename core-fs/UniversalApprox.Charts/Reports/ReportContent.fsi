namespace UniversalApprox.Charts.Reports

open System
open UniversalApprox.Core
open UniversalApprox.Charts

/// Results on one data set.
type ReportPart =
    {
        /// The data.
        Data: CurveData
        /// Where the data come from, in words.
        Origin: string option
        /// Fits of the data; may be empty.
        Fits: UnitFit list
        /// The answer to "how many neurons?"; its recommended fit is one of the fits.
        Answer: Recommendation option
        /// Posteriors of networks on the data, with their verdicts; may be empty.
        Posteriors: ReportPosterior list
    }

/// A posterior and what is known beside it.
and ReportPosterior =
    {
        /// The draws.
        Posterior: Posterior
        /// Whether they have converged.
        Verdict: Verdict
        /// The log-density of a good point, for stuck walkers.
        Reference: float option
        /// The trained network beside it, if there was one.
        Trained: Network option
        /// How it was sampled: names and values.
        Options: (string * string) list
    }

/// All that a report is made from.
type ReportContent =
    {
        /// None for a title made from the data's names.
        Title: string option
        /// When the report was made.
        Created: DateTimeOffset
        /// What there is for each data set.
        Parts: ReportPart list
        /// Posteriors of the user's own densities, without data.
        OtherPosteriors: ReportPosterior list
        /// Further figures.
        Figures: Figure list
        /// Versions, machine and durations: names and values.
        Provenance: (string * string) list
        /// Lines of PowerShell that make the same report again.
        Commands: string list
    }
