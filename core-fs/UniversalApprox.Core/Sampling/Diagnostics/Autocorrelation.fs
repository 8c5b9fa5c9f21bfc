namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles

type AutocorrelationTime = { Tau: float; Window: int; KeptSteps: int; IsTrusted: bool }

[<RequireQualifiedAccess>]
module Autocorrelation =
    let windowFactor = 5.0
    let trustFactor = 50.0
    let private fewestSteps = 4

    /// Scales each series to Σ y² = 1, and counts the series that never move. Those become 0.
    let private standardise (traces: Traces) =
        let centred = Traces.centre traces
        let values = centred.Values
        let mutable frozen = 0

        for c in 0 .. traces.Count - 1 do
            let from = c * traces.Steps
            let series = System.Span(traces.Values, from, traces.Steps)

            // Compares with the first value, because the sum of squares of a frozen series is not exactly 0.
            let scale =
                if System.MemoryExtensions.Count(series, traces.Values[from]) = traces.Steps then
                    frozen <- frozen + 1
                    0.0
                else
                    let mutable sum = 0.0

                    for i in from .. from + traces.Steps - 1 do
                        sum <- sum + values[i] * values[i]

                    if sum > 0.0 then 1.0 / sqrt sum else 0.0

            for i in from .. from + traces.Steps - 1 do
                values[i] <- values[i] * scale

        struct (Autocovariance centred, frozen)

    /// The mean autocorrelation as a function of the lag.
    let private correlation (traces: Traces) =
        if traces.Steps = 0 || not (Traces.allFinite traces) then
            None
        else
            let struct (sums, frozen) = standardise (Traces.relative traces)

            if frozen = traces.Count then
                None
            else
                Some(fun lag ->
                    let still = float frozen * (1.0 - float lag / float traces.Steps)
                    (sums.Sum lag + still) / float traces.Count)

    let ofTraces (traces: Traces) =
        if traces.Steps < fewestSteps then
            None
        else
            correlation traces
            |> Option.map (fun rho ->
                let rec sum lag tau =
                    if float lag >= windowFactor * tau || lag = traces.Steps - 1 then
                        struct (lag, tau)
                    else
                        sum (lag + 1) (tau + 2.0 * rho (lag + 1))

                let struct (window, tau) = sum 0 (2.0 * rho 0 - 1.0)

                {
                    Tau = tau
                    Window = window
                    KeptSteps = traces.Steps
                    IsTrusted = float traces.Steps > trustFactor * tau && float window >= windowFactor * tau
                })

    /// τ from correlations around the mean of all series. It stays right for series of a few τ, where the means of single series
    /// take a part of the correlation away, and counts differences between series as correlation that lasts.
    let pooled (traces: Traces) =
        let mean = Moments.mean traces.Values

        let sums =
            Autocovariance { traces with Values = traces.Values |> Array.map (fun value -> value - mean) }

        if traces.Steps < fewestSteps || not (sums.Sum 0 > 0.0) then
            None
        else
            let steps = float traces.Steps
            let rho lag = sums.Sum lag / sums.Sum 0 * steps / (steps - float lag)

            let rec sum lag tau =
                if float lag >= windowFactor * tau || lag = traces.Steps - 1 then
                    tau
                else
                    sum (lag + 1) (tau + 2.0 * rho (lag + 1))

            Some(sum 0 1.0)

    let correlations maximumLag (series: float[][]) =
        Check.atLeast "maximumLag" 0 maximumLag
        let traces = Traces.ofSeries "series" [| series |]

        correlation traces |> Option.map (Array.init (min (maximumLag + 1) traces.Steps))

    let time (series: float[][]) = ofTraces (Traces.ofSeries "series" [| series |])

    let ofChain (chain: Chain) =
        Traces.check chain
        Array.Parallel.init chain.ParameterNames.Length (fun p -> ofTraces (Traces.ofParameter p chain))

    let change fraction (chain: Chain) =
        Check.fraction "fraction" fraction

        Traces.check chain

        Array.Parallel.init chain.ParameterNames.Length (fun p ->
            let traces = Traces.ofParameter p chain
            let prefix = Traces.truncate (int (fraction * float traces.Steps)) traces

            Option.map2
                (fun (early: AutocorrelationTime) (all: AutocorrelationTime) ->
                    abs (early.Tau / all.Tau - 1.0))
                (ofTraces prefix)
                (ofTraces traces))
