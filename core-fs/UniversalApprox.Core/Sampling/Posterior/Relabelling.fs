namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

[<RequireQualifiedAccess>]
type internal UnitImages =
    | All
    | Permuted
    | Own

module internal UnitImages =
    let ofConstraints activation constraints =
        if Constraints.distinguishesUnits constraints then UnitImages.Own
        elif Constraints.allImages activation constraints then UnitImages.All
        else UnitImages.Permuted

[<Sealed>]
type Relabelling(reference: Network, centre: float[], scale: float[], dimension: int, images: UnitImages) =
    member _.Reference = reference
    member _.Centre = Array.copy centre
    member _.Scale = Array.copy scale
    member _.Dimension = dimension
    member internal _.Images = images
    member internal _.CentreValues = centre
    member internal _.ScaleValues = scale

/// Relabels one draw at a time, with its own scratch memory: use one per thread.
[<Sealed>]
type internal Relabeller(relabelling: Relabelling) =
    let layout = relabelling.Reference.Layout
    let symmetry = Activation.symmetry relabelling.Reference.Activation
    let images = relabelling.Images
    let hasFlip = images.IsAll && Canonical.hasFlip symmetry
    let isScaled = images.IsAll && symmetry = Symmetry.Homogeneous
    let centre = relabelling.CentreValues
    let inverse = relabelling.ScaleValues |> Array.map (fun scale -> 1.0 / scale)
    let assignment = Assignment layout.Units
    let flipped: bool[] = Array.zeroCreate (layout.Units * layout.Units)
    let units: float[] = Array.zeroCreate layout.ParameterCount

    /// The factor of each parameter of a unit in a flip: 1 or −1.
    let signs =
        Array.init layout.Stride (fun place ->
            if place = layout.Stride - 1 && symmetry = Symmetry.Even then
                1.0
            else
                -1.0)

    /// Computes the costs of all pairs of units, and the sign that each pair prefers.
    let compare (theta: float[]) at =
        Jit.optimiseAtOnce ()

        for unit in 0 .. layout.Units - 1 do
            let own = at + layout.Weight(unit, 0)

            for target in 0 .. layout.Units - 1 do
                let other = layout.Weight(target, 0)
                let mutable plain = 0.0
                let mutable turned = 0.0

                for place in 0 .. layout.Stride - 1 do
                    let value = theta[own + place]
                    let middle = centre[other + place]
                    let difference = (value - middle) * inverse[other + place]
                    let opposite = (signs[place] * value - middle) * inverse[other + place]
                    plain <- plain + difference * difference
                    turned <- turned + opposite * opposite

                let turn = hasFlip && turned < plain
                flipped[unit * layout.Units + target] <- turn
                let cost = if turn then turned else plain
                // The limit makes huge costs equal, which the assignment can handle; infinite ones it cannot.
                assignment.SetCost(unit, target, (if cost < 1e300 then cost else 1e300))

    /// Moves each unit to its target. Array.Copy takes longer for a few numbers.
    let reorder (theta: float[]) at (target: int[]) =
        for i in 0 .. layout.Offset - 1 do
            units[i] <- theta[at + i]

        for unit in 0 .. layout.Units - 1 do
            let from = unit * layout.Stride
            let place = at + target[unit] * layout.Stride

            for i in 0 .. layout.Stride - 1 do
                theta[place + i] <- units[from + i]

    /// Replaces the draw that starts at element `at` of an array by its image.
    member this.Apply(theta: float[], at: int) =
        if not images.IsOwn then
            this.Choose(theta, at)

    member private _.Choose(theta: float[], at: int) =
        Jit.optimiseAtOnce ()

        if isScaled then
            Canonical.normalise layout theta at

        compare theta at
        let target = assignment.Solve()
        let mutable isOrdered = true

        for unit in 0 .. layout.Units - 1 do
            isOrdered <- isOrdered && target[unit] = unit

            if flipped[unit * layout.Units + target[unit]] then
                Canonical.flip symmetry layout theta at unit

        if not isOrdered then
            reorder theta at target

