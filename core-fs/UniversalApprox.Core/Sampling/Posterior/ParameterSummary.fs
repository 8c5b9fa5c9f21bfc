namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

type SummarySettings = { Probabilities: float[]; IntervalMass: float }

type ParameterSummary =
    {
        Name: string
        Mean: float
        Sd: float
        Median: float
        Quantiles: float[]
        IntervalLow: float
        IntervalHigh: float
        McseMean: float option
        McseSd: float option
        McseMedian: float option
        McseQuantiles: float option[]
        Diagnostics: QuantityDiagnostics
        AutocorrelationTime: AutocorrelationTime option
        Contraction: float option
        IsOnlyPrior: bool
    }

[<RequireQualifiedAccess>]
module ParameterSummary =
    let defaults = { Probabilities = [| 0.05; 0.25; 0.75; 0.95 |]; IntervalMass = 0.94 }

    let private checkProbabilities = Array.iter (Check.probability "Probabilities")
    let private checkMass = Check.fraction "IntervalMass"

    let private checkSample (values: float[]) =
        if values.Length = 0 then
            Check.reject "values" "values must hold at least one number; got none."

    let quantiles probabilities values =
        checkProbabilities probabilities
        checkSample values
        let sorted = Array.sort values
        probabilities |> Array.map (fun p -> OrderStatistics.quantile p sorted)

    let highestDensityInterval mass values =
        checkMass mass
        checkSample values
        OrderStatistics.shortestInterval mass (Array.sort values)

    let private summarise settings name (priorSd: float option) (mixing: QuantityMixing) (draws: Traces) =
        let sorted = Array.copy draws.Values
        RadixSort.sort sorted
        let all = Traces.scaled draws

        let sd =
            if sorted.Length > 1 then
                all.Scale * Moments.standardDeviation all.Values
            else
                0.0

        let traces = QuantityMixing.thinned mixing.Time all
        let diagnostics = mixing.Diagnostics
        let dependence = diagnostics.WalkerDependence
        let coupled = Option.map (fun error -> error * sqrt dependence)
        let mcseQuantile p = Diagnostics.mcseQuantileOf dependence p sorted traces
        let struct (low, high) = OrderStatistics.shortestInterval settings.IntervalMass sorted

        let contraction =
            priorSd
            |> Option.filter (fun _ -> Double.IsFinite sd)
            |> Option.map (fun prior -> Contraction.ofSds prior sd)

        {
            Name = name
            Mean = all.Scale * Moments.mean all.Values
            Sd = sd
            Median = OrderStatistics.median sorted
            Quantiles = settings.Probabilities |> Array.map (fun p -> OrderStatistics.quantile p sorted)
            IntervalLow = low
            IntervalHigh = high
            McseMean = coupled (Diagnostics.mcseMeanOf traces)
            McseSd = coupled (Diagnostics.mcseSdOf traces)
            McseMedian = mcseQuantile 0.5
            McseQuantiles = settings.Probabilities |> Array.map mcseQuantile
            Diagnostics = diagnostics
            AutocorrelationTime = mixing.Time
            Contraction = contraction
            IsOnlyPrior =
                match contraction, diagnostics.EssBulk with
                | Some contraction, Some ess -> Contraction.isOnlyPrior contraction ess
                | _ -> false
        }

    let ofMixing
        settings
        (names: string[])
        (priorSds: float option[])
        (mixing: QuantityMixing[])
        (draws: Traces[])
        =
        Array.Parallel.init names.Length (fun p -> summarise settings names[p] priorSds[p] mixing[p] draws[p])

    let validate settings =
        checkProbabilities settings.Probabilities
        checkMass settings.IntervalMass

    let ofChain settings (priorSds: float option[]) (chain: Chain) =
        validate settings
        Traces.check chain
        Check.sameLength "priorSds" chain.ParameterNames.Length priorSds
        Check.atLeast "KeptSteps" 1 chain.Ensembles[0].KeptSteps
        let draws = Traces.ofParameters (fun () -> ignore) chain
        ofMixing settings chain.ParameterNames priorSds (QuantityMixing.ofParameters draws) draws
