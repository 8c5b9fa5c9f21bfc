/// Whether curves of their own predict the points of data sets better than one curve for all.
module internal UniversalApprox.Core.Measurements.LooComparison

open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Evidence

/// Each posterior has this many draws, found from so many starts beside the trained network.
let private draws, starts = 1000, 20

let private estimate threads seed cancellation (network: Network) (data: CurveData) =
    let usual = ModelEvidence.defaults

    let options =
        { usual with
            Draws = draws
            AmplitudeFactors = [||]
            Search = { usual.Search with Starts = starts; Seed = seed; Threads = threads }
        }

    ModelEvidence.ofNetworks
        options
        Likelihood.GaussianUnknown
        NetworkPriors.standard
        [| network |]
        cancellation
        data
    |> Loo.ofEvidence threads cancellation

/// elpd of own curves less that of one curve for all, and whether the prediction of every point can be trusted; None where a posterior
/// cannot be had.
let difference threads seed cancellation (own: (struct (Network * CurveData))[]) common all =
    try
        let estimate = estimate threads seed cancellation
        let separate = own |> Array.map (fun (struct (network, data)) -> estimate network data)
        let together = estimate common all
        let apart = { together with Pointwise = separate |> Array.collect _.Pointwise }

        Some(
            struct (Loo.difference apart together, together.IsTrusted && separate |> Array.forall _.IsTrusted)
        )
    with :? OptionException ->
        None
