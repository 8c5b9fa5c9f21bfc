namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// How well one quantity mixes: diagnostics that the verdict and the summaries share, computed once.
type internal QuantityMixing =
    {
        Time: AutocorrelationTime option
        /// By how much τ grows from the first half of the steps to all of them, beyond what chance explains. None where the other
        /// diagnostics cannot be fooled: chains of one walker, and ensembles that ran for more than 50 τ.
        Growth: float option
        /// The Monte-Carlo standard error of the mean over the standard deviation.
        RelativeError: float option
        /// The diagnostics of `QuantityMixing.thinned` traces.
        Diagnostics: QuantityDiagnostics
    }

[<RequireQualifiedAccess>]
module internal QuantityMixing =
    /// Steps per τ from which R̂, effective sample sizes and standard errors are estimated. These estimates sum over about τ
    /// lags, each over all draws. More steps cost time and change them by less than 1 %: with k steps per τ, where correlations
    /// fall exponentially, an effective sample size is tanh(1/k)/(1/k) of that of all steps.
    let private stepsPerTau = 10.0

    /// Keeps every ⌊τ/10⌋-th step.
    let thinned (time: AutocorrelationTime option) (traces: Traces) =
        match time with
        | Some time -> Traces.thin (max 1 (int (time.Tau / stepsPerTau))) traces
        | None -> traces

    /// Walkers that start together and spread slowly can agree with each other while they still spread. Then τ grows with
    /// the number of steps.
    let private growth dependence (time: AutocorrelationTime option) (thinned: Traces) =
        match time with
        | Some time when thinned.Chains > 1 && not time.IsTrusted ->
            let early = Autocorrelation.pooled (Traces.truncate (thinned.Steps / 2) thinned)

            match early, Autocorrelation.pooled thinned with
            | Some early, Some all ->
                // Two standard errors of τ (Sokal) from a window of 5 τ.
                let chance = 2.0 * sqrt (20.0 * all * dependence / float (thinned.Count * thinned.Steps))

                Some(all / early - 1.0 - chance)
            | _ -> Some infinity
        | _ -> None

    let ofTraces (traces: Traces) =
        let time = Autocorrelation.ofTraces traces
        let thinned = thinned time traces
        let diagnostics = Diagnostics.ofTraces thinned

        {
            Time = time
            Growth = growth diagnostics.WalkerDependence time thinned
            RelativeError =
                Diagnostics.essMeanOf thinned
                |> Option.map (fun ess -> sqrt (diagnostics.WalkerDependence / ess))
            Diagnostics = diagnostics
        }

    let ofLogDensity chain = ofTraces (Traces.ofLogDensity chain)

    /// The mixing of all parameters, from `Traces.ofParameters`.
    let ofParameters (parameters: Traces[]) = Array.Parallel.map (Traces.scaled >> ofTraces) parameters
