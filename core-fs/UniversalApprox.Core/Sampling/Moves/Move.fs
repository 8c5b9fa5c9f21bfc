namespace UniversalApprox.Core.Sampling.Moves

open System
open MathNet.Numerics.LinearAlgebra
open UniversalApprox.Core

[<RequireQualifiedAccess>]
type StepCovariance =
    | Scalar of variance: float
    | Diagonal of variances: float[]
    | Full of covariance: float[][]
    | OfHelpers of factor: float option

[<RequireQualifiedAccess>]
type StepMode =
    | Vector
    | Random
    | Sequential

[<RequireQualifiedAccess>]
type Move =
    | Stretch of a: float
    | Walk of helpers: int option * scale: float option
    | DifferentialEvolution of gamma: float option * jumpProbability: float
    | DifferentialEvolutionSnooker of gamma: float
    | Kde of factor: float
    | Gaussian of covariance: StepCovariance * mode: StepMode

[<RequireQualifiedAccess>]
module Move =
    let stretch = Move.Stretch 2.0
    let walk = Move.Walk(None, None)
    let differentialEvolution = Move.DifferentialEvolution(None, 0.1)
    let snooker = Move.DifferentialEvolutionSnooker 1.7
    let kde = Move.Kde 1.0
    let gaussian mode = Move.Gaussian(StepCovariance.OfHelpers None, mode)

    let name move =
        match move with
        | Move.Stretch _ -> "Stretch"
        | Move.Walk _ -> "Walk"
        | Move.DifferentialEvolution _ -> "DE"
        | Move.DifferentialEvolutionSnooker _ -> "Snooker"
        | Move.Kde _ -> "KDE"
        | Move.Gaussian(_, StepMode.Vector) -> "Gaussian"
        | Move.Gaussian(_, mode) -> $"Gaussian{mode}"

    let private named =
        [
            stretch
            walk
            differentialEvolution
            snooker
            kde
            gaussian StepMode.Vector
            gaussian StepMode.Random
            gaussian StepMode.Sequential
        ]

    let ofName (text: string) =
        let isIt move = String.Equals(name move, text, StringComparison.OrdinalIgnoreCase)

        match List.tryFind isIt named with
        | Some move -> move
        | None ->
            let known = named |> List.map name |> String.concat ", "
            Check.refuse "Moves" text $"one of {known}"

    let validateNumbers move =
        match move with
        | Move.Stretch a ->
            if not (a > 1.0 && Double.IsFinite a) then
                Check.refuse "a" a $"a finite number above 1"
        | Move.Walk(helpers, scale) ->
            helpers |> Option.iter (Check.atLeast "helpers" 2)
            scale |> Option.iter (Check.positive "scale")
        | Move.DifferentialEvolution(gamma, jumpProbability) ->
            gamma |> Option.iter (Check.positive "gamma")
            Check.probability "jumpProbability" jumpProbability
        | Move.DifferentialEvolutionSnooker gamma -> Check.positive "gamma" gamma
        | Move.Kde factor -> Check.positive "factor" factor
        | Move.Gaussian(StepCovariance.OfHelpers factor, _) -> factor |> Option.iter (Check.positive "factor")
        | Move.Gaussian(StepCovariance.Scalar variance, _) -> Check.positive "variance" variance
        | Move.Gaussian(StepCovariance.Diagonal variances, _) ->
            Check.notEmpty "variances" variances
            variances |> Array.iteri (fun p variance -> Check.positive $"variances[{p}]" variance)
        | Move.Gaussian(StepCovariance.Full rows, _) -> Check.notEmpty "covariance" rows

    let validateRows name dimension (rows: float[][]) =
        Check.sameLength name dimension rows

        rows
        |> Array.iteri (fun i row ->
            Check.sameLength $"{name}[{i}]" dimension row
            Check.allFinite $"{name}[{i}]" row)

        let size = rows |> Seq.concat |> Seq.fold (fun top value -> max top (abs value)) 0.0

        for i in 0 .. dimension - 1 do
            for j in 0 .. i - 1 do
                let above = rows[j][i]
                let below = rows[i][j]

                if abs (below - above) > 1e-12 * size then
                    Check.reject
                        name
                        $"{name} must be symmetric; element [{i}][{j}] is {Check.text below}, [{j}][{i}] is {Check.text above}."

        try
            Matrix<float>.Build.DenseOfRowArrays(rows).Cholesky() |> ignore
        with :? ArgumentException ->
            Check.reject name $"{name} must be positive definite."

    let private validateCovariance dimension covariance =
        match covariance with
        | StepCovariance.OfHelpers _
        | StepCovariance.Scalar _ -> ()
        | StepCovariance.Diagonal variances -> Check.sameLength "variances" dimension variances
        | StepCovariance.Full rows -> validateRows "covariance" dimension rows

    let validate (dimension: int) (walkers: int) move =
        let needs count =
            if walkers < count then
                Check.refuse "Walkers" walkers $"at least {count} for the move {name move}"

        validateNumbers move

        match move with
        | Move.Stretch _ -> ()
        | Move.Walk(helpers, _) ->
            needs 4
            helpers |> Option.iter (Check.inRange "helpers" 2 (walkers / 2))
        | Move.DifferentialEvolution _ -> needs 4
        | Move.DifferentialEvolutionSnooker _ -> needs 6
        | Move.Kde _ -> needs (2 * (dimension + 1))
        | Move.Gaussian(covariance, _) ->
            if covariance.IsOfHelpers then
                needs 4

            validateCovariance dimension covariance

type WeightedMove = { Move: Move; Weight: float }
