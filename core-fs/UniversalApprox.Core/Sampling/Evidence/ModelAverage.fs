namespace UniversalApprox.Core.Sampling.Evidence

open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior

[<RequireQualifiedAccess>]
module ModelAverage =
    /// Any fixed number, so that every call gives the same bands.
    let private seed = 0x61766572616765UL

    let private check
        (probabilities: float[])
        (weights: float[])
        (columns: float[][])
        (models: ModelEvidence[])
        =
        Check.notEmpty "models" models
        Check.sameLength "weights" models.Length weights
        weights |> Array.iteri (fun i weight -> Check.notNegative $"weights[{i}]" weight)

        if Array.sum weights <= 0.0 then
            Check.refuse "weights" weights $"numbers of which one is above 0"

        probabilities |> Array.iteri (fun i p -> Check.probability $"probabilities[{i}]" p)

        for column in columns do
            Check.sameLength "columns" columns[0].Length column
            Check.allFinite "columns" column

        let isSame (model: ModelEvidence) =
            CurveData.isSame models[0].Density.Model.Data model.Density.Model.Data

        if not (Array.forall isSame models) then
            Check.reject "models" "Curves can be averaged over models of the same data only."

    /// How many of all draws each model has: the numbers add up, and none is off by 1 or more.
    let private shares (weights: float[]) =
        let total = Array.sum weights
        let below = weights |> Array.scan (+) 0.0
        let place sum = int (round (float Bands.defaultDraws * sum / total))
        Array.pairwise below |> Array.map (fun (low, high) -> place high - place low)

    let drawsOf index count columns (model: ModelEvidence) =
        let density = model.Density
        let phis = Psis.resample count density.Density.Dimension model.LogWeights model.Draws

        {
            Activation = density.Model.Activation
            Layout = density.Model.Layout
            Noise = StandardBands.noise density
            Draws =
                CollapsedDensity.completeStandard (Rng.split index (Rng.ofSeed seed)) phis density
                |> Array.chunkBySize density.ParameterNames.Length
            Columns = StandardBands.columns density columns
        }

    let bands probabilities (weights: float[]) (columns: float[][]) (models: ModelEvidence[]) =
        check probabilities weights columns models

        Array.zip models (shares weights)
        |> Array.indexed
        |> Array.filter (fun (_, (_, count)) -> count > 0)
        |> Array.map (fun (index, (model, count)) -> drawsOf index count columns model)
        |> Bands.ofDraws probabilities
        |> StandardBands.toData models[0].Density columns
