namespace UniversalApprox.Core.Sampling.Diagnostics

open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles

/// One scalar quantity over all draws of a chain. It is a time series per walker, series after series, so that sums over
/// time read neighbouring memory. Series number e·Chains + w is walker w of ensemble e. A draw is Scale · value, so that the
/// fourth powers of values are numbers.
type internal Traces =
    {
        Superchains: int
        /// Series per superchain.
        Chains: int
        /// Kept steps, or those of them that a thinned or split series still has.
        Steps: int
        /// A power of 2.
        Scale: float
        Values: float[]
    }

    member this.Count = this.Superchains * this.Chains

[<RequireQualifiedAccess>]
module internal Traces =
    let check (chain: Chain) =
        if Array.isEmpty chain.Ensembles then
            Check.reject "chain" "A chain needs at least one ensemble; got none."

        let first = chain.Ensembles[0]
        let parameters = chain.ParameterNames.Length

        chain.Ensembles
        |> Array.iteri (fun e ensemble ->
            if
                ensemble.KeptSteps <> first.KeptSteps
                || ensemble.Walkers <> first.Walkers
                || ensemble.Dimension <> parameters
            then
                Check.reject
                    "chain"
                    $"Ensemble {e} has {ensemble.KeptSteps} kept steps, {ensemble.Walkers} walkers and {ensemble.Dimension} parameters; expected {first.KeptSteps}, {first.Walkers} and {parameters}."

            let states = ensemble.KeptSteps * ensemble.Walkers
            Check.sameLength "Draws" (states * parameters) ensemble.Draws
            Check.sameLength "LogDensity" states ensemble.LogDensity)

    let allFinite (traces: Traces) = System.Double.IsFinite(Moments.largestMagnitude traces.Values)

    /// Values outside 2^±largest are scaled.
    let private largestExponent = 200

    /// Scales values whose squares or fourth powers might overflow or vanish.
    let scaled (traces: Traces) =
        let largest = Moments.largestMagnitude traces.Values

        if largest > 0.0 && System.Double.IsFinite largest then
            let exponent = System.Math.ILogB largest

            if abs exponent > largestExponent then
                { traces with
                    Scale = System.Math.ScaleB(1.0, exponent)
                    Values = traces.Values |> Array.map (fun value -> System.Math.ScaleB(value, -exponent))
                }
            else
                traces
        else
            traces

    /// Takes element (s·W + w)·stride + offset of each ensemble's array as step s of walker w.
    let private gather (chain: Chain) stride offset (source: EnsembleChain -> float[]) =
        let first = chain.Ensembles[0]
        let values = Array.zeroCreate (chain.Ensembles.Length * first.Walkers * first.KeptSteps)

        chain.Ensembles
        |> Array.iteri (fun e ensemble ->
            let from = source ensemble

            for w in 0 .. first.Walkers - 1 do
                let at = (e * first.Walkers + w) * first.KeptSteps

                for s in 0 .. first.KeptSteps - 1 do
                    values[at + s] <- from[(s * first.Walkers + w) * stride + offset])

        {
            Superchains = chain.Ensembles.Length
            Chains = first.Walkers
            Steps = first.KeptSteps
            Scale = 1.0
            Values = values
        }

    let ofParameter parameter (chain: Chain) =
        scaled (gather chain chain.ParameterNames.Length parameter _.Draws)

    /// The log-densities, with scale 1.
    let ofLogDensity (chain: Chain) = gather chain 1 0 _.LogDensity

    /// The values relative to one of them. Statistics of a quantity far from zero would lose digits otherwise.
    let relative (traces: Traces) =
        Jit.optimiseAtOnce ()

        if traces.Values.Length = 0 then
            traces
        else
            let origin = traces.Values[0]
            let values = System.GC.AllocateUninitializedArray<float> traces.Values.Length

            for i in 0 .. values.Length - 1 do
                values[i] <- traces.Values[i] - origin

            { traces with Values = values }

    /// Writes draws of one ensemble to the series of all parameters, from the element at which the ensemble begins.
    let private scatter
        (ensemble: EnsembleChain)
        firstStep
        count
        (change: System.Action<float[]>)
        (series: float[][])
        from
        =
        Jit.optimiseAtOnce ()
        let dimension, walkers = ensemble.Dimension, ensemble.Walkers
        let draws = ensemble.Draws
        let draw = Array.zeroCreate<float> dimension

        for w in 0 .. walkers - 1 do
            let at = from + w * ensemble.KeptSteps

            for s in firstStep .. firstStep + count - 1 do
                let first = (s * walkers + w) * dimension
                let before = first - walkers * dimension
                // A walker that stayed where it was has the draw of the step before.
                let mutable equal = 0

                if s > firstStep then
                    while equal < dimension && draws[first + equal] = draws[before + equal] do
                        equal <- equal + 1

                if equal < dimension then
                    // Array.Copy takes longer for a few numbers.
                    for p in 0 .. dimension - 1 do
                        draw[p] <- draws[first + p]

                    change.Invoke draw

                for p in 0 .. dimension - 1 do
                    series[p][at + s] <- draw[p]

    /// So few steps that the draws of all walkers stay in the cache.
    let private stepsAtOnce = 64

    /// All parameters with scale 1, by one pass over the draws: a pass for each parameter reads all memory each time. `changes`
    /// makes a function for each thread, which may change a copy of each draw first.
    let ofParameters (changes: unit -> float[] -> unit) (chain: Chain) =
        let first = chain.Ensembles[0]
        let perEnsemble = first.Walkers * first.KeptSteps

        let series =
            Array.init chain.ParameterNames.Length (fun _ ->
                System.GC.AllocateUninitializedArray<float>(chain.Ensembles.Length * perEnsemble))

        let parts = (first.KeptSteps + stepsAtOnce - 1) / stepsAtOnce

        Parallel.For(
            0,
            chain.Ensembles.Length * parts,
            (fun () -> System.Action<float[]>(changes ())),
            (fun part (_: ParallelLoopState) (change: System.Action<float[]>) ->
                let ensemble, from = part / parts, part % parts * stepsAtOnce
                let count = min stepsAtOnce (first.KeptSteps - from)
                scatter chain.Ensembles[ensemble] from count change series (ensemble * perEnsemble)
                change),
            ignore<System.Action<float[]>>
        )
        |> ignore

        series
        |> Array.map (fun values ->
            {
                Superchains = chain.Ensembles.Length
                Chains = first.Walkers
                Steps = first.KeptSteps
                Scale = 1.0
                Values = values
            })

    /// Makes traces from series of one length: `superchains[k][m]` is series m of superchain k.
    let ofSeries (name: string) (superchains: float[][][]) : Traces =
        if superchains.Length = 0 || superchains[0].Length = 0 then
            Check.reject name $"{name} must hold at least one series; got none."

        let first = superchains[0]
        let chains = first.Length
        let steps = first[0].Length

        for superchain in superchains do
            Check.sameLength name chains superchain

            for series in superchain do
                Check.sameLength name steps series

        scaled
            {
                Superchains = superchains.Length
                Chains = chains
                Steps = steps
                Scale = 1.0
                Values = superchains |> Array.concat |> Array.concat
            }

    let map (f: float -> float) (traces: Traces) : Traces = { traces with Values = Array.map f traces.Values }

    /// The first `steps` steps.
    let truncate steps (traces: Traces) =
        let values = Array.zeroCreate (traces.Count * steps)

        for c in 0 .. traces.Count - 1 do
            System.Array.Copy(traces.Values, c * traces.Steps, values, c * steps, steps)

        { traces with Steps = steps; Values = values }

    /// Every `stride`-th step.
    let thin stride (traces: Traces) =
        if stride = 1 then
            traces
        else
            let steps = (traces.Steps + stride - 1) / stride
            let values = Array.zeroCreate (traces.Count * steps)

            for c in 0 .. traces.Count - 1 do
                for s in 0 .. steps - 1 do
                    values[c * steps + s] <- traces.Values[c * traces.Steps + s * stride]

            { traces with Steps = steps; Values = values }

    /// Splits each series into two halves, without the middle step of an odd number.
    let split (traces: Traces) =
        let half = traces.Steps / 2
        let values = Array.zeroCreate (2 * traces.Count * half)

        for c in 0 .. traces.Count - 1 do
            let from = c * traces.Steps
            System.Array.Copy(traces.Values, from, values, 2 * c * half, half)
            System.Array.Copy(traces.Values, from + traces.Steps - half, values, (2 * c + 1) * half, half)

        { traces with Chains = 2 * traces.Chains; Steps = half; Values = values }

    /// Joins the two halves of each series again (without a middle step that `split` dropped).
    let join (traces: Traces) = { traces with Chains = traces.Chains / 2; Steps = 2 * traces.Steps }

    /// The average over each superchain's series: one series per superchain.
    let average (traces: Traces) =
        let values = Array.zeroCreate (traces.Superchains * traces.Steps)

        for c in 0 .. traces.Count - 1 do
            let target = c / traces.Chains * traces.Steps

            for s in 0 .. traces.Steps - 1 do
                values[target + s] <-
                    values[target + s] + traces.Values[c * traces.Steps + s] / float traces.Chains

        { traces with Chains = 1; Values = values }

    let isConstant (traces: Traces) = traces.Values |> Array.forall ((=) traces.Values[0])

    /// The mean of each series.
    let means (traces: Traces) =
        Array.init traces.Count (fun c ->
            Moments.meanOf (System.ReadOnlySpan(traces.Values, c * traces.Steps, traces.Steps)))

    /// The series minus their own means.
    let centre (traces: Traces) =
        Jit.optimiseAtOnce ()
        let means = means traces
        let values = System.GC.AllocateUninitializedArray<float> traces.Values.Length

        for c in 0 .. traces.Count - 1 do
            for i in c * traces.Steps .. (c + 1) * traces.Steps - 1 do
                values[i] <- traces.Values[i] - means[c]

        { traces with Values = values }
