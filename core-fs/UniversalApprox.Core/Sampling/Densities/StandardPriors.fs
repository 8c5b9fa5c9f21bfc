namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
type PriorUnits =
    | Data
    | Standardised

type PriorRow = { Parameter: string; Standardised: Prior; Data: Prior }

[<RequireQualifiedAccess>]
module StandardPriors =
    let private totalAmplitude = 60.0

    let ofUnits (units: int) =
        Check.inRange "units" 0 Network.maxUnits units
        let hidden = Prior.StudentT(3.0, 0.0, 5.0)

        {
            Weight = hidden
            Bias = hidden
            Amplitude = Prior.Normal(0.0, totalAmplitude / sqrt (float (max 1 units)))
            Offset = Prior.Normal(0.0, totalAmplitude)
            Noise = Some(Prior.HalfNormal 1.0)
        }

    /// The prior of shift + scale·x, where x has the given one; scale > 0.
    let private affine shift scale prior =
        match prior with
        | Prior.Normal(mean, sd) -> Prior.Normal(shift + scale * mean, scale * sd)
        | Prior.StudentT(nu, location, width) -> Prior.StudentT(nu, shift + scale * location, scale * width)
        | Prior.Uniform(lower, upper) -> Prior.Uniform(shift + scale * lower, shift + scale * upper)
        | Prior.LogNormal(mean, sd) when shift = 0.0 -> Prior.LogNormal(mean + log scale, sd)
        | Prior.HalfNormal width when shift = 0.0 -> Prior.HalfNormal(scale * width)
        | Prior.LogNormal _
        | Prior.HalfNormal _ ->
            Check.reject
                "Offset"
                $"Offset: a prior that can be shifted is needed, as normal, studentT and uniform are; got {Prior.name prior}."

    let inDataUnits (map: Standardisation) (inputNames: string[]) (priors: NetworkPriors) =
        Check.sameLength "inputNames" map.InputScale.Length inputNames

        let row name shift scale prior =
            { Parameter = name; Standardised = prior; Data = affine shift scale prior }

        [|
            for k in 0 .. inputNames.Length - 1 do
                row $"weight of {inputNames[k]}" 0.0 (1.0 / map.InputScale[k]) priors.Weight

            row "bias at the mean of the inputs" 0.0 1.0 priors.Bias
            row "amplitude" 0.0 map.OutputScale priors.Amplitude
            row "offset at the middle of the units" map.OutputShift map.OutputScale priors.Offset

            row "sigma" 0.0 map.OutputScale (priors.Noise |> Option.defaultValue (Prior.HalfNormal 1.0))
        |]
