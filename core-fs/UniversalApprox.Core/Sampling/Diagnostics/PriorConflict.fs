namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

type DensityParts = { LogLikelihood: float; LogPriors: float[] }

type PriorConflict =
    {
        Deficit: float
        Expected: float
        Limit: float
        Group: string
        Prior: string
        FitValue: float
        Gain: float
    }

[<RequireQualifiedAccess>]
module PriorConflict =
    let private deviations = 10.0
    let private sampleSize = 400
    let private expected (parameters: int) = 0.5 * float parameters
    let limit parameters = expected parameters + deviations * sqrt (expected parameters)

    let private medianOf values = OrderStatistics.median (Array.sort values)

    let find parameters (fit: DensityParts) (draws: DensityParts[]) =
        let deficit = fit.LogLikelihood - medianOf (draws |> Array.map _.LogLikelihood)

        let gains =
            fit.LogPriors
            |> Array.mapi (fun group atFit ->
                medianOf (draws |> Array.map (fun draw -> draw.LogPriors[group])) - atFit)

        if gains.Length = 0 || not (deficit > limit parameters) || not (Array.sum gains >= 0.5 * deficit) then
            None
        else
            let most = gains |> Array.indexed |> Array.maxBy snd |> fst
            Some(struct (deficit, most, gains[most]))

    /// The group of each parameter, and the names of the groups.
    let private groups (density: LogDensity) =
        match density.Network with
        | None -> struct (Array.init density.Dimension id, density.ParameterNames)
        | Some model ->
            let layout = model.Layout

            let groupOf p =
                if p > layout.Offset then 4
                elif p = layout.Offset then 3
                elif p % layout.Stride = layout.Stride - 1 then 2
                elif p % layout.Stride = layout.Stride - 2 then 1
                else 0

            struct (Array.init density.Dimension groupOf,
                    [| "Weight"; "Bias"; "Amplitude"; "Offset"; "Noise" |])

    let private drawsOf (chain: Chain) =
        let dimension = chain.ParameterNames.Length
        let states = chain.Ensembles[0].KeptSteps * chain.Ensembles[0].Walkers
        let total = int64 states * int64 chain.Ensembles.Length
        let size = int (min (int64 sampleSize) total)

        Array.init size (fun i ->
            let state = int64 i * total / int64 size
            let ensemble = chain.Ensembles[int (state / int64 states)]
            Array.sub ensemble.Draws (int (state % int64 states) * dimension) dimension)

    let private describe
        (prior: JointPrior)
        (owner: int[])
        (names: string[])
        (fit: float[])
        struct (deficit, group, gain)
        =
        let terms = prior.Terms(fit, 0)

        let lowest =
            Seq.init fit.Length id |> Seq.filter (fun p -> owner[p] = group) |> Seq.minBy (fun p -> terms[p])

        {
            Deficit = deficit
            Expected = expected fit.Length
            Limit = limit fit.Length
            Group = names[group]
            Prior = Prior.name prior.Priors[lowest]
            FitValue = if prior.OnLog[lowest] then exp fit[lowest] else fit[lowest]
            Gain = gain
        }

    let ofChain (density: LogDensity) (fit: float[]) (chain: Chain) =
        Check.sameLength "fit" density.Dimension fit
        let draws = drawsOf chain

        match density.Prior with
        | Some prior when draws.Length > 0 && prior.IsIndependent ->
            let struct (owner, names) = groups density
            let points = Array.append [| fit |] draws
            let likelihoods = Array.zeroCreate points.Length
            let priors = Array.zeroCreate points.Length
            density.CreateEvaluator().EvaluateParts(Array.concat points, points.Length, likelihoods, priors)

            let parts i =
                let terms = prior.Terms(points[i], 0)
                let sums = Array.zeroCreate names.Length
                owner |> Array.iteri (fun p group -> sums[group] <- sums[group] + terms[p])
                { LogLikelihood = likelihoods[i]; LogPriors = sums }

            find fit.Length (parts 0) (Array.init draws.Length (fun i -> parts (i + 1)))
            |> Option.map (describe prior owner names fit)
        | _ -> None
