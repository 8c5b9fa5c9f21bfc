namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// How well one quantity mixes: diagnostics that the verdict and the summaries share, computed once.
type internal QuantityMixing =
    {
        Time: AutocorrelationTime option
        /// The relative difference of τ between the first 95 % of the steps and all of them. Chains of one walker are not asked
        /// for it, and have 0: they are independent, so that R̂ and effective sizes of split chains say as much.
        Change: float option
        /// The diagnostics of `QuantityMixing.thinned` traces.
        Diagnostics: QuantityDiagnostics
    }

[<RequireQualifiedAccess>]
module internal QuantityMixing =
    let private prefix = 0.95
    /// Steps per τ from which R̂, effective sample sizes and standard errors are estimated. These estimates sum over about τ
    /// lags, each over all draws. More steps cost time and change them by less than 1 %.
    let private stepsPerTau = 20.0

    /// Keeps every ⌊τ/20⌋-th step.
    let thinned (time: AutocorrelationTime option) (traces: Traces) =
        match time with
        | Some time -> Traces.thin (max 1 (int (time.Tau / stepsPerTau))) traces
        | None -> traces

    let ofTraces (traces: Traces) =
        let time = Autocorrelation.ofTraces traces

        {
            Time = time
            Change =
                if traces.Chains = 1 then
                    Some 0.0
                else
                    Autocorrelation.changeFrom time prefix traces
            Diagnostics = Diagnostics.ofTraces (thinned time traces)
        }

    let ofLogDensity chain = ofTraces (Traces.ofLogDensity chain)

    /// The mixing of all parameters.
    let ofChain (chain: Chain) =
        Array.Parallel.init chain.ParameterNames.Length (fun p -> ofTraces (Traces.ofParameter p chain))
