namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The joint prior of a network's parameters, in the units of data or of standardised data (`units`). A prior that the user
/// gave is of the data's units, a default is of standardised ones.
module internal NetworkPrior =
    let private plain prior = { Prior = prior; OnLog = false; Others = [||]; Constant = 0.0 }

    /// A parameter that is `scale` times as large in the data's units.
    let private scaled units scale usual (given: Prior option) =
        match given, units with
        | Some prior, PriorUnits.Data -> prior
        | Some prior, PriorUnits.Standardised -> Prior.affine 0.0 (1.0 / scale) prior
        | None, PriorUnits.Data -> Prior.affine 0.0 scale usual
        | None, PriorUnits.Standardised -> usual

    let private weight units (map: Standardisation) (priors: NetworkPriors) k =
        plain (scaled units (1.0 / map.InputScale[k]) StandardPriors.hidden priors.Weight)

    /// w·x + b = w′·x′ + b′ with x′ = (x − shift)/scale, so b′ = b + Σ w·shift.
    let private bias units (map: Standardisation) (priors: NetworkPriors) (weightIndex: int -> int) =
        let others factor = Array.init map.InputScale.Length (fun k -> struct (weightIndex k, factor k))

        match priors.Bias, units with
        | Some prior, PriorUnits.Data -> plain prior
        | Some prior, PriorUnits.Standardised ->
            { plain prior with Others = others (fun k -> -map.InputShift[k] / map.InputScale[k]) }
        | None, PriorUnits.Data ->
            { plain StandardPriors.hidden with Others = others (fun k -> map.InputShift[k]) }
        | None, PriorUnits.Standardised -> plain StandardPriors.hidden

    let amplitude units (map: Standardisation) count (priors: NetworkPriors) =
        scaled units map.OutputScale (StandardPriors.amplitude count) priors.Amplitude

    /// A default is of the offset of centred units, c + centre·Σa.
    let private offset units (map: Standardisation) activation (layout: Layout) (priors: NetworkPriors) =
        let shift = map.OutputShift

        match priors.Offset with
        | Some prior ->
            { plain (scaled units map.OutputScale StandardPriors.offset (Some prior)) with
                Constant = if units = PriorUnits.Data then 0.0 else shift / map.OutputScale
            }
        | None ->
            let centre = Activation.centre activation

            { plain (scaled units map.OutputScale StandardPriors.offset None) with
                Others =
                    if centre = 0.0 then
                        [||]
                    else
                        Array.init layout.Units (fun unit -> struct (layout.Amplitude unit, centre))
                Constant = if units = PriorUnits.Data then -shift else 0.0
            }

    let private noise units (map: Standardisation) (priors: NetworkPriors) =
        { plain (scaled units map.OutputScale StandardPriors.noise priors.Noise) with
            OnLog = true
        }

    let private joint (terms: AffineTerm[]) =
        if terms |> Array.forall (fun term -> Array.isEmpty term.Others && term.Constant = 0.0) then
            JointPrior(terms |> Array.map _.Prior, terms |> Array.map _.OnLog)
        else
            AffinePrior terms

    let private withNoise likelihood units map priors (terms: AffineTerm[]) =
        joint
            [|
                yield! terms
                if Likelihood.samplesNoise likelihood then
                    noise units map priors
                match likelihood with
                | Likelihood.GaussianLine ->
                    for scale in map.InputScale do
                        plain (scaled units (1.0 / scale) StandardPriors.noiseSlope None)
                | _ -> ()
            |]

    /// Of all parameters (`Layout`), and of those of the noise that are sampled.
    let ofAll units map activation (layout: Layout) likelihood priors =
        let terms = Array.zeroCreate<AffineTerm> layout.ParameterCount
        let amplitude = plain (amplitude units map layout.Units priors)

        for unit in 0 .. layout.Units - 1 do
            for k in 0 .. layout.Dimension - 1 do
                terms[layout.Weight(unit, k)] <- weight units map priors k

            terms[layout.Bias unit] <- bias units map priors (fun k -> layout.Weight(unit, k))
            terms[layout.Amplitude unit] <- amplitude

        terms[layout.Offset] <- offset units map activation layout priors
        withNoise likelihood units map priors terms

    /// Of weights and biases alone (`HiddenLayout`) in standardised units, and of log σ where it is sampled.
    let ofHidden map (layout: HiddenLayout) likelihood priors =
        let units = PriorUnits.Standardised
        let terms = Array.zeroCreate<AffineTerm> layout.Count

        for unit in 0 .. layout.Units - 1 do
            for k in 0 .. layout.Dimension - 1 do
                terms[layout.Weight(unit, k)] <- weight units map priors k

            terms[layout.Bias unit] <- bias units map priors (fun k -> layout.Weight(unit, k))

        withNoise likelihood units map priors terms
