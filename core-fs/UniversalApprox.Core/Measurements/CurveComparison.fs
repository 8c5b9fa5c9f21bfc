namespace UniversalApprox.Core.Measurements

open System
open MathNet.Numerics.Distributions
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Quantities
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Measurements.RelationModels

type Estimate = { Value: float; Error: float }

type RelationFit =
    {
        Relation: CurveRelation
        Parameters: int
        Sse: float
        ResidualDeviation: float
        PValue: float option
        PValueOfDifferent: float option
        Offset: Estimate option
        Scale: Estimate option
        Shift: Estimate option
    }

type DifferencePoint =
    {
        X: float
        Mean: float
        Lower: float
        Upper: float
        Equal: float
    }

    member this.IsZeroOutside = this.Lower > this.Equal || this.Upper < this.Equal

type CurveComparison =
    {
        First: CurveData
        Second: CurveData
        Options: CurveComparisonOptions
        Units: int
        Relation: CurveRelation
        Answer: string
        PValue: float
        Models: RelationFit[]
        LogEvidenceDifference: float option
        LooDifference: LooDifference option
        IsLooTrusted: bool
        Common: Network
        FirstNetwork: Network
        SecondNetwork: Network
        Difference: DifferencePoint[]
        IsTrusted: bool
    }

[<RequireQualifiedAccess>]
module CurveComparison =
    let private extent (data: CurveData) = struct (Array.min data.Inputs[0], Array.max data.Inputs[0])

    /// The range that both data sets have.
    let private common (first: CurveData) (second: CurveData) =
        for data in [ first; second ] do
            if data.Dimension <> 1 then
                Check.reject
                    "data"
                    $"Curves of one input are compared; {data.Name} has {data.Dimension} inputs."

        checkComparable [| first; second |]

        let struct (a, b), struct (c, d) = extent first, extent second
        let low, high = max a c, min b d

        if not (low < high) then
            Check.reject
                "data"
                $"{first.Name} and {second.Name} have no range of {first.InputNames[0]} in common, so that their curves cannot be compared."

        struct (low, high)

    /// A difference on an axis as it is told: on a logarithmic axis a factor, with its error to first order.
    let private told scale (found: Estimate) =
        let value = AxisScale.toUnits scale found.Value

        match scale with
        | AxisScale.Linear -> found
        | AxisScale.Log -> { Value = value; Error = value * found.Error }

    /// A point of the difference from numbers on the axes.
    let private pointOf (axes: Axes) x mean lower upper =
        let units = AxisScale.toUnits axes.Output

        {
            X = AxisScale.toUnits axes.Inputs[0] x
            Mean = units mean
            Lower = units lower
            Upper = units upper
            Equal = units 0.0
        }

    let private describe (axes: Axes) test (models: Model list) (model: Model) points : RelationFit =
        let last = List.last models

        let estimate pick =
            model.Joint
            |> Option.map (fun joint -> { Value = pick joint.Move; Error = pick joint.Errors })
            |> Option.filter (fun found -> Double.IsFinite found.Error)

        let isScale = model.Relation = CurveRelation.Scale

        {
            Relation = model.Relation
            Parameters = model.Parameters
            Sse = model.Sse
            ResidualDeviation = sqrt (model.Sse / float (points - model.Parameters))
            PValue =
                if model.Relation = CurveRelation.Same then
                    None
                else
                    Some(test models.Head model)
            PValueOfDifferent =
                if last.Relation = CurveRelation.Different && model.Relation <> CurveRelation.Different then
                    Some(test model last)
                else
                    None
            Offset =
                if isScale || model.Relation = CurveRelation.Offset then
                    estimate _.Offset |> Option.map (told axes.Output)
                else
                    None
            Scale = if isScale then estimate _.Scale else None
            Shift =
                if model.Relation = CurveRelation.Shift then
                    estimate _.Shift |> Option.map (told axes.Inputs[0])
                else
                    None
        }

    let private laplace threads seed cancellation (network: Network) data =
        let search = { Laplace.defaults.Search with Seed = seed; Threads = threads }

        try
            Some(
                Laplace.ofNetwork
                    { Laplace.defaults with Search = search }
                    Likelihood.GaussianUnknown
                    NetworkPriors.standard
                    network
                    cancellation
                    data
            )
        with :? OptionException ->
            None

    /// The difference of two constants, from Student's t distribution.
    let private differenceOfConstants (options: CurveComparisonOptions) axes (fitted: Fitted) points grid =
        match fitted.Models with
        | [ _; { Joint = Some joint } ] ->
            let width =
                joint.Errors.Offset * StudentT.InvCDF(0.0, 1.0, float (points - 2), 1.0 - 0.5 * options.Level)

            grid
            |> Array.map (fun x ->
                let mean = joint.Move.Offset
                pointOf axes x mean (mean - width) (mean + width))
        | _ -> [||]

    /// The difference, the evidence for two curves, and whether the draws can be trusted.
    let private difference
        threads
        (options: CurveComparisonOptions)
        cancellation
        (fitted: Fitted)
        first
        second
        both
        grid
        =
        let seed k = options.Seed * 3UL + k
        // Different seeds, or the draws of the two curves would go up and down together.
        let a = laplace threads (seed 0UL) cancellation fitted.A first
        let b = laplace threads (seed 1UL) cancellation fitted.B second
        let all = laplace threads (seed 2UL) cancellation fitted.Both both

        match a, b with
        | Some a, Some b ->
            let band =
                DifferenceCurve.band
                    (options.Band = DifferenceBand.Simultaneous)
                    (1.0 - options.Level)
                    grid
                    (CurveDistribution.ofLaplace fitted.A a)
                    (CurveDistribution.ofLaplace fitted.B b)
                |> Array.map2
                    (fun x (struct (mean, lower, upper)) ->
                        pointOf (first: CurveData).Axes x mean lower upper)
                    grid

            let evidence =
                match all with
                | Some all when a.IsTrusted && b.IsTrusted && all.IsTrusted ->
                    Some(a.LogEvidence + b.LogEvidence - all.LogEvidence)
                | _ -> None

            struct (band, evidence, a.IsTrusted && b.IsTrusted)
        | _ -> struct ([||], None, false)

    /// The ranges of x where zero is outside of the band.
    let private places (difference: DifferencePoint[]) =
        let mutable found = []

        for i in 0 .. difference.Length - 1 do
            if difference[i].IsZeroOutside then
                match found with
                | struct (low, high) :: rest when i > 0 && high = difference[i - 1].X ->
                    found <- struct (low, difference[i].X) :: rest
                | _ -> found <- struct (difference[i].X, difference[i].X) :: found

        List.rev found |> Array.ofList

    let private answer
        (options: CurveComparisonOptions)
        units
        (first: CurveData)
        (second: CurveData)
        (chosen: RelationFit)
        p
        difference
        =
        let differ = first.Name <> second.Name

        let pair (estimate: Estimate option) =
            estimate |> Option.map (fun found -> struct (found.Value, found.Error))

        let subject: ComparisonAnswer.Subject =
            {
                First = if differ then first.Name else $"{first.Name} (first)"
                Second = if differ then second.Name else $"{second.Name} (second)"
                XName = first.InputNames[0]
                Networks =
                    match units with
                    | 0 -> "constants"
                    | 1 -> $"1 {Activation.name options.Activation} neuron"
                    | _ -> $"{units} {Activation.name options.Activation} neurons"
                Level = options.Level
                PValue = p
                PValueOfDifferent = chosen.PValueOfDifferent
                Offset = pair chosen.Offset
                Scale = pair chosen.Scale
                Shift = pair chosen.Shift
                Probability = 1.0 - options.Level
                IsSimultaneous = (options.Band = DifferenceBand.Simultaneous)
                Places = places difference
                Axes = first.Axes
                YName = first.OutputName
            }

        match chosen.Relation with
        | CurveRelation.Same -> ComparisonAnswer.same subject
        | CurveRelation.Offset -> ComparisonAnswer.offset subject
        | CurveRelation.Scale -> ComparisonAnswer.scale subject
        | CurveRelation.Shift -> ComparisonAnswer.shift subject
        | CurveRelation.Different -> ComparisonAnswer.different subject

    /// The sizes that leave points for the noise in either data set, and for the test of own curves.
    let private possible (options: CurveComparisonOptions) (first: CurveData) (second: CurveData) =
        let parameters units = ({ Dimension = 1; Units = units }: Layout).ParameterCount
        let fewest, all = min first.Count second.Count, first.Count + second.Count

        let units =
            options.Units
            |> Array.filter (fun units ->
                parameters units < fewest && 2 * parameters units + searched units < all)

        if units.Length = 0 then
            let smallest = Array.min options.Units

            Check.reject
                "data"
                $"{first.Name} and {second.Name} have {first.Count} and {second.Count} points, too few to compare networks of {smallest} units with {parameters smallest} parameters each."

        { options with Units = units }

    let create threads (options: CurveComparisonOptions) cancellation (first: CurveData) (second: CurveData) =
        Threads.validate threads
        CurveComparisonOptions.validate options
        let struct (low, high) = common first second
        let options = possible options first second
        let struct (given, givenSecond) = struct (first, second)
        let groups = comparable [| first; second |]
        let first, second, both = groups[0], groups[1], pooled groups
        let results = [| both; first; second |] |> Array.map (swept threads cancellation options)
        let units = results |> Array.map (fun struct (_, units) -> units) |> Array.max
        let points = both.Count

        let fitted =
            if units = 0 then
                fitConstants options.Activation first second both
            else
                let fits = results |> Array.map (fun struct (fits, _) -> fits)
                fitNetworks options cancellation units first second both fits

        let test = test (rounding both) points
        let struct (chosen, p) = choose options.Level test fitted.Models
        let grid = DifferenceCurve.grid options.Points low high

        let struct (difference, evidence, isTrusted) =
            if units = 0 then
                struct (differenceOfConstants options first.Axes fitted points grid, None, true)
            else
                difference threads options cancellation fitted first second both grid

        let loo =
            if units = 0 then
                None
            else
                let own = [| struct (fitted.A, first); struct (fitted.B, second) |]
                LooComparison.difference threads options.Seed cancellation own fitted.Both both

        let models =
            fitted.Models |> List.map (fun model -> describe first.Axes test fitted.Models model points)

        let described = models |> List.find (fun model -> model.Relation = chosen.Relation)

        {
            First = given
            Second = givenSecond
            Options = options
            Units = units
            Relation = chosen.Relation
            Answer = answer options units first second described p difference
            PValue = p
            Models = Array.ofList models
            LogEvidenceDifference = evidence
            LooDifference = loo |> Option.map (fun (struct (difference, _)) -> difference)
            IsLooTrusted = loo |> Option.exists (fun (struct (_, isTrusted)) -> isTrusted)
            Common = fitted.Both
            FirstNetwork = fitted.A
            SecondNetwork = fitted.B
            Difference = difference
            IsTrusted = isTrusted
        }
