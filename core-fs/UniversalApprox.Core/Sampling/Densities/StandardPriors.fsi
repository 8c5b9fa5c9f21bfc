namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Data

/// The units that priors of a network's parameters are written in.
[<RequireQualifiedAccess>]
type PriorUnits =
    /// Those of the data: the priors are of the numbers in the network's formula.
    | Data
    /// Those of standardised data, (x − mean)/sd for each input and (y − mean)/sd: the posterior then does not depend on the
    /// units or origins of x and y. The offset is counted from the middle of a sigmoid (σ − ½), so that the sign of a unit
    /// does not matter either.
    | Standardised

/// One prior in both units.
type PriorRow =
    {
        /// What it is of, in words: "weight of x", "bias at the mean of the inputs", "amplitude", …
        Parameter: string
        /// The prior on standardised data.
        Standardised: Prior
        /// The same prior in the data's units.
        Data: Prior
    }

/// The default priors of networks.
[<RequireQualifiedAccess>]
module StandardPriors =
    /// The default for N units, in `PriorUnits.Standardised`:
    /// weights and biases Student-t with 3 degrees of freedom and scale 5, amplitudes Normal(0, 60/√N), offset Normal(0, 60),
    /// σ half-normal with scale 1.
    /// The bulk lets a unit's step be as wide as the data or a tenth of it; the tails allow steps a hundred times as steep and
    /// functions like sin 50x at a cost of about 5 nats per parameter, where Normal(0, 5) would charge 50 to 500. The amplitudes' variances add up to
    /// 60²·var(y) for any N: two sigmoids make a parabola of amplitudes 16 sd(y), four make three periods of a sine of 120.
    val ofUnits: units: int -> NetworkPriors

    /// Standardised priors in the data's units: the weight of each input, the bias as the value of w·x + b at the mean of the
    /// inputs, the amplitude, the offset (the network's value at the middle of all its units) and σ. Where σ has no prior of
    /// its own, that of σ is half-normal with scale 1.
    /// Errors: an offset whose prior cannot be shifted (half-normal or log-normal).
    val inDataUnits: map: Standardisation -> inputNames: string[] -> priors: NetworkPriors -> PriorRow[]
