namespace UniversalApprox.Core

/// What the verdict and the summaries both ask of one quantity, worked out once for the two.
type internal Examination =
    {
        Time: AutocorrelationTime option
        /// How much τ differs between the first 95 % of the steps and all of them.
        Change: float option
        /// Of `Examination.thinned` traces.
        Diagnostics: QuantityDiagnostics
    }

[<RequireQualifiedAccess>]
module internal Examination =
    let private prefix = 0.95
    /// Steps per τ that R̂, effective sizes and standard errors are estimated from. They take as many lags as the chain
    /// remembers, each over all draws: more steps cost time and add less than 1 % to them.
    let private stepsPerTau = 20.0

    /// Every ⌊τ/20⌋-th step.
    let thinned (time: AutocorrelationTime option) (traces: Traces) =
        match time with
        | Some time -> Traces.thin (max 1 (int (time.Tau / stepsPerTau))) traces
        | None -> traces

    let ofTraces (traces: Traces) =
        let time = Autocorrelation.ofTraces traces

        {
            Time = time
            Change = Autocorrelation.changeFrom time prefix traces
            Diagnostics = Diagnostics.ofTraces (thinned time traces)
        }

    let ofLogDensity chain = ofTraces (Traces.ofLogDensity chain)

    /// Of all parameters.
    let ofChain (chain: Chain) =
        Array.Parallel.init chain.ParameterNames.Length (fun p -> ofTraces (Traces.ofParameter p chain))
