namespace UniversalApprox.Core.Sampling.Evidence

/// Weights of a mixture of fixed predictive densities.
module internal Stacking =
    let private maxSteps = 100000
    let private wantedGap = 1e-6

    /// p(yᵢ | model k)/max over models: [point * models + k].
    let private densities (pointwise: float[][]) =
        let models = pointwise.Length

        Array.init (models * pointwise[0].Length) (fun index ->
            let point = index / models
            let mutable top = -infinity

            for model in pointwise do
                top <- max top model[point]

            if top = -infinity then
                1.0
            else
                exp (pointwise[index % models][point] - top))

    /// For every model the mean over points of p(yᵢ | k)/Σ wₗ p(yᵢ | l): the derivatives of the mean log-density.
    let private slopes models points (densities: float[]) (weights: float[]) =
        let slopes = Array.zeroCreate<float> models

        for point in 0 .. points - 1 do
            let mutable mixed = 0.0

            for k in 0 .. models - 1 do
                mixed <- mixed + weights[k] * densities[point * models + k]

            for k in 0 .. models - 1 do
                slopes[k] <- slopes[k] + densities[point * models + k] / (mixed * float points)

        slopes

    /// The sum of log-densities is concave in the weights, and each step w ← w·slope of the EM algorithm raises it. By concavity
    /// the largest sum is at most n(max slope − 1) above.
    let weights (pointwise: float[][]) =
        let models = pointwise.Length
        let points = pointwise[0].Length
        let densities = densities pointwise

        let rec go (weights: float[]) steps =
            let slopes = slopes models points densities weights
            let gap = float points * (Array.max slopes - 1.0)

            if gap < wantedGap || steps = 0 then
                weights
            else
                go (Array.map2 (*) weights slopes) (steps - 1)

        let found = go (Array.create models (1.0 / float models)) maxSteps
        let total = Array.sum found
        found |> Array.map (fun weight -> weight / total)
