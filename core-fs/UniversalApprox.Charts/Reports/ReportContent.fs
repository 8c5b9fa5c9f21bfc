namespace UniversalApprox.Charts.Reports

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts

type ReportPart =
    {
        Data: CurveData
        Origin: string option
        Fits: UnitFit list
        Answer: Recommendation option
        Models: ReportModel list
        Posteriors: ReportPosterior list
    }

and ReportModel =
    {
        Activation: Activation
        Units: int
        LogEvidence: float
        Error: float
        IsLowerBound: bool
        Probabilities: (float * float) list
        ElpdDifference: float
        ElpdDifferenceError: float
        StackingWeight: float
    }

and ReportPosterior =
    {
        Posterior: Posterior
        Verdict: Verdict
        Reference: float option
        Trained: Network option
        Options: (string * string) list
    }

type ReportContent =
    {
        Title: string option
        Created: DateTimeOffset
        Parts: ReportPart list
        OtherPosteriors: ReportPosterior list
        Figures: Figure list
        Provenance: (string * string) list
        Commands: string list
    }
