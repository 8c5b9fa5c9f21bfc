namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Posterior

/// Finds images of hidden parameters under permutations of units and, where they leave the density as it is, flips of their
/// signs. Owns its arrays: one per thread.
[<Sealed>]
type internal NearestImage(isFlipSymmetric: bool, layout: HiddenLayout) =
    let units = layout.Units
    let stride = layout.Stride
    let assignment = Assignment(max 1 units)
    let isFlipped = Array.zeroCreate<bool>(units * units)

    let logCount count =
        (Seq.init count (fun i -> log (float (i + 1))) |> Seq.sum)
        + (if isFlipSymmetric then float count * log 2.0 else 0.0)

    /// Sets the cost of a unit at a place: the smaller squared distance of the unit and of its flip. The sign of the scalar
    /// product tells which one it is: of a point and its flip, exactly one counts.
    let setCost (reference: float[]) (deviations: float[]) place (phi: float[]) at unit =
        let mutable squares = 0.0
        let mutable product = 0.0

        for k in 0 .. stride - 1 do
            let target = place * stride + k
            let scale = 1.0 / deviations[target]
            let x = scale * phi[at + unit * stride + k]
            let r = scale * reference[target]
            squares <- squares + x * x + r * r
            product <- product + x * r

        let flips = isFlipSymmetric && product < 0.0
        isFlipped[place * units + unit] <- flips
        assignment.SetCost(place, unit, squares - 2.0 * (if flips then -product else product))

    /// The logarithm of the number of images of `count` units.
    member _.LogCount(count: int) = logCount count

    /// Writes to `target` the image of the φ at element `at` that is nearest to a reference, by squared distances in units of
    /// `deviations`; whether the first `fixedUnits` units of it are those of φ itself. What follows the units is copied.
    member _.Write
        (reference: float[], deviations: float[], fixedUnits: int, phi: float[], at: int, target: float[])
        =
        System.Array.Copy(phi, at, target, 0, target.Length)

        if units = 0 then
            true
        else
            for place in 0 .. units - 1 do
                for unit in 0 .. units - 1 do
                    setCost reference deviations place phi at unit

            let order = assignment.Solve()
            let mutable isSame = true

            for place in 0 .. units - 1 do
                let unit = order[place]
                let flips = isFlipped[place * units + unit]
                isSame <- isSame && (place >= fixedUnits || unit = place && not flips)

                for k in 0 .. stride - 1 do
                    let value = phi[at + unit * stride + k]
                    target[place * stride + k] <- if flips then 0.0 - value else value

            isSame
