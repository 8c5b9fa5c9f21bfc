/// The nested models of two data sets: networks of one size by least squares, and F tests between them.
module internal UniversalApprox.Core.Measurements.RelationModels

open System
open MathNet.Numerics
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// All points, with their errors where all data sets have them, of one kind.
let pooled (groups: CurveData[]) =
    let column pick = groups |> Array.collect pick

    let errors =
        groups
        |> Array.map _.Errors
        |> Array.reduce (fun all own ->
            match all, own with
            | PointErrors.Known a, PointErrors.Known b -> PointErrors.Known(Array.append a b)
            | PointErrors.Relative a, PointErrors.Relative b -> PointErrors.Relative(Array.append a b)
            | _ -> PointErrors.Equal)

    CurveData.create
        (groups |> Array.map _.Name |> String.concat " and ")
        groups[0].InputNames
        groups[0].OutputName
        (Array.init groups[0].Dimension (fun k -> column _.Inputs[k]))
        (column _.Outputs)
    |> CurveData.withErrors errors

/// Errors or weights of the points count where all data sets have them, of one kind.
let comparable (groups: CurveData[]) =
    let kind (data: CurveData) =
        match data.Errors with
        | PointErrors.Known _ -> 0
        | PointErrors.Relative _ -> 1
        | PointErrors.Equal -> 2

    if groups |> Array.forall (fun data -> kind data = kind groups[0]) then
        groups
    else
        groups |> Array.map (CurveData.withErrors PointErrors.Equal)

/// Rejects data that least squares cannot compare: limits among the outputs, or axes that differ.
let checkComparable (groups: CurveData[]) =
    for data in groups do
        if data.IsCensored then
            Check.reject
                "data"
                $"{data.Name} has outputs that are limits, and curves are compared by least squares, which knows values only."

        if data.Axes <> groups[0].Axes then
            Check.reject
                "data"
                $"{groups[0].Name} and {data.Name} have different axes; both must be linear or both logarithmic."

/// A data set, or both, with the weights of its points among both.
let sideOf (both: CurveData) (data: CurveData) : JointFit.Side =
    { Data = data; Weights = CurveData.weightsAmong both data }

/// The fits of one data set, and the number of units that the default rule finds.
let swept threads cancellation options data =
    let fits = ResizeArray<UnitFit>()
    Sweep.run threads ignore cancellation (CurveComparisonOptions.plan options) data fits.Add
    let fits = fits.ToArray()

    let units =
        if fits |> Array.forall (fun fit -> fit.Trained.Stop = StopReason.Diverged) then
            0
        else
            (Selection.recommend (Selection.defaultCriterion fits) fits).Recommended
            |> Option.map _.Units
            |> Option.defaultValue 0

    struct (fits, units)

let constant activation (data: CurveData) = Network.create activation 1 [| GoodnessOfFit.meanOutput data |]

/// The better of some networks, each trained on as a start.
let best
    (options: CurveComparisonOptions)
    cancellation
    units
    (side: JointFit.Side)
    (known: Network)
    (starts: Network list)
    =
    let trained (start: Network) =
        (Training.fit
            SweepPlan.defaults.Training
            (Start.Given start)
            options.Activation
            units
            0
            (Rng.ofSeed options.Seed)
            cancellation
            side.Data)
            .Network

    known :: List.map trained starts
    |> List.minBy (fun network ->
        let sum = JointFit.sumOfSquares network side
        if Double.IsFinite sum then sum else infinity)

/// A model before it is tested.
type Model =
    {
        Relation: CurveRelation
        Parameters: int
        /// The parameters of units that were searched for a second time. They count twice, because a unit that the
        /// data hardly need finds a place in the noise.
        Searched: int
        Sse: float
        Joint: JointFit.Joint option
    }

/// F of nested models, of which the larger has `gained` parameters more and leaves `left` points, and the probability of a larger one.
let fTest floor gained left inner outer =
    let sum = max floor outer
    let ratio = (max floor inner - sum) / float gained / (sum / float left)

    if ratio > 0.0 then
        let part = float left / (float left + float gained * ratio)
        struct (ratio, SpecialFunctions.BetaRegularized(0.5 * float left, 0.5 * float gained, part))
    else
        struct (0.0, 1.0)

/// The F test of nested models. Sums of squares below `floor` are rounding errors.
let test floor points (inner: Model) (outer: Model) =
    let gained = outer.Parameters + outer.Searched - inner.Parameters - inner.Searched

    if gained <= 0 then
        1.0
    else
        let left = points - outer.Parameters - outer.Searched
        let struct (_, p) = fTest floor gained left inner.Sse outer.Sse
        p

/// Sums of squares up to this are rounding errors.
let rounding (both: CurveData) =
    let spread = GoodnessOfFit.sumOfSquaresAbout (Array.average both.Outputs) both.Outputs
    1e-24 * spread + 1e-28 * GoodnessOfFit.sumOfSquaresAbout 0.0 both.Outputs

