namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Constrained

/// What a Laplace approximation is of, beside the quality of its draws.
type internal LaplaceSource =
    {
        /// Draws of all parameters in the data's units, with their log-densities.
        Draws: Lazy<struct (float[] * float[])>
        /// The same draws on standardised data.
        StandardDraws: Lazy<float[]>
        Network: Lazy<Network>
        Noise: float
        /// What every draw satisfies.
        Constraints: Constraints
        /// What a user should know, beside the quality of the draws.
        Remark: string
    }

module internal LaplaceSource =
    /// Draws φ of a collapsed density; their amplitudes are drawn by `rng`.
    let ofCollapsed (density: CollapsedDensity) (phis: float[]) (top: float[]) rng =
        {
            Draws = lazy CollapsedDensity.complete rng phis density
            StandardDraws = lazy CollapsedDensity.completeStandard rng phis density
            Network = lazy CollapsedDensity.networkAt top density
            Noise = CollapsedDensity.noiseAt top density
            Constraints = Constraints.none
            Remark = ""
        }

    /// Parameters on standardised data.
    let private standardised (density: CollapsedDensity) (draws: float[]) =
        let size = density.ParameterNames.Length
        let layout = density.Model.Layout

        draws
        |> Array.chunkBySize size
        |> Array.collect (fun draw ->
            let network =
                Network.create density.Model.Activation layout.Dimension draw[.. layout.ParameterCount - 1]

            Array.append
                (Standardisation.networkToStandard density.Map network).Parameters
                (draw[layout.ParameterCount ..]
                 |> Array.map (fun noise -> noise - log density.Map.OutputScale)))

    let private activeRemark constraints (trained: Network) =
        match Constraints.active constraints trained with
        | [||] -> ""
        | names ->
            let list = String.concat ", " names

            let verb =
                if names.Length = 1 then
                    "lies at its bound"
                else
                    "lie at their bounds"

            $" In the fit, {list} {verb}: errors there are one-sided, and the quantiles tell more than the deviation."

    /// Draws in the coordinates of constraints around the top of the density there. `density` names model, map and priors.
    let ofConstrained
        (density: CollapsedDensity)
        (full: LogDensity)
        (coordinates: ConstrainedCoordinates)
        constraints
        (trained: Network)
        (points: float[])
        (peak: float[])
        =
        let draws = coordinates.ToParameters points
        let logDensities = Array.zeroCreate (draws.Length / full.Dimension)
        full.CreateEvaluator().Evaluate(draws, logDensities.Length, logDensities)
        let top = coordinates.ToParameters peak
        let model = density.Model

        let noise =
            match model.Likelihood with
            | Likelihood.Gaussian sigma -> sigma
            | Likelihood.MeanSquaredError -> sqrt (0.5 * float model.Data.Count)
            | _ -> exp (Array.last top)

        {
            Draws = lazy (struct (draws, logDensities))
            StandardDraws = lazy (standardised density draws)
            Network = lazy (LogDensity.networkOf full.Network.Value top)
            Noise = noise
            Constraints = constraints
            Remark = ConstrainedDensity.note constraints trained.Activation + activeRemark constraints trained
        }
