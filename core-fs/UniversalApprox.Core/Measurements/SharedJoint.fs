/// Least squares of one network for several groups, in which some parameters are common to all of them.
module internal UniversalApprox.Core.Measurements.SharedJoint

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Measurements.JointFit

/// The joint vector has the shared parameters, in the order of θ, and then those of each group.
type Sharing =
    {
        Layout: Layout
        Shared: int[]
        Own: int[]
        Groups: int
    }

    member this.Count = this.Shared.Length + this.Groups * this.Own.Length

    /// The place of each parameter of a group in the joint vector.
    member this.Places group =
        let places = Array.zeroCreate<int> this.Layout.ParameterCount
        this.Shared |> Array.iteri (fun i p -> places[p] <- i)

        this.Own |> Array.iteri (fun i p -> places[p] <- this.Shared.Length + group * this.Own.Length + i)

        places

    /// The parameters that change no curve: a unit of relu keeps its curve where (w, b) grow as a shrinks. Where any of a unit's
    /// parameters is shared, the unit has one such scale for all groups.
    member this.Redundant activation =
        let ofUnit unit =
            let from = this.Layout.Weight(unit, 0)
            let isShared p = p >= from && p < from + this.Layout.Stride
            if Array.exists isShared this.Shared then 1 else this.Groups

        if Activation.symmetry activation = Symmetry.Homogeneous then
            Seq.sumBy ofUnit (seq { 0 .. this.Layout.Units - 1 })
        else
            0

let sharing layout (mask: bool[]) groups =
    let own, shared = Array.indexed mask |> Array.partition (fun (_, isShared) -> not isShared)

    {
        Layout = layout
        Shared = Array.map fst shared
        Own = Array.map fst own
        Groups = groups
    }

/// The networks of all groups, their joint vector, and [J r]ᵀ[J r] there.
[<NoEquality; NoComparison>]
type Joint = { Networks: Network[]; Sums: float[]; Sse: float }

/// A map for all groups that keeps what is shared: b′ = b + w·shift is shared where b and w are, so that the inputs keep their
/// origin where a shared bias has a weight that is not.
let mapFor (layout: Layout) (mask: bool[]) (pooled: CurveData) =
    let map = Standardisation.ofData Scaling.Standardise false pooled

    let keepsOrigin input =
        Seq.exists
            (fun unit -> mask[layout.Bias unit] && not mask[layout.Weight(unit, input)])
            (seq { 0 .. layout.Units - 1 })

    { map with
        InputShift = map.InputShift |> Array.mapi (fun k shift -> if keepsOrigin k then 0.0 else shift)
    }

/// The network of a group from the joint vector.
let private networkOf (sharing: Sharing) activation (joint: float[]) group =
    sharing.Places group
    |> Array.map (fun place -> joint[place])
    |> Network.create activation sharing.Layout.Dimension

/// Adds a group to [J r]ᵀ[J r], of which it fills the lower triangle. `size` is that of the matrix.
let private addGroup (sharing: Sharing) (side: Side) (network: Network) group (sums: float[]) size =
    let count = sharing.Layout.ParameterCount
    let places = Array.append (sharing.Places group) [| size - 1 |]
    let block = Array.zeroCreate<float>((count + 1) * (count + 1))
    let row = Array.zeroCreate<float>(count + 1)
    let x = Array.zeroCreate<float> sharing.Layout.Dimension

    for i in 0 .. side.Data.Count - 1 do
        for k in 0 .. x.Length - 1 do
            x[k] <- side.Data.Inputs[k].[i]

        Array.blit (Network.gradient network x) 0 row 0 count
        row[count] <- Network.evaluate network x - side.Data.Outputs[i]
        let weight = weightOf side i

        for p in 0..count do
            for q in 0..p do
                block[p * (count + 1) + q] <- block[p * (count + 1) + q] + weight * (row[p] * row[q])

    for p in 0..count do
        for q in 0..p do
            let i, j = max places[p] places[q], min places[p] places[q]
            sums[i * size + j] <- sums[i * size + j] + block[p * (count + 1) + q]

let private products (sharing: Sharing) activation (sides: Side[]) joint =
    let size = sharing.Count + 1
    let sums = Array.zeroCreate<float>(size * size)

    for group in 0 .. sides.Length - 1 do
        addGroup sharing sides[group] (networkOf sharing activation joint group) group sums size

    sums

/// The step of this relative gain is the last one.
let private tolerance = 1e-14

/// The best joint fit within reach of the networks, of which the first has the shared values.
let climb (sharing: Sharing) cancellation (sides: Side[]) (networks: Network[]) =
    let activation = networks[0].Activation
    let joint = Array.zeroCreate<float> sharing.Count

    for group in Array.rev [| 0 .. networks.Length - 1 |] do
        let theta = networks[group].Parameters
        sharing.Places group |> Array.iteri (fun p place -> joint[place] <- theta[p])

    let struct (joint, sums) =
        LeastSquares.minimise tolerance cancellation (products sharing activation sides) joint

    {
        Networks = Array.init sharing.Groups (networkOf sharing activation joint)
        Sums = sums
        Sse = LeastSquares.sse sums
    }

let private finite sum = if Double.IsFinite sum then sum else infinity

/// The best of several fits; of equals the first.
let best (fits: Joint[]) = fits |> Array.minBy (fun fit -> finite fit.Sse)

/// Of so many starts, the best ones, joint fits are made.
let private climbs = 12

/// The best joint fit from several references. Each group takes, of the networks in its pool, the own parameters that fit best with the
/// reference's shared ones.
let search
    threads
    cancellation
    (sharing: Sharing)
    (sides: Side[])
    (pools: Network[][])
    (references: Network[])
    =
    let withShared (reference: float[]) (own: Network) =
        let theta = own.Parameters

        for p in sharing.Shared do
            theta[p] <- reference[p]

        Network.create own.Activation own.Dimension theta

    let start (reference: Network) =
        let shared = reference.Parameters

        let chosen =
            Array.map2
                (fun side pool ->
                    pool
                    |> Array.map (withShared shared)
                    |> Array.map (fun network -> struct (finite (sumOfSquares network side), network))
                    |> Array.minBy (fun struct (sum, _) -> sum))
                sides
                pools

        struct (chosen |> Array.sumBy (fun struct (sum, _) -> sum),
                chosen |> Array.map (fun struct (_, n) -> n))

    references
    |> Threads.map threads cancellation start
    |> Array.sortBy (fun struct (sum, _) -> sum)
    // The same start comes from several references.
    |> Array.distinctBy (fun struct (sum, _) -> Math.Round(log sum, 6))
    |> Array.truncate climbs
    |> Threads.map threads cancellation (fun struct (_, networks) ->
        climb sharing cancellation sides networks)
    |> best
