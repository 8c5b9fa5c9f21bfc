/// Standard errors of a shared fit from the curvature of its sum of squares.
module internal UniversalApprox.Core.Measurements.SharedErrors

open System.Numerics
open MathNet.Numerics.Providers.LinearAlgebra
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Measurements.SharedJoint

/// Directions of less curvature than this part of the largest are undetermined, with every parameter scaled to its own curvature.
let private flat = 1e-12

/// The most that a determined parameter has of undetermined directions, in squares.
let private rest = 1e-10

/// d·(JᵀJ)⁻¹·d as a function of d; None where d is not determined.
let private inverseForm size (sums: float[]) =
    let at i j = if i >= j then sums[i * (size + 1) + j] else sums[j * (size + 1) + i]

    let scale =
        Array.init size (fun i ->
            let curvature = at i i
            if curvature > 0.0 then 1.0 / sqrt curvature else 1.0)

    let matrix =
        Array.init (size * size) (fun index ->
            let i, j = index / size, index % size
            scale[i] * scale[j] * at i j)

    let vectors = Array.zeroCreate<float>(size * size)
    let values = Array.zeroCreate<Complex> size
    let diagonal = Array.zeroCreate<float>(size * size)
    ManagedLinearAlgebraProvider.Instance.EigenDecomp(true, size, matrix, vectors, values, diagonal)
    let largest = values |> Array.fold (fun found value -> max found value.Real) 0.0

    fun (d: float[]) ->
        let u = Array.map2 (*) scale d
        let mutable sum = 0.0
        let mutable undetermined = 0.0

        for k in 0 .. size - 1 do
            let mutable part = 0.0

            for i in 0 .. size - 1 do
                part <- part + vectors[k * size + i] * u[i]

            if values[k].Real > flat * largest then
                sum <- sum + part * part / values[k].Real
            else
                undetermined <- undetermined + part * part

        if undetermined > rest * Array.sumBy (fun u -> u * u) u then
            None
        else
            Some sum

/// The standard error of a parameter of a group's network in the units of the data, of a fit in those of `map`. None where the points do
/// not determine it. `variance` is that of the noise in the units of the map.
let inData (sharing: Sharing) (map: Standardisation) variance (sums: float[]) =
    let layout = sharing.Layout
    let form = inverseForm sharing.Count sums

    fun group p ->
        let places = sharing.Places group
        let d = Array.zeroCreate<float> sharing.Count
        let place = p % layout.Stride

        if p <> layout.Offset && place < layout.Dimension then
            d[places[p]] <- 1.0 / map.InputScale[place]
        elif p <> layout.Offset && place = layout.Dimension then
            d[places[p]] <- 1.0

            // b = b′ − Σ w′·shift/scale.
            for k in 0 .. layout.Dimension - 1 do
                d[places[p - layout.Dimension + k]] <- -map.InputShift[k] / map.InputScale[k]
        else
            d[places[p]] <- map.OutputScale

        form d |> Option.map (fun value -> sqrt (variance * value))
