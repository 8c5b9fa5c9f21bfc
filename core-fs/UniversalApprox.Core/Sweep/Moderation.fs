/// What moderate amplitudes would cost a fit whose units cancel each other.
module internal UniversalApprox.Core.Sweep.Moderation

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

/// Amplitudes above this many spreads of the outputs cancel each other.
let largeAmplitude = 100.0

/// The weight decays that are tried, the weakest first.
let private strengths = [ 1e-7; 1e-6; 1e-5; 1e-4 ]

/// Larger networks are not trained again: a comparison should be quick.
let private mostUnits = 32

/// The fit's network trained on with a weight decay. The search beside it finds the other minima that the decay prefers.
let private withDecay (smaller: UnitFit option) (fit: UnitFit) strength =
    let options = { fit.Options with WeightDecay = strength }
    let rng = Rng.ofSeed fit.Seed
    let data = Preparation.thinned Preparation.trialPoints fit.Data

    let trainedOn data (network: Network) =
        Training.fit
            options
            (Start.Given network)
            fit.Activation
            network.Units
            0
            rng
            CancellationToken.None
            data

    let near = trainedOn data fit.Trained.Network

    let searched =
        Training.refine
            options
            fit.Units
            Refinement.thorough
            (smaller |> Option.map (fun fewer -> (trainedOn data fewer.Trained.Network).Network))
            (Some near.Network)
            rng
            CancellationToken.None
            data

    let best =
        match searched with
        | Some found when Training.finalLoss found < Training.finalLoss near -> found
        | _ -> near

    let trained =
        if data.Count = fit.Data.Count then
            best
        else
            trainedOn fit.Data best.Network

    { fit with
        Options = options
        Trained = trained
        Accuracy = GoodnessOfFit.ofNetwork (NestedTest.parameters fit) trained.Network fit.Data
    }

/// The fit with the weakest of a few weight decays that keeps the amplitudes moderate. None where they are so, where no decay
/// does, for exact fits, or where training was not least squares by Levenberg–Marquardt. `smaller` is the next smaller fit of the activation.
let find smaller (fit: UnitFit) =
    match fit.Options.Optimizer with
    | Optimizer.LevenbergMarquardt _ when
        Loss.isSquares fit.Options.Loss
        && not (NestedTest.isExact fit)
        && not fit.Data.IsCensored
        && fit.Units <= mostUnits
        && Findings.largestAmplitude fit > largeAmplitude
        ->
        strengths
        |> Seq.filter (fun strength -> strength > fit.Options.WeightDecay)
        |> Seq.map (withDecay smaller fit)
        |> Seq.tryFind (fun found ->
            found.Trained.Stop <> StopReason.Diverged && Findings.largestAmplitude found <= largeAmplitude)
    | _ -> None
