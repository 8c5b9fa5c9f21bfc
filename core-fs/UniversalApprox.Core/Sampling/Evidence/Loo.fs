namespace UniversalApprox.Core.Sampling.Evidence

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior

type LooEstimate =
    {
        Pointwise: float[]
        Elpd: float
        StandardError: float
        EffectiveParameters: float
        EffectiveParametersError: float
        ParetoK: float[]
        ParetoKLimit: float
    }

    member this.MaxParetoK = Array.max this.ParetoK
    member this.IsTrusted = this.MaxParetoK < this.ParetoKLimit

type LooDifference = { Difference: float; StandardError: float }

[<RequireQualifiedAccess>]
module Loo =
    let private largestDraws = 4000

    let private logSum (values: float[]) =
        let top = Array.max values

        if top = -infinity then
            top
        else
            let mutable sum = 0.0

            for value in values do
                sum <- sum + exp (value - top)

            top + log sum

    /// The standard error of a sum over points.
    let private errorOfSum (values: float[]) =
        if values.Length < 2 then
            nan
        else
            let mean = Array.average values
            let squares = values |> Array.sumBy (fun v -> (v - mean) * (v - mean))
            sqrt (float values.Length * squares / float (values.Length - 1))

    /// Of each point, with the logarithms of the draws' own weights, which add up to 1, and the draws' efficiency for it.
    let private ofPredictions threads cancellation efficiency (logWeights: float[]) predictions =
        let count = predictions.Points
        let elpd = Array.zeroCreate<float> count
        let lpd = Array.zeroCreate<float> count
        let paretoK = Array.zeroCreate<float> count

        Parallel.For(
            0,
            count,
            ParallelOptions(MaxDegreeOfParallelism = max 1 threads, CancellationToken = cancellation),
            (fun () -> struct (Array.zeroCreate predictions.Draws, Array.zeroCreate predictions.Draws)),
            (fun point (_: ParallelLoopState) (struct (others: float[], all: float[]) as arrays) ->
                predictions.Fill point others all
                let ratios = Array.map2 (-) logWeights others
                let smoothed = Psis.smooth (efficiency point others) ratios
                elpd[point] <- logSum (Array.map2 (+) smoothed.LogWeights others)
                lpd[point] <- logSum (Array.map2 (+) logWeights all)
                paretoK[point] <- smoothed.ParetoK
                arrays),
            ignore<struct (float[] * float[])>
        )
        |> ignore

        let penalties = Array.map2 (-) lpd elpd

        {
            Pointwise = elpd
            Elpd = Array.sum elpd
            StandardError = errorOfSum elpd
            EffectiveParameters = Array.sum penalties
            EffectiveParametersError = errorOfSum penalties
            ParetoK = paretoK
            ParetoKLimit = Psis.limit predictions.Draws
        }

    let private equalWeights count = Array.create count (-log(float count))

    let ofLogLikelihoods (efficiencies: float[]) (logLikelihoods: float[][]) =
        Check.notEmpty "logLikelihoods" logLikelihoods
        Check.sameLength "efficiencies" logLikelihoods.Length efficiencies
        let draws = logLikelihoods[0].Length
        Check.atLeast "draws" 1 draws
        logLikelihoods |> Array.iter (Check.sameLength "logLikelihoods" draws)

        let fill point (others: float[]) (all: float[]) =
            logLikelihoods[point].CopyTo(others, 0)
            logLikelihoods[point].CopyTo(all, 0)

        ofPredictions
            1
            CancellationToken.None
            (fun point _ -> efficiencies[point])
            (equalWeights draws)
            { Draws = draws; Points = logLikelihoods.Length; Fill = fill }

    let ofEvidence threads cancellation (evidence: ModelEvidence) =
        Threads.validate threads

        PointPredictions.ofCollapsed evidence.Density evidence.Draws
        |> ofPredictions threads cancellation (fun _ _ -> 1.0) evidence.LogWeights

    /// Every so many steps of a chain, so that few enough draws are left.
    let private thin (chain: Chain) =
        let first = chain.Ensembles[0]
        let perStep = chain.Ensembles.Length * first.Walkers
        let steps = max 1 (min first.KeptSteps (largestDraws / perStep))
        let places = Array.init steps (fun i -> int (int64 i * int64 first.KeptSteps / int64 steps))
        let dimension = chain.ParameterNames.Length

        [|
            for ensemble in chain.Ensembles do
                for w in 0 .. first.Walkers - 1 do
                    places
                    |> Array.map (fun step ->
                        Array.sub ensemble.Draws ((step * first.Walkers + w) * dimension) dimension)
        |]

    /// How many independent draws one of these is worth, for the mean of the likelihood; series after series of equal length.
    let private efficiencyOf series length _ (logLikelihoods: float[]) =
        let top = Array.max logLikelihoods

        let values =
            Array.init series (fun i ->
                Array.init length (fun step -> exp (logLikelihoods[i * length + step] - top)))

        match Diagnostics.essMean values with
        | Some size -> min 1.0 (size / float logLikelihoods.Length)
        | None -> 1.0

    /// φ of parameters in the data's units.
    let private hiddenOf (density: CollapsedDensity) (model: NetworkModel) (draw: float[]) =
        let phi = CollapsedDensity.pointOf (LogDensity.networkOf model draw) density

        if draw.Length > model.Layout.ParameterCount then
            phi[phi.Length - 1] <- Array.last draw - log density.Map.OutputScale

        phi

    let ofRun threads cancellation (run: McmcRun) =
        Threads.validate threads

        match run.Target.Full.Network, run.Posterior with
        | None, _ ->
            Check.reject
                "posterior"
                "Points are left out of a network's data; this posterior is of a user's own density."
        | _, None -> Check.reject "posterior" "The run has kept no draws."
        | Some model, Some posterior ->
            let series = thin posterior.Raw
            let draws = Array.concat series

            let predictions =
                match run.Target.Collapsed with
                | Some density ->
                    draws
                    |> Array.map (hiddenOf density model)
                    |> Array.concat
                    |> PointPredictions.ofCollapsed density
                | None -> PointPredictions.ofParameters model draws

            ofPredictions
                threads
                cancellation
                (efficiencyOf series.Length series[0].Length)
                (equalWeights draws.Length)
                predictions

    let difference (first: LooEstimate) (second: LooEstimate) =
        Check.sameLength "second" first.Pointwise.Length second.Pointwise
        let differences = Array.map2 (-) first.Pointwise second.Pointwise

        { Difference = Array.sum differences; StandardError = errorOfSum differences }

    let stackingWeights (pointwise: float[][]) =
        Check.notEmpty "pointwise" pointwise
        let points = pointwise[0].Length
        Check.atLeast "points" 1 points
        pointwise |> Array.iter (Check.sameLength "pointwise" points)
        Stacking.weights pointwise
