namespace UniversalApprox.Core.Quantities

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Core.Sampling.Posterior

type QuantityInterval = { Mean: float; Sd: float; Q05: float; Q50: float; Q95: float }

[<Sealed; AllowNullLiteral>]
type CurveDistribution
    (
        curve: ThetaCurve,
        draws: ThetaCurve[],
        axes: Axes,
        map: Standardisation,
        data: struct (float * float) option,
        noise: float option
    ) =
    let shift, scale = map.InputShift[0], map.InputScale[0]

    member _.Draws = draws.Length
    member internal _.Noise = noise
    member internal _.Curve = curve
    member internal _.CurveDraws = draws
    member internal _.Axes = axes
    member internal _.XFromAxis(x: float) = (x - shift) / scale
    member internal _.YToAxis(y: float) = y * map.OutputScale + map.OutputShift
    member internal _.XToData(x: float) = AxisScale.toUnits axes.Inputs[0] (x * scale + shift)

    member internal this.XFromData(x: float) = this.XFromAxis(AxisScale.toAxis axes.Inputs[0] x)

    member internal _.YFromAxis(y: float) = (y - map.OutputShift) / map.OutputScale

    member internal this.YToData(y: float) = AxisScale.toUnits axes.Output (this.YToAxis y)

    member internal this.YFromData(y: float) = this.YFromAxis(AxisScale.toAxis axes.Output y)

    member internal this.SlopeToData(x: float, y: float, slope: float) =
        let onAxes = slope * map.OutputScale / scale

        // dy = y·d ln y and dx = x·d ln x.
        let perY =
            match axes.Output with
            | AxisScale.Linear -> onAxes
            | AxisScale.Log -> onAxes * this.YToData y

        match axes.Inputs[0] with
        | AxisScale.Linear -> perY
        | AxisScale.Log -> perY / this.XToData x

    member internal this.Integral (points: float[]) (curve: ThetaCurve) =
        if Axes.isLinear axes then
            let width = Array.last points - points[0]
            let integral = CurvePoints.integral (ThetaCurve.value curve) points
            scale * (map.OutputScale * integral + map.OutputShift * width)
        else
            let perX x =
                match axes.Inputs[0] with
                | AxisScale.Linear -> scale
                | AxisScale.Log -> scale * this.XToData x

            points |> CurvePoints.integral (fun x -> perX x * this.YToData(ThetaCurve.value curve x))

    member internal this.Between(left: float, right: float, part: float) =
        match axes.Output with
        | AxisScale.Linear -> left + part * (right - left)
        | AxisScale.Log ->
            let left, right = this.YToData left, this.YToData right
            this.YFromData(left + part * (right - left))

    member internal this.Range(lower: float option, upper: float option) =
        let pick name given ofData =
            match given, data with
            | Some value, _ -> value
            | None, Some range -> ofData range
            | None, None ->
                Check.because
                    name
                    $"A network alone has no range: give {Check.named (nameof lower)} and {Check.named (nameof upper)}."

        let low = pick (nameof lower) lower (fun struct (low, _) -> low)
        let high = pick (nameof upper) upper (fun struct (_, high) -> high)
        Check.finite (nameof lower) low
        Check.finite (nameof upper) high

        if not (low < high) then
            Check.refuse (nameof upper) high $"above {Check.named (nameof lower)} = {low}"

        if axes.Inputs[0] = AxisScale.Log && not (low > 0.0) then
            Check.refuse (nameof lower) low $"above 0 on a logarithmic axis"

        struct (this.XFromData low, this.XFromData high)

    member internal _.MapDraws(work: int -> ThetaCurve -> 'a) = Array.Parallel.mapi work draws

[<RequireQualifiedAccess>]
module CurveDistribution =
    let private oneInput dimension =
        if dimension <> 1 then
            Check.reject
                "network"
                $"Only curves of one input have crossings and quantities; this one has {dimension} inputs."

    let private curveOf activation (layout: Layout) theta : ThetaCurve =
        { Activation = activation; Units = layout.Units; Theta = theta }

    let private rangeOf (data: CurveData) =
        struct (Array.min data.MeasuredInputs[0], Array.max data.MeasuredInputs[0])

    let ofNetworkOn (axes: Axes) (network: Network) =
        oneInput network.Dimension
        Axes.validate 1 axes
        CurveDistribution(ThetaCurve.ofNetwork network, [||], axes, Standardisation.identity 1, None, None)

    let ofNetwork (network: Network) = ofNetworkOn (Axes.linear network.Dimension) network

    /// A fit with draws on standardised data around it.
    let private around network (density: CollapsedDensity) noise (draws: float[][]) =
        let model = density.Model
        oneInput model.Layout.Dimension

        CurveDistribution(
            ThetaCurve.ofNetwork (Standardisation.networkToStandard density.Map network),
            draws |> Array.map (curveOf model.Activation model.Layout),
            model.Data.Axes,
            density.Map,
            Some(rangeOf model.Data),
            noise
        )

    let ofLaplace (network: Network) (fit: LaplaceFit) =
        let struct (draws, _) = Bands.select Bands.defaultDraws fit.StandardChain

        let noise =
            match fit.Density.Model.Likelihood with
            | Likelihood.MeanSquaredError -> None
            | _ -> Some fit.Noise

        around network fit.Density noise draws

    let ofEvidence (network: Network) (evidence: ModelEvidence) =
        (ModelAverage.drawsOf 0 Bands.defaultDraws [| [||] |] evidence).Draws
        |> around network evidence.Density None

    /// The root of the mean σ² over the draws.
    let private noiseOf (noise: ObservationNoise) (draws: float[][]) =
        match noise.Scale with
        | NoiseScale.Unknown -> None
        | NoiseScale.Known sigma -> Some sigma
        // That of a line is the one in the middle of the data.
        | NoiseScale.LogLine(index, _)
        | NoiseScale.LogParameter index ->
            Some(sqrt (draws |> Array.averageBy (fun draw -> exp (2.0 * draw[index]))))

    let ofPosterior (trained: Network option) (posterior: Posterior) =
        match posterior.Settings.Model with
        | None ->
            Check.reject
                "posterior"
                "Curves need a posterior of networks; this one is of a user's own density."
        | Some model ->
            oneInput model.Layout.Dimension
            let struct (draws, _) = Bands.select Bands.defaultDraws posterior.Raw

            let network =
                trained |> Option.orElseWith (fun () -> posterior.MaxProbability.Network) |> Option.get

            CurveDistribution(
                ThetaCurve.ofNetwork network,
                draws |> Array.map (curveOf model.Activation model.Layout),
                model.Axes,
                Standardisation.identity 1,
                Option.map rangeOf model.Data,
                noiseOf model.Noise draws
            )

    let summarise (values: float[]) =
        let present = values |> Array.filter (Double.IsNaN >> not)

        let interval =
            if present.Length < 2 then
                None
            else
                let quantiles = ParameterSummary.quantiles [| 0.05; 0.5; 0.95 |] present

                Some
                    {
                        Mean = Moments.mean present
                        Sd = Moments.standardDeviation present
                        Q05 = quantiles[0]
                        Q50 = quantiles[1]
                        Q95 = quantiles[2]
                    }

        let share =
            if values.Length = 0 then
                None
            else
                Some(float present.Length / float values.Length)

        struct (interval, share)
