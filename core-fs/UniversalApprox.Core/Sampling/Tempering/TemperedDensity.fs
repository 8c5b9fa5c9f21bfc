namespace UniversalApprox.Core.Sampling.Tempering

open System
open UniversalApprox.Core.Sampling.Densities

/// β of one temperature, which changes while the ladder adapts.
[<Sealed>]
type internal InverseTemperature(value: float) =
    member val Value = value with get, set

/// The log-likelihood times β.
[<Sealed>]
type private TemperedPart(part: LikelihoodPart, temperature: InverseTemperature) =
    inherit LikelihoodPart()

    override this.Values(thetas, count, logPriors, values) =
        part.Cancellation <- this.Cancellation
        part.Values(thetas, count, logPriors, values)

        for b in 0 .. count - 1 do
            values[b] <- temperature.Value * values[b]

    override _.Gradients(_, _, _, _, _) = raise (NotSupportedException "A tempered density has no gradient.")

module internal TemperedDensity =
    /// log prior + β·log likelihood.
    let create (temperature: InverseTemperature) (density: LogDensity) =
        LogDensity(
            density.ParameterNames,
            false,
            density.Prior,
            None,
            fun () -> TemperedPart(density.CreatePart(), temperature)
        )