[<RequireQualifiedAccess>]
module Relabelling =
    let private sampleSize = 4096
    let private passes = 2
    let private blockSize = 4096
    /// The factor from the median absolute deviation of a normal distribution to its standard deviation.
    let private deviationFactor = 1.4826

    /// Evenly spaced draws over all ensembles, steps and walkers.
    let private sample (chain: Chain) =
        let dimension = chain.ParameterNames.Length
        let states = chain.Ensembles[0].KeptSteps * chain.Ensembles[0].Walkers
        let total = int64 states * int64 chain.Ensembles.Length
        let size = int (min (int64 sampleSize) total)

        Array.init size (fun i ->
            let state = int64 i * total / int64 size
            let ensemble = chain.Ensembles[int (state / int64 states)]
            Array.sub ensemble.Draws (int (state % int64 states) * dimension) dimension)

    let private medianOf values = OrderStatistics.median (Array.sort values)

    /// Keeps a scale above 0: a parameter that hardly varies gets a small fraction of the fallback scale.
    let private floored (fallback: float) (scale: float) = max scale (max (1e-6 * fallback) 1e-12)

    /// One scale per place in a unit: 1.4826 times the median distance between the units of the reference and those of the
    /// draws in their own canonical form.
    let private startScale (images: UnitImages) (reference: Network) (draws: float[][]) =
        let layout = reference.Layout
        let centre = reference.Parameters

        let own = Array.map (fun draw -> Array.sub draw 0 layout.ParameterCount) draws

        let canonical =
            match images with
            | UnitImages.All ->
                own
                |> Array.map (fun theta ->
                    (Canonical.ofNetwork (Network.create reference.Activation reference.Dimension theta))
                        .Parameters)
            | UnitImages.Permuted
            | UnitImages.Own -> own

        let places =
            Array.init layout.Stride (fun place ->
                canonical
                |> Array.collect (fun theta ->
                    Array.init layout.Units (fun unit ->
                        let i = unit * layout.Stride + place
                        abs (theta[i] - centre[i])))
                |> medianOf
                |> (*) deviationFactor
                |> floored (medianOf (Array.map abs centre)))

        Array.init layout.ParameterCount (fun i ->
            if i = layout.Offset then 1.0 else places[i % layout.Stride])

    let private robustMoments (fallback: float[]) (draws: float[][]) =
        Array.init fallback.Length (fun i ->
            let values = draws |> Array.map (fun draw -> draw[i])
            let middle = medianOf values
            let spread = values |> Array.map (fun value -> abs (value - middle)) |> medianOf
            struct (middle, floored fallback[i] (deviationFactor * spread)))

    let private refine (draws: float[][]) (current: Relabelling) =
        let relabeller = Relabeller current

        let images =
            draws
            |> Array.map (fun draw ->
                let image = Array.copy draw
                relabeller.Apply(image, 0)
                image)

        let moments = robustMoments current.ScaleValues images

        Relabelling(
            current.Reference,
            moments |> Array.map (fun struct (middle, _) -> middle),
            moments |> Array.map (fun struct (_, spread) -> spread),
            current.Dimension,
            current.Images
        )

    let ofChainAmong (images: UnitImages) (reference: Network) (chain: Chain) =
        Traces.check chain
        let canonical = if images.IsAll then Canonical.ofNetwork reference else reference
        let count = canonical.Layout.ParameterCount
        let dimension = chain.ParameterNames.Length

        if dimension < count then
            Check.reject
                "chain"
                $"The reference network has {count} parameters; the chain must have at least as many, but has {dimension}."

        let draws = sample chain

        if draws.Length = 0 || canonical.Units = 0 then
            Relabelling(canonical, canonical.Parameters, Array.create count 1.0, dimension, images)
        else
            let start =
                Relabelling(
                    canonical,
                    canonical.Parameters,
                    startScale images canonical draws,
                    dimension,
                    images
                )

            Seq.fold (fun current _ -> refine draws current) start (seq { 1..passes })

    let ofChain reference chain = ofChainAmong UnitImages.All reference chain

    let mapper (relabelling: Relabelling) =
        let relabeller = Relabeller relabelling

        fun (theta: float[]) ->
            Check.sameLength "theta" relabelling.Dimension theta
            relabeller.Apply(theta, 0)

    let apply (relabelling: Relabelling) (theta: float[]) =
        let image = Array.copy theta
        mapper relabelling image
        image

    let applyToChain (relabelling: Relabelling) (chain: Chain) =
        Traces.check chain
        let dimension = chain.ParameterNames.Length

        if dimension <> relabelling.Dimension then
            Check.reject
                "chain"
                $"The relabelling is for draws of {relabelling.Dimension} parameters; the chain has {dimension}."

        let relabel (ensemble: EnsembleChain) =
            let draws = Array.copy ensemble.Draws
            let states = ensemble.KeptSteps * ensemble.Walkers
            let blocks = (states + blockSize - 1) / blockSize

            Parallel.For(
                0,
                blocks,
                (fun () -> Relabeller relabelling),
                (fun block (_: ParallelLoopState) (relabeller: Relabeller) ->
                    for state in block * blockSize .. min states ((block + 1) * blockSize) - 1 do
                        relabeller.Apply(draws, state * dimension)

                    relabeller),
                ignore<Relabeller>
            )
            |> ignore

            { ensemble with Draws = draws }

        { chain with Ensembles = Array.map relabel chain.Ensembles }
