namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Data

/// The units of a network's parameters.
[<RequireQualifiedAccess>]
type PriorUnits =
    /// Those of the data: the numbers in the network's formula.
    | Data
    /// Those of standardised data, (x − mean)/sd for each input and (y − mean)/sd.
    | Standardised

/// One prior as it is used.
type PriorRow =
    {
        /// The parameter, in words: "weight of x", "bias at the mean of the inputs", "amplitude", …
        Parameter: string
        /// Whether it is the default.
        IsDefault: bool
        /// The prior in the data's units.
        Data: Prior
        /// The same prior on standardised data. None for a user's prior of biases, or of the offset, which has no simple form
        /// there.
        Standardised: Prior option
    }

/// The default priors of networks, on standardised data. The posterior then does not depend on the units or origins of x and
/// y. The offset counts from the middle of a sigmoid (σ − ½), so that the sign of a unit does not matter either.
[<RequireQualifiedAccess>]
module StandardPriors =
    /// Of weights and biases: Student-t with 3 degrees of freedom and scale 5.
    /// The bulk lets a unit's step be as wide as the data or a tenth of it. The tails allow steps a hundred times as steep and
    /// functions like sin 50x at a cost of about 5 nats per parameter, where Normal(0, 5) would charge 50 to 500.
    val hidden: Prior

    /// Of each of N amplitudes: Normal(0, 60/√N). Their variances add up to 60²·var(y) for any N. Two sigmoids make a
    /// parabola with amplitudes of 16 sd(y), four make three periods of a sine with 120.
    val amplitude: units: int -> Prior

    /// Of the offset: Normal(0, 60).
    val offset: Prior

    /// Of σ: half-normal with scale 1.
    val noise: Prior

    /// Of the slope of ln σ with a standardised input (`Likelihood.GaussianLine`): Normal(0, 1).
    val noiseSlope: Prior

    /// The priors of networks with `units` units in both units: the weight of each input, bias, amplitude, offset, and σ and the slopes
    /// of ln σ where the likelihood samples them. A default prior of the bias is of w·x + b at the mean of the inputs. A default prior of the offset is
    /// of the network's value at the middle of all its units.
    val describe:
        map: Standardisation ->
        inputNames: string[] ->
        units: int ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
            PriorRow[]