let freedoms =
    [
        CurveRelation.Offset, JointFit.Freedom.Offset, 1
        CurveRelation.Scale, JointFit.Freedom.Scale, 2
        CurveRelation.Shift, JointFit.Freedom.Shift, 1
    ]

/// The parameters of the units of a second network.
let searched units = 3 * units

/// The networks of one size: of both data sets together and of each, and the models, the simplest first.
type Fitted = { Both: Network; A: Network; B: Network; Models: Model list }

let fitConstants activation (first: CurveData) (second: CurveData) (both: CurveData) =
    let side = sideOf both
    let a, b, all = constant activation first, constant activation second, constant activation both
    let apart = JointFit.sumOfSquares a (side first) + JointFit.sumOfSquares b (side second)
    let value data = (constant activation data).Offset
    let difference = value second - value first
    let degrees = float (first.Count + second.Count - 2)

    let total (data: CurveData) =
        match (side data).Weights with
        | Some weights -> Array.sum weights
        | None -> float data.Count

    let error = sqrt (apart / degrees * (1.0 / total first + 1.0 / total second))

    let joint: JointFit.Joint =
        {
            Network = a
            Move = { JointFit.still with Offset = difference }
            Errors = { Scale = nan; Shift = nan; Offset = error }
            OffsetWithScale = 0.0
            Sse = apart
        }

    {
        Both = all
        A = a
        B = b
        Models =
            [
                {
                    Relation = CurveRelation.Same
                    Parameters = 1
                    Searched = 0
                    Sse = JointFit.sumOfSquares all (side both)
                    Joint = None
                }
                {
                    Relation = CurveRelation.Offset
                    Parameters = 2
                    Searched = 0
                    Sse = apart
                    Joint = Some joint
                }
            ]
    }

let fitNetworks
    (options: CurveComparisonOptions)
    cancellation
    units
    first
    second
    (pooled: CurveData)
    (fits: UnitFit[][])
    =
    let first, second, both = sideOf pooled first, sideOf pooled second, sideOf pooled pooled
    let network (fits: UnitFit[]) = (fits |> Array.find (fun fit -> fit.Units = units)).Trained.Network
    let best = best options cancellation units
    let a, b = network fits[1], network fits[2]
    let map = Standardisation.ofData Scaling.Standardise false pooled

    let joint all a =
        freedoms
        |> List.map (fun (relation, freedom, extra) ->
            relation, extra, JointFit.fit freedom cancellation map first second all a)

    let networks joints = joints |> List.map (fun (_, _, joint: JointFit.Joint) -> joint.Network)

    // A model must not look better only because its search came upon a better minimum: the common curve is fitted again from what
    // the others found, and the others again from that.
    let all = best both (network fits[0]) [ a; b ]
    let all = best both all (networks (joint all a))
    let joints = joint all a

    let moved = joints |> List.map (fun (_, _, joint) -> JointFit.moved joint.Move joint.Network)

    // From the models that it contains, so that own curves never fit worse.
    let a = best first a (all :: networks joints)
    let b = best second b (all :: moved)
    let count = all.Layout.ParameterCount

    {
        Both = all
        A = a
        B = b
        Models =
            [
                {
                    Relation = CurveRelation.Same
                    Parameters = count
                    Searched = 0
                    Sse = JointFit.sumOfSquares all both
                    Joint = None
                }
                for relation, extra, joint in joints do
                    {
                        Relation = relation
                        Parameters = count + extra
                        Searched = 0
                        Sse = joint.Sse
                        Joint = Some joint
                    }
                {
                    Relation = CurveRelation.Different
                    Parameters = 2 * count
                    Searched = searched units
                    Sse = JointFit.sumOfSquares a first + JointFit.sumOfSquares b second
                    Joint = None
                }
            ]
    }

/// The simplest model that the data do not contradict, and p against one curve.
let choose level test (models: Model list) =
    let same, others = models.Head, models.Tail
    let count = float others.Length
    let p = others |> List.map (test same) |> List.min |> (fun p -> min 1.0 (count * p))

    if p >= level then
        struct (same, p)
    else
        /// Models that contain this one.
        let containing (model: Model) =
            others
            |> List.filter (fun other ->
                match model.Relation, other.Relation with
                | CurveRelation.Offset, CurveRelation.Scale -> true
                | CurveRelation.Different, _ -> false
                | _, CurveRelation.Different -> true
                | _ -> false)

        let isEnough model =
            let larger = containing model
            larger |> List.forall (fun other -> test model other >= level / float larger.Length)

        struct (others
                |> List.filter isEnough
                |> List.minBy (fun model -> struct (model.Parameters, model.Sse)),
                p)
