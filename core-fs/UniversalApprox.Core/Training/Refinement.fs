/// The search that goes on from trained networks, where random starts would begin anew. It enlarges the best smaller network,
/// so that a larger one never fits worse, and exchanges single units for others that suit the residuals better.
module internal UniversalApprox.Core.Training.Refinement

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

let private dictionaryPoints = 500
/// Units whose columns correlate more than this are tried once.
let private alike = 0.95
/// A network grows to its size in at most this many steps.
let private growthSteps = 8
/// Rounds of exchange end after this many without a gain of `notable`.
let private idleRounds = 2
let private notable = 1e-3
/// The best network is trained on in runs of the usual length while each gains this part of the loss.
let private worthwhile = 1e-2
/// Larger networks get further units at random, and each round exchanges this many of their units.
let private largest = 64
let private exchangedAtMost = 16

/// How much a search tries.
type Effort =
    {
        /// How many random units are in a dictionary.
        Dictionary: int
        /// How many units of the dictionary are tried by short runs.
        Tried: int
        /// How many of the networks of short runs are trained to the end.
        Finalists: int
        /// Rounds of exchange at most.
        Rounds: int
        /// How often the best network is trained on at most.
        Polishes: int
    }

/// For the networks that a sweep hands on.
let thorough = { Dictionary = 300; Tried = 8; Finalists = 2; Rounds = 6; Polishes = 10 }

/// For networks that are only validated, and on the way to a size.
let quick = { Dictionary = 200; Tried = 3; Finalists = 1; Rounds = 1; Polishes = 0 }

/// What one search works on. `Data` is in the units of the optimiser, as `Loss` is.
type Task =
    {
        Options: TrainingOptions
        Loss: Loss
        Data: CurveData
        Effort: Effort
        Cancellation: CancellationToken
    }

/// Where the last training began, and what it reached.
[<Struct>]
type Found = { Start: Network; Optimum: Optimum }

let private shortRun task start = Preparation.shortRun task.Options task.Cancellation task.Data start

let private withUnits (network: Network) (units: HiddenUnit[]) =
    Network.ofUnits network.Activation network.Dimension units network.Offset

/// The first `count` of the candidates in falling order of gain, leaving out those that are like a former one.
let private choose count (beside: UnitDictionary.Beside) (candidates: HiddenUnit[]) =
    let gains = beside.Gains -1
    let chosen = ResizeArray<int>()

    for k in [| 0 .. candidates.Length - 1 |] |> Array.sortBy (fun k -> -gains[k]) do
        if chosen.Count < count && chosen.TrueForAll(fun other -> beside.Correlation(k, other) < alike) then
            chosen.Add k

    chosen.ToArray() |> Array.map (fun k -> candidates[k])

/// The network with `added` units more, after short runs, best first.
let private enlargedBy task tried added rng (network: Network) =
    let total = network.Units + added
    let data = Preparation.thinned dictionaryPoints task.Data
    let plus units = withUnits network (Array.append network.HiddenUnits units)

    if total > largest then
        let spread = (SpreadStart.draw network.Activation total false data rng).HiddenUnits
        [| shortRun task (plus (Array.init added (fun k -> spread[k * total / added]))) |]
    else
        let candidates = UnitDictionary.draw network.Activation total task.Effort.Dictionary data rng
        let beside = UnitDictionary.Beside(network.Activation, network.HiddenUnits, candidates, data, true)

        let sets =
            match choose (tried + added - 1) beside candidates with
            | few when few.Length < added -> [| Array.truncate added candidates |]
            | chosen -> Array.windowed added chosen

        sets |> Array.map (plus >> shortRun task) |> Array.sortBy _.SumOfSquares

/// The network grown to `units` units, after short runs, best first. None if it has as many.
let private enlarged task units rng (network: Network) =
    let step = max 1 ((units - network.Units + growthSteps - 1) / growthSteps)

    let rec grow (network: Network) =
        let added = min step (units - network.Units)
        let isLast = network.Units + added = units

        let tried =
            if isLast then
                task.Effort.Tried
            else
                min quick.Tried task.Effort.Tried

        let trials = enlargedBy task tried added (Rng.split network.Units rng) network

        if isLast then trials else grow trials[0].Reached

    if network.Units < units then grow network else [||]

