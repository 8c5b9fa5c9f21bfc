/// The search of a shared fit, of one curve for all groups and of separate ones. It starts from trained networks and from other ways
/// to write them.
module internal UniversalApprox.Core.Measurements.SharedSearch

open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Measurements.SharedJoint
open UniversalApprox.Core.Measurements.SharedProblem

/// Up to so many units, all of their orders are tried.
let private mostOrdered = 3

let rec private orders items =
    match items with
    | [] -> [ [] ]
    | _ ->
        [
            for item in items do
                for rest in orders (List.except [ item ] items) -> item :: rest
        ]

let private reordered (network: Network) order =
    let units = network.HiddenUnits
    let units = order |> Seq.map (fun i -> units[i])
    Network.ofUnits network.Activation network.Dimension units network.Offset

let private flipped (network: Network) units =
    let theta = network.Parameters

    for unit in units do
        Canonical.flip (Activation.symmetry network.Activation) network.Layout theta 0 unit

    Network.create network.Activation network.Dimension theta

/// The same function with units turned round: none, all, or each alone. The canonical form is the first.
let private turns (network: Network) =
    let network = Canonical.ofNetwork network

    if not (Canonical.hasFlip (Activation.symmetry network.Activation)) then
        [| network |]
    else
        [|
            yield []
            yield [ 0 .. network.Units - 1 ]

            if network.Units > 1 then
                for unit in 0 .. network.Units - 1 do
                    yield [ unit ]
        |]
        |> Array.map (flipped network)

/// `turns` with the units in each order.
let private images (network: Network) =
    if network.Units > mostOrdered then
        turns network
    else
        turns network
        |> Array.collect (fun turned ->
            orders [ 0 .. network.Units - 1 ] |> List.map (reordered turned) |> Array.ofList)

/// The networks of several trainings of each data set, in the units of the map.
let private trained
    threads
    (options: SharedFitOptions)
    (cancellation: CancellationToken)
    units
    map
    (data: CurveData[])
    =
    let train (struct (data: CurveData, restart)) =
        let trained =
            Training.fit
                SweepPlan.defaults.Training
                Start.Auto
                options.Activation
                units
                restart
                (Rng.ofSeed options.Seed |> Rng.split restart)
                cancellation
                data

        cancellation.ThrowIfCancellationRequested()
        Standardisation.networkToStandard map trained.Network

    Array.allPairs data [| 0 .. options.Restarts - 1 |]
    |> Array.map (fun (data, restart) -> struct (data, restart))
    |> Threads.map threads cancellation train
    |> Array.chunkBySize options.Restarts

/// A network with the mean parameters of several.
let private mean (networks: Network[]) =
    let thetas = networks |> Array.map _.Parameters

    Array.init thetas[0].Length (fun p -> thetas |> Array.averageBy (fun theta -> theta[p]))
    |> Network.create networks[0].Activation networks[0].Dimension

/// The fits in the units of a map: shared, one curve for all, and of each group alone.
[<NoEquality; NoComparison>]
type Fits = { Shared: Joint; Common: Joint; Separate: Joint[] }

/// Whether all networks can have a unit turned round and still share what they share: the shared offset of sigmoid units is the level on
/// one side, and that on the other is each group's own where the amplitudes are.
let private canTurn activation (sharing: Sharing) unit =
    let isShared p = Array.contains p sharing.Shared

    match Activation.symmetry activation with
    | Symmetry.Complement -> isShared (sharing.Layout.Amplitude unit) || not (isShared sharing.Layout.Offset)
    | symmetry -> Canonical.hasFlip symmetry

/// The same joint fit with rising units from the left to the right in the first group, where what is shared leaves the choice.
let private tidy sharing cancellation sides (fit: Joint) =
    let first = fit.Networks[0]
    let layout = first.Layout
    let units = [ 0 .. layout.Units - 1 ]

    let falls unit =
        first.HiddenUnits[unit].Weights |> Array.tryFind ((<>) 0.0) |> Option.exists (fun w -> w < 0.0)

    let turned = units |> List.filter (fun unit -> falls unit && canTurn first.Activation sharing unit)
    let networks = fit.Networks |> Array.map (fun network -> flipped network turned)

    let place (unit: HiddenUnit) = -unit.Bias / (unit.Weights |> Array.sumBy abs)

    let order =
        let isAlike unit =
            let inUnit unit =
                sharing.Shared
                |> Array.filter (fun p -> p / layout.Stride = unit)
                |> Array.map (fun p -> p % layout.Stride)

            inUnit unit = inUnit 0

        if units |> List.forall isAlike then
            units |> List.sortBy (fun unit -> place networks[0].HiddenUnits[unit])
        else
            units

    if turned.IsEmpty && order = units then
        fit
    else
        networks |> Array.map (fun network -> reordered network order) |> climb sharing cancellation sides

let fitAll threads cancellation (problem: Problem) units (sharing: Sharing) map =
    let options, layout = problem.Options, sharing.Layout

    let sides =
        problem.Groups
        |> Array.map (fun data ->
            let side = RelationModels.sideOf problem.Pooled data
            { side with JointFit.Side.Data = Standardisation.apply map data })

    let trained =
        trained threads options cancellation units map (Array.append [| problem.Pooled |] problem.Groups)

    let climbAll sharing sides starts =
        starts |> Threads.map threads cancellation (climb sharing cancellation sides) |> best

    let alone = everything layout false 1
    let own group starts = climbAll alone [| sides[group] |] (starts |> Array.map Array.singleton)
    let separate = Array.init sides.Length (fun group -> own group trained[group + 1])
    let separately = separate |> Array.map _.Networks[0]

    // A model must not look better only because its search came upon a better minimum. So each larger model starts also from the
    // smaller ones.
    let common =
        Array.append trained[0] separately
        |> Array.map (Array.replicate sides.Length)
        |> climbAll (everything layout true sides.Length) sides

    let shared =
        if sharing.Own.Length = 0 then
            common
        else
            let curve = common.Networks[0]
            let pool network = Array.append (images network) (images curve)
            let turned = separately |> Array.map turns

            let references =
                [|
                    yield! Array.collect images (Array.append [| curve |] separately)
                    yield! Array.transpose turned |> Array.map mean
                |]

            search threads cancellation sharing sides (Array.map pool separately) references
            |> tidy sharing cancellation sides

    {
        Shared = shared
        Common = common
        Separate =
            separate |> Array.mapi (fun group fit -> best [| fit; own group [| shared.Networks[group] |] |])
    }
