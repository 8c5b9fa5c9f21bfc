/// Levenberg and Marquardt's method for the few parameters of joint fits, from cross-products.
module internal UniversalApprox.Core.Measurements.LeastSquares

open System
open System.Threading
open UniversalApprox.Core.Training

let private iterations = 200
let private firstDamping = 1e-3
let private largestDamping = 1e12

/// The sum of squares in [J r]ᵀ[J r]: its last element.
let sse (sums: float[]) = sums[sums.Length - 1]

/// Minimises from θ until a step gains no more than a part of the sum of squares. `products` gives the matrix [J r]ᵀ[J r] at θ, of which
/// the lower triangle counts. Returns the best θ and its matrix.
let minimise tolerance (cancellation: CancellationToken) (products: float[] -> float[]) (theta: float[]) =
    let size = theta.Length
    let solver = LinearSolver size
    let step = Array.zeroCreate<float> size
    let at (sums: float[]) i j = sums[i * (size + 1) + j]

    let rec search (theta: float[]) (sums: float[]) damping growth left =
        cancellation.ThrowIfCancellationRequested()

        if
            left = 0
            || damping > largestDamping
            || not (solver.TrySolve(at sums, (fun i -> -(at sums size i)), (fun _ -> damping), step))
        then
            struct (theta, sums)
        else
            let next = Array.map2 (+) theta step

            if not (Array.forall Double.IsFinite next) then
                search theta sums (growth * damping) (2.0 * growth) (left - 1)
            else
                let nextSums = products next
                let gain = sse sums - sse nextSums

                if not (gain > 0.0) then
                    search theta sums (growth * damping) (2.0 * growth) (left - 1)
                elif gain <= tolerance * sse sums then
                    struct (next, nextSums)
                else
                    search next nextSums (damping / 3.0) 2.0 (left - 1)

    search theta (products theta) firstDamping 2.0 iterations
