namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

[<RequireQualifiedAccess>]
type EnsembleStart =
    | Ball of centres: float[][] * radius: float
    | RelativeBall of centres: float[][] * radius: float
    | Prior
    | Walkers of positions: float[][][]

[<RequireQualifiedAccess>]
module EnsembleStart =
    let maxCondition = 1e8
    let private redraws = 100
    let private startOption = Check.named "Start"
    let private priorsOption = Check.named "Priors"

    let private checkCentres (dimension: int) (centres: float[][]) =
        for centre in centres do
            if centre.Length <> dimension then
                Check.refuse "Start" centre.Length $"{dimension} numbers, one per parameter"

    let checkWalkers dimension walkers ensembles (positions: float[][][]) =
        if positions.Length <> 1 && positions.Length <> ensembles then
            Check.refuse
                "Start"
                (Check.told $"those of {positions.Length}")
                $"the walkers of 1 or of all {ensembles} ensembles"

        positions
        |> Array.iteri (fun e rows ->
            if rows.Length <> walkers then
                Check.refuse "Start" rows.Length $"{walkers} walkers"

            rows
            |> Array.iteri (fun w row ->
                if row.Length <> dimension then
                    Check.refuse
                        "Start"
                        (Check.told $"{row.Length} for walker {w + 1} of ensemble {e + 1}")
                        $"{dimension} numbers for each walker, one per parameter"))

    let private checkFinite (values: float[]) =
        match Array.tryFind (Double.IsFinite >> not) values with
        | Some bad -> Check.refuse "Start" bad $"finite numbers"
        | None -> ()

    let validate start =
        match start with
        | EnsembleStart.Ball(centres, radius)
        | EnsembleStart.RelativeBall(centres, radius) ->
            Check.notNegative "Radius" radius
            Check.notEmpty "Start" centres
            Array.iter checkFinite centres
        | EnsembleStart.Prior -> ()
        | EnsembleStart.Walkers positions ->
            Check.notEmpty "Start" positions
            positions |> Array.iter (Array.iter checkFinite)

    let private normalAround
        (centre: float[])
        (deviation: float -> float)
        (target: float[])
        at
        (random: RandomSource)
        =
        centre |> Array.iteri (fun p c -> target[at + p] <- c + deviation c * random.Normal())

    /// Fills one walker; None where the walkers are given.
    let drawer start ensemble (density: LogDensity) : (float[] -> int -> RandomSource -> unit) option =
        match start with
        | EnsembleStart.Ball(centres, radius) ->
            checkCentres density.Dimension centres
            Some(normalAround centres[ensemble % centres.Length] (fun _ -> radius))
        | EnsembleStart.RelativeBall(centres, radius) ->
            checkCentres density.Dimension centres
            let deviation c = radius * (if c = 0.0 then 1.0 else abs c)
            Some(normalAround centres[ensemble % centres.Length] deviation)
        | EnsembleStart.Prior ->
            match density.Prior with
            | None ->
                Check.refuse
                    "Start"
                    (Check.told "Prior")
                    $"a point or walkers for a log-density without {priorsOption}"
            | Some prior -> Some(fun target at random -> random.Rng <- prior.Sample(target, at, random.Rng))
        | EnsembleStart.Walkers _ -> None

    let private evaluate (density: LogDensity) (evaluator: DensityEvaluator) (positions: float[]) =
        let count = positions.Length / density.Dimension
        let values = Array.zeroCreate count
        evaluator.Evaluate(positions, count, values)
        Guard.checkStart values positions density.Dimension
        values

    let private jitter offenders (dimension: int) (positions: float[]) (random: RandomSource) =
        let walkers = positions.Length / dimension
        let repaired = Array.copy positions

        for p in offenders do
            let size = Seq.init walkers (fun w -> abs positions[w * dimension + p]) |> Seq.max

            let deviation = 1e-4 * (if size > 0.0 then size else 1.0)

            for w in 0 .. walkers - 1 do
                let at = w * dimension + p
                repaired[at] <- repaired[at] + deviation * random.Normal()

        repaired

    let private repair (density: LogDensity) evaluator (positions: float[]) (values: float[]) random =
        match Independence.offenders maxCondition density.Dimension positions with
        | [||] -> struct (positions, values, [||])
        | offenders ->
            let names = offenders |> Array.map (fun p -> density.ParameterNames[p]) |> String.concat ", "
            let repaired = jitter offenders density.Dimension positions random
            let still = Independence.offenders maxCondition density.Dimension repaired

            let repairedValues =
                if Array.forall Double.IsFinite repaired then
                    evaluate density evaluator repaired
                else
                    Array.create values.Length -infinity

            let lost =
                Array.exists2
                    (fun before after -> after = -infinity && before > -infinity)
                    values
                    repairedValues

            if still.Length > 0 || lost then
                Check.because
                    "Start"
                    $"{startOption}: the walkers are not linearly independent in {names}, and a small jitter cannot repair it without leaving the density's support. Spread them in these parameters."

            struct (repaired,
                    repairedValues,
                    [| $"The walkers did not span {names}: a jitter of 1e-4 was added." |])

    /// A density that is the same everywhere cannot be normalised. One that is flat over a region is fine: far outside
    /// of it the value changes.
    let rejectConstant
        (density: LogDensity)
        (evaluator: DensityEvaluator)
        (positions: float[])
        (values: float[])
        =
        let isSame value = (value = values[0])

        if Array.forall isSame values then
            let probe exponent =
                let point =
                    Array.init density.Dimension (fun p ->
                        positions[p] + (if p % 2 = 0 then 1.0 else -1.0) * Math.Pow(10.0, exponent))

                let value = Array.zeroCreate 1

                try
                    evaluator.Evaluate(point, 1, value)
                    isSame value[0]
                with :? DensityException ->
                    false

            if Seq.forall probe [ 0.0; 3.0; 6.0; 9.0; 12.0; 15.0 ] then
                Check.reject
                    "LogDensity"
                    $"The log-density is constant: {Check.text values[0]} at all walkers and up to 1e15 away from them. It does not depend on its parameters."

    let evaluated
        start
        (walkers: int)
        (ensembles: int)
        (ensemble: int)
        rng
        (cancellation: CancellationToken)
        (density: LogDensity)
        =
        validate start
        let dimension = density.Dimension
        let random = RandomSource rng
        let evaluator = density.CreateEvaluator()
        evaluator.Cancellation <- cancellation

        let first, redraw =
            match drawer start ensemble density, start with
            | Some draw, _ ->
                let positions = Array.zeroCreate (walkers * dimension)

                for w in 0 .. walkers - 1 do
                    cancellation.ThrowIfCancellationRequested()
                    draw positions (w * dimension) random

                positions, (fun positions w -> draw positions (w * dimension) random)
            | None, EnsembleStart.Walkers rows ->
                checkWalkers dimension walkers ensembles rows
                Array.concat rows[ensemble % rows.Length], (fun _ _ -> ())
            | None, _ -> [||], (fun _ _ -> ())

        checkFinite first
        let mutable values = evaluate density evaluator first
        let mutable round = 0

        while round < redraws && not start.IsWalkers && Array.contains -infinity values do
            values
            |> Array.iteri (fun w value ->
                if value = -infinity then
                    redraw first w)

            values <- evaluate density evaluator first
            round <- round + 1

        if Array.forall (fun v -> v = -infinity) values then
            let point = first |> Array.truncate dimension |> Array.map Check.text |> String.concat ", "

            Check.because
                "Start"
                $"{startOption}: the log-density is -infinity at all {walkers} walkers, the first at ({point}). Start where it is finite."

        let struct (positions, values, notes) = repair density evaluator first values random
        rejectConstant density evaluator positions values
        struct (positions, values, notes)

    let positions start walkers ensembles ensemble rng density =
        let struct (positions, _, notes) =
            evaluated start walkers ensembles ensemble rng CancellationToken.None density

        struct (positions, notes)
