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
        /// The evidence of the sizes; may be empty.
        Models: ReportModel list
        /// Posteriors of networks on the data, with their verdicts; may be empty.
        Posteriors: ReportPosterior list
    }

/// The evidence of one activation and number of units, and how well it predicts points that are left out.
and ReportModel =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of hidden units.
        Units: int
        /// The log evidence.
        LogEvidence: float
        /// Its Monte Carlo standard error.
        Error: float
        /// Whether it is only a lower bound.
        IsLowerBound: bool
        /// The probability among the models of the same data with the amplitudes' prior that many times as wide: factor and
        /// probability, the narrowest first. Factor 1 is the prior that was asked for. The same factors for all models.
        Probabilities: (float * float) list
        /// How far the expected log predictive density of left-out points is below the best model's, and its standard error.
        ElpdDifference: float
        /// The standard error of that difference.
        ElpdDifferenceError: float
        /// The weight in the mixture of the models that predicts best.
        StackingWeight: float
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
