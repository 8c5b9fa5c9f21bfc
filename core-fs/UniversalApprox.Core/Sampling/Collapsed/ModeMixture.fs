namespace UniversalApprox.Core.Sampling.Collapsed

open System
open MathNet.Numerics
open UniversalApprox.Core.Random
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// The images of hidden parameters that a mixture counts, with scratch memory: one per thread.
type internal MixtureContext =
    {
        Layout: HiddenLayout
        Images: NearestImage
        /// Of one unit.
        Prior: UnitPrior
    }

/// Normal distributions around modes, or Student-t distributions with 5 degrees of freedom, each with its weight: a proposal
/// that covers a posterior. With a context, a point counts for each component as its image that is nearest to the component's
/// centre: the density is then that of all images together, and each component covers one image of the space. The last
/// `free` units of a component have their prior, independent of the rest and each other; all of their own images count.
/// Owns its arrays: one per thread (`Copy`).
[<Sealed>]
type internal ModeMixture
    (
        points: float[][],
        shapes: ModeShape[],
        weights: float[],
        free: int[],
        isNormal: bool,
        context: MixtureContext option
    ) =
    // Tails above those of most posteriors.
    static let freedom = 5.0
    // What Adapt keeps of the old covariance, so that few draws cannot make a degenerate one.
    static let keptShare = 0.02
    static let smallestWeight = 0.01
    static let referenceShift = 0.05

    let size = points[0].Length
    let whitened = Array.zeroCreate<float> size
    let image = Array.zeroCreate<float> size
    let squares = Array.zeroCreate<float> points.Length
    let logs = Array.zeroCreate<float> points.Length

    let stride, hidden =
        match context with
        | Some context -> context.Layout.Stride, context.Layout.Count
        | None -> 0, 0

    /// The free elements of component k are those from here up to the last unit's.
    let firstFree k = hidden - free[k] * stride
    let isFree k p = p >= firstFree k && p < hidden
    let bound = Array.init points.Length (fun k -> float (size - free[k] * stride))

    let constants =
        Array.init points.Length (fun k ->
            let logDeterminant =
                if free[k] = 0 then
                    shapes[k].LogDeterminant
                else
                    Seq.init size (fun p -> if isFree k p then 0.0 else log shapes[k].Factor[p * size + p])
                    |> Seq.sum

            let constant =
                if isNormal then
                    -0.5 * bound[k] * log (2.0 * Math.PI)
                else
                    SpecialFunctions.GammaLn(0.5 * (freedom + bound[k]))
                    - SpecialFunctions.GammaLn(0.5 * freedom)
                    - 0.5 * bound[k] * log (freedom * Math.PI)

            let logImages =
                match context with
                | Some context -> context.Images.LogCount free[k]
                | None -> 0.0

            log weights[k] + constant - logDeterminant + logImages)

    let logKernel k square =
        if isNormal then
            -0.5 * square
        else
            -0.5 * (freedom + bound[k]) * log (1.0 + square / freedom)

    let deviations =
        shapes
        |> Array.map (fun shape -> Array.init size (fun p -> sqrt (Curvature.covariance shape size p p)))

    // Images are told apart by points a little off the centres: units at zero, or two equal units, have several nearest images.
    let references =
        points
        |> Array.mapi (fun k point ->
            point
            |> Array.mapi (fun p value ->
                value + deviations[k][p] * referenceShift * float (p + 1) / float size))

    /// Writes the image that counts for component k; whether it is the point itself, but for images of the free units.
    let nearest k (draws: float[]) at (target: float[]) =
        match context with
        | Some context ->
            let fixedUnits = context.Layout.Units - free[k]
            context.Images.Write(references[k], deviations[k], fixedUnits, draws, at, target)
        | None ->
            Array.Copy(draws, at, target, 0, size)
            true

    /// The log-density of the free units of `image`.
    let logFree k =
        match context with
        | Some context when free[k] > 0 ->
            let mutable sum = 0.0

            for at in firstFree k .. stride .. hidden - 1 do
                sum <- sum + context.Prior.LogDensity(image, at)

            sum
        | _ -> 0.0

    /// Leaves the log-density of each component, times its weight, in `logs`, and the squared distances in `squares`.
    let evaluate (draws: float[]) at =
        for k in 0 .. points.Length - 1 do
            nearest k draws at image |> ignore

            for p in 0 .. size - 1 do
                whitened[p] <- image[p] - points[k][p]

            Curvature.whiten shapes[k] whitened
            let mutable square = 0.0

            for p in 0 .. size - 1 do
                if not (isFree k p) then
                    square <- square + whitened[p] * whitened[p]

            squares[k] <- square
            logs[k] <- constants[k] + logKernel k square + logFree k

        let top = Array.max logs
        let mutable sum = 0.0

        for l in logs do
            sum <- sum + exp (l - top)

        top + log sum

    /// One draw around mode `k`, with `factor` times its width.
    member _.Draw(k: int, factor: float, random: RandomSource) =
        let step = Array.zeroCreate<float> size
        random.Rng <- Rng.fillNormal (step.AsSpan()) random.Rng

        let scale =
            if isNormal then
                factor
            else
                // χ² with 5 degrees of freedom: two exponential variables and the square of a normal one.
                let z = random.Normal()
                let uniforms = (1.0 - random.Uniform()) * (1.0 - random.Uniform())
                factor * sqrt (freedom / (z * z - 2.0 * log uniforms))

        Curvature.spread shapes[k] step
        let draw = Array.map2 (fun centre s -> centre + scale * s) points[k] step

        match context with
        | Some context ->
            for at in firstFree k .. stride .. hidden - 1 do
                context.Prior.Draw(random, draw, at)
        | None -> ()

        draw

    /// The mode of draw `index` of `count`: each gets its share, the first ones first.
    member _.Share(index: int, count: int) =
        let place = (float index + 0.5) / float count
        let mutable k = 0
        let mutable sum = weights[0]

        while k < weights.Length - 1 && place > sum do
            k <- k + 1
            sum <- sum + weights[k]

        k

    /// The log-density at the point that starts at element `at`.
    member _.LogDensity(draws: float[], at: int) = evaluate draws at

    /// The number of components.
    member _.Count = points.Length

    /// The logarithms of the components' parts of the last LogDensity.
    member _.LogParts = logs

    /// Writes the image of the point at element `at` that counts for component k; whether it is the point itself, but for
    /// images of its free units.
    member _.Nearest(k: int, draws: float[], at: int, target: float[]) = nearest k draws at target

    /// Adds to a point a normal step, `factor` times as wide as component k.
    member _.Step(k: int, factor: float, point: float[], random: RandomSource) =
        random.FillNormal(whitened, size)
        Curvature.spread shapes[k] whitened

        for p in 0 .. size - 1 do
            point[p] <- point[p] + factor * whitened[p]

    /// This mixture with a share of another one.
    member _.Blend(share: float, other: ModeMixture) =
        let weigh factor = Array.map (fun weight -> factor * weight)

        ModeMixture(
            Array.append points other.Points,
            Array.append shapes other.Shapes,
            Array.append (weigh (1.0 - share) weights) (weigh share other.Weights),
            Array.append free other.Free,
            isNormal,
            context
        )

    member private _.Points = points
    member private _.Shapes = shapes
    member private _.Weights = weights
    member private _.Free = free

    /// The same mixture with arrays of its own.
    member _.Copy(context: MixtureContext) =
        ModeMixture(points, shapes, weights, free, isNormal, Some context)

    /// The mixture of Student-t distributions that fits weighted draws better: a step of the EM algorithm (Cappé, Douc, Guillin, Marin & Robert, "Adaptive
    /// importance sampling in general mixture classes", Statistics and Computing 18, 2008). Weights add up to 1.
    member _.Adapt(draws: float[], drawWeights: float[]) =
        let count = drawWeights.Length
        let shares = Array.init points.Length (fun _ -> Array.zeroCreate<float> count)
        let pulls = Array.init points.Length (fun _ -> Array.zeroCreate<float> count)

        for i in 0 .. count - 1 do
            let total = evaluate draws (i * size)

            for k in 0 .. points.Length - 1 do
                shares[k][i] <- drawWeights[i] * exp (logs[k] - total)

                pulls[k][i] <- shares[k][i] * (freedom + bound[k]) / (freedom + squares[k])

        let kept =
            [|
                for k in 0 .. points.Length - 1 do
                    if Array.sum shares[k] > smallestWeight then
                        k
            |]

        /// The images of all draws that count for component k.
        let draws =
            kept
            |> Array.map (fun k ->
                let own = Array.zeroCreate<float>(count * size)

                for i in 0 .. count - 1 do
                    nearest k draws (i * size) image |> ignore
                    Array.Copy(image, 0, own, i * size, size)

                own)

        let centre index k =
            let total = Array.sum pulls[k]

            Array.init size (fun p ->
                if isFree k p then
                    points[k][p]
                else
                    (Seq.init count (fun i -> pulls[k][i] * draws[index][i * size + p]) |> Seq.sum) / total)

        let centres = kept |> Array.mapi centre

        let shape index k =
            let share = Array.sum shares[k]
            let covariance = Array.zeroCreate<float>(size * size)

            for i in 0 .. count - 1 do
                for p in 0 .. size - 1 do
                    let deviation = draws[index][i * size + p] - centres[index][p]

                    for q in 0..p do
                        covariance[p * size + q] <-
                            covariance[p * size + q]
                            + pulls[k][i] * deviation * (draws[index][i * size + q] - centres[index][q])

            for p in 0 .. size - 1 do
                for q in 0..p do
                    let old = Curvature.covariance shapes[k] size p q

                    covariance[p * size + q] <-
                        if isFree k p || isFree k q then
                            old
                        else
                            (1.0 - keptShare) * covariance[p * size + q] / share + keptShare * old

            Curvature.ofCovariance covariance size

        let total = kept |> Array.sumBy (fun k -> Array.sum shares[k])

        ModeMixture(
            centres,
            kept |> Array.mapi shape,
            kept |> Array.map (fun k -> Array.sum shares[k] / total),
            kept |> Array.map (fun k -> free[k]),
            false,
            context
        )