/// The network with one unit exchanged for the best of a dictionary, after short runs, best first.
let private exchanged task round rng (network: Network) =
    let units = network.HiddenUnits
    let data = Preparation.thinned dictionaryPoints task.Data
    let candidates = UnitDictionary.draw network.Activation network.Units task.Effort.Dictionary data rng
    // The tangent space shows what the other units could adjust to; without it, what helps at once.
    let beside = UnitDictionary.Beside(network.Activation, units, candidates, data, round % 2 = 0)

    let places =
        if units.Length <= exchangedAtMost then
            [| 0 .. units.Length - 1 |]
        else
            Array.init exchangedAtMost (fun k -> (round * exchangedAtMost + k) % units.Length)

    places
    |> Array.map (fun place ->
        let gains = beside.Gains place
        let best = [| 0 .. candidates.Length - 1 |] |> Array.maxBy (fun k -> gains[k])
        shortRun task (withUnits network (Array.updateAt place candidates[best] units)))
    |> Array.sortBy _.SumOfSquares

let private lossOf (found: Found) =
    if found.Optimum.Stop <> StopReason.Diverged && System.Double.IsFinite found.Optimum.Loss then
        found.Optimum.Loss
    else
        infinity

let private complete task (trials: Preparation.Trial[]) =
    trials
    |> Array.truncate task.Effort.Finalists
    |> Array.map (fun trial ->
        let start = trial.Reached

        {
            Start = start
            Optimum = Preparation.minimise task.Options task.Loss task.Cancellation task.Data start
        })

let private better (a: Found option) (b: Found option) =
    match a, b with
    | Some x, Some y -> if lossOf y < lossOf x then b else a
    | None, _ -> b
    | _, None -> a

let private best (found: Found[]) = found |> Array.map Some |> Array.fold better None

let private networkOf (task: Task) (found: Found) =
    Network.create found.Start.Activation task.Data.Dimension found.Optimum.Theta

/// Trains on from a network and its loss, where training is slow along a narrow valley: noise-free data, and units that cancel each
/// other. None where nothing was gained.
let private polished task (network: Network) (loss: float) =
    let rec run count network loss found =
        if count = task.Effort.Polishes || not (loss > 0.0) then
            found
        else
            let next =
                {
                    Start = network
                    Optimum = Preparation.minimise task.Options task.Loss task.Cancellation task.Data network
                }

            let reached = lossOf next

            if not (reached < loss) then
                found
            elif next.Optimum.Stop = StopReason.IterationLimit && reached < (1.0 - worthwhile) * loss then
                run (count + 1) (networkOf task next) reached (Some next)
            else
                Some next

    run 0 network loss None

/// The best network of `units` units that this search finds, from the best smaller network and from the best of this size, with
/// its loss. None where there is neither.
let search task units (smaller: Network option) (known: struct (Network * float) option) rng =
    let grown =
        smaller
        |> Option.bind (fun network ->
            enlarged task units (Rng.split -1 rng) network |> complete task |> best)

    let current (own: Found option) =
        match own, known with
        | Some found, Some(struct (_, loss)) when lossOf found < loss ->
            Some(struct (networkOf task found, lossOf found))
        | _, Some known -> Some known
        | Some found, None -> Some(struct (networkOf task found, lossOf found))
        | None, None -> None

    let rec rounds round idle (own: Found option) =
        match current own with
        | Some(struct (from, loss)) when round < task.Effort.Rounds && idle < idleRounds && loss > 0.0 ->
            let found = exchanged task round (Rng.split round rng) from |> complete task |> best
            let gained = found |> Option.exists (fun found -> lossOf found < (1.0 - notable) * loss)
            rounds (round + 1) (if gained then 0 else idle + 1) (better own found)
        | _ -> own

    match task.Options.Optimizer with
    | Optimizer.LevenbergMarquardt _ ->
        let found = rounds 0 0 grown

        match current found with
        | Some(struct (network, loss)) -> better found (polished task network loss)
        | None -> None
    | Optimizer.Adam _
    | Optimizer.LBfgs _ -> grown
