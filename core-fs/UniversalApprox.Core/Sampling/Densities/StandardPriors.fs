namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
type PriorUnits =
    | Data
    | Standardised

type PriorRow = { Parameter: string; IsDefault: bool; Data: Prior; Standardised: Prior option }

[<RequireQualifiedAccess>]
module StandardPriors =
    let private totalAmplitude = 60.0
    let hidden = Prior.StudentT(3.0, 0.0, 5.0)

    let amplitude (units: int) =
        Check.inRange "Units" 0 Network.maxUnits units
        Prior.Normal(0.0, totalAmplitude / sqrt (float (max 1 units)))

    let offset = Prior.Normal(0.0, totalAmplitude)
    let noise = Prior.HalfNormal 1.0
    let noiseSlope = Prior.Normal(0.0, 1.0)

    let describe (map: Standardisation) (inputNames: string[]) units likelihood (priors: NetworkPriors) =
        Check.sameLength "inputNames" map.InputScale.Length inputNames
        let scale = map.OutputScale

        /// `dataScale` data units are 1 standardised unit.
        let scaled name dataScale usual (given: Prior option) =
            {
                Parameter = name
                IsDefault = given.IsNone
                Data = given |> Option.defaultValue (Prior.affine 0.0 dataScale usual)
                Standardised =
                    Some(
                        given |> Option.map (Prior.affine 0.0 (1.0 / dataScale)) |> Option.defaultValue usual
                    )
            }

        let shifted name usualName shift dataScale usual (given: Prior option) =
            match given with
            | Some prior -> { Parameter = name; IsDefault = false; Data = prior; Standardised = None }
            | None ->
                {
                    Parameter = usualName
                    IsDefault = true
                    Data = Prior.affine shift dataScale usual
                    Standardised = Some usual
                }

        [|
            if units > 0 then
                for k in 0 .. inputNames.Length - 1 do
                    scaled $"weight of {inputNames[k]}" (1.0 / map.InputScale[k]) hidden priors.Weight

                shifted "bias" "bias at the mean of the inputs" 0.0 1.0 hidden priors.Bias
                scaled "amplitude" scale (amplitude units) priors.Amplitude

            shifted "offset" "offset at the middle of the units" map.OutputShift scale offset priors.Offset

            match likelihood with
            | Likelihood.GaussianLine ->
                scaled "sigma at the mean of the inputs" scale noise priors.Noise

                for k in 0 .. inputNames.Length - 1 do
                    scaled
                        $"slope of log sigma with {inputNames[k]}"
                        (1.0 / map.InputScale[k])
                        noiseSlope
                        None
            | other when Likelihood.samplesNoise other -> scaled "sigma" scale noise priors.Noise
            | _ -> ()
        |]
