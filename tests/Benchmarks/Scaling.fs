/// Measures the growth of time with the size of a job, and memory.
module UniversalApprox.Benchmarks.Scaling

open System
open System.Diagnostics
open System.IO
open UniversalApprox.Benchmarks.Comparison
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles

/// The least-squares slope of log time against log size, and the largest slope between neighbours.
let private slopes (sizes: int[]) (times: float[]) =
    let u = sizes |> Array.map (float >> log)
    let v = times |> Array.map log
    let du = u |> Array.map (fun x -> x - Array.average u)
    let dv = v |> Array.map (fun x -> x - Array.average v)
    let overall = Array.sum (Array.map2 (*) du dv) / Array.sumBy (fun x -> x * x) du
    let steps = Array.map2 (fun (a, b) (c, d) -> (d - c) / (b - a)) (Array.pairwise u) (Array.pairwise v)
    struct (overall, Array.max steps)

let private row what sizes (time: int -> float) =
    let times = sizes |> Array.map time
    let struct (overall, steepest) = slopes sizes times

    printfn
        "| %s | %d to %d | %.3g to %.3g s | %.2f | %.2f |"
        what
        sizes[0]
        (Array.last sizes)
        times[0]
        (Array.last times)
        overall
        steepest

/// Seconds of one evaluation of loss and gradient: the smallest of several runs of about 5 ms.
let private evaluation units points =
    let x = Array.init points (fun i -> -5.0 + 10.0 * float i / float points)
    let layout = { Dimension = 1; Units = units }
    let theta = Array.init layout.ParameterCount (fun p -> sin (float p))
    let gradient = Array.zeroCreate<float> theta.Length

    let kernel =
        let y = x |> Array.map (fun x -> x * x)
        KernelFactory.create (KernelFactory.current ()) Precision.Double Activation.Sigmoid layout [| x |] y

    let repeats = max 1 (10_000_000 / (points * units))

    let once () =
        seconds (fun () ->
            for _ in 1..repeats do
                kernel.LossAndGradient(Loss.SumOfSquares, theta, 0, gradient, 0) |> ignore)
        / float repeats

    Array.init 15 (fun _ -> once ()) |> Array.min

let private sample walkers steps thin =
    let options = { Jobs.sampling steps with Walkers = Some walkers; Thin = thin }
    Sampler.run options Jobs.start { SamplingHooks.standard with Threads = 1 } Jobs.density |> ignore

let private sampling walkers steps =
    Array.init 5 (fun _ -> seconds (fun () -> sample walkers steps 1)) |> Array.min

let private smallest work = Array.init 5 (fun _ -> seconds work) |> Array.min

let private table (rows: int) =
    let text = Text.StringBuilder "x,y\n"

    for i in 1..rows do
        text.Append(i).Append(".25,").Append(-i).Append("e-3\n") |> ignore

    text.ToString()

/// The growth of reading and splitting data, and of refusing a formula. All of it should be linear.
let private reading () =
    let sizes = [| 1000; 10_000; 100_000; 1_000_000 |]

    row "rows of CSV, read" sizes (fun rows ->
        let text = table rows
        smallest (fun () -> UniversalApprox.CurveData.ReadCsv(new StringReader(text)) |> ignore))

    row "rows, made a data set and divided into 5 folds" sizes (fun rows ->
        let x = Array.init rows float

        smallest (fun () ->
            CurveData.create "line" [| "x" |] "y" [| x |] x |> CurveData.folds 5 (Rng.ofSeed 1UL) |> ignore))

    for part in [ "("; "sig(x+"; "1+"; "sig(x1000)+" ] do
        row $"characters of a formula that repeats {part}, refused" sizes (fun length ->
            let text = String.replicate (length / part.Length) part
            smallest (fun () -> Formula.parse None text |> ignore))

let private growth () =
    printfn "| what grows | from, to | time | slope, log–log | steepest step |"
    printfn "|---|---|---|---|---|"
    // Runs until the JIT has compiled everything at the highest tier.
    sampling 28 20_000 |> ignore
    let decades = [| 100; 300; 1000; 3000; 10_000; 30_000; 100_000; 300_000; 1_000_000 |]
    row "points, loss and gradient of 2 units" decades (evaluation 2)

    row "units, loss and gradient on 500 points" [| 1; 2; 4; 8; 16; 32; 64; 128; 256 |] (fun units ->
        evaluation units 500)

    row "walkers, 1000 steps of 2 units on 500 points" [| 28; 56; 112; 224; 448; 896; 1792 |] (fun walkers ->
        sampling walkers 1000)

    row "steps, 28 walkers, 2 units, 500 points" [| 1000; 3000; 10_000; 30_000; 100_000 |] (sampling 28)
    reading ()

/// Bytes allocated per step and per epoch, from the difference between a long job and a short one.
let private allocation () =
    let bytes work =
        work ()
        let before = GC.GetAllocatedBytesForCurrentThread()
        work ()
        GC.GetAllocatedBytesForCurrentThread() - before

    let perUnit (work: int -> unit) short long =
        float (bytes (fun () -> work long) - bytes (fun () -> work short)) / float (long - short)

    let train epochs =
        let plan = { Jobs.training epochs with Units = [| 4 |] }
        Sweep.run 1 ignore Threading.CancellationToken.None plan Jobs.parabola ignore

    printfn
        "Bytes allocated per step of sampling: %.2f (draws not kept); per epoch of Adam: %.2f (8 are its loss)."
        (perUnit (fun steps -> sample 28 steps 1_000_000) 10_000 50_000)
        (perUnit train 1000 5000)

/// The largest resident memory of this process so far, in MB.
let private peak () =
    use self = Process.GetCurrentProcess()
    self.Refresh()
    float self.PeakWorkingSet64 / 1e6

/// Writes draws of the notebook's network as lines of text that are thrown away.
let private stream (draws: int64) =
    let data = UniversalApprox.CurveData.Generate UniversalApprox.KnownCurve.Parabola

    let fit =
        UniversalApprox.UnitSweep.Run(data, UniversalApprox.SweepOptions(Units = [| 2 |], Folds = Nullable 0))[0]

    let options =
        UniversalApprox.McmcOptions(
            Steps = int (draws / 28L),
            BurnIn = 0,
            Walkers = 28,
            Ensembles = 1,
            Likelihood = UniversalApprox.Likelihood.MeanSquaredError
        )

    use writer = new StreamWriter(Stream.Null)
    let buffer = Array.zeroCreate<char> 32
    let mutable written = 0L

    let number (value: float) =
        let mutable length = 0

        value.TryFormat(Span buffer, &length, ReadOnlySpan(), Globalization.CultureInfo.InvariantCulture)
        |> ignore

        writer.Write(ReadOnlySpan(buffer, 0, length))

    for sample in UniversalApprox.Mcmc.Stream(fit, options) do
        writer.Write sample.Walker
        writer.Write ','
        number sample.LogDensity

        for value in sample.Values.Span do
            writer.Write ','
            number value

        writer.Write '\n'
        written <- written + 1L

    written

/// A job that runs in a process of its own, so that its memory can be measured.
let job (name: string) =
    match name with
    | "notebook" ->
        sample 28 10_000 1
        printfn "| the notebook's MCMC, draws kept | %.0f MB |" (peak ())
    | draws ->
        let mutable written = 0L
        let time = seconds (fun () -> written <- stream (Int64.Parse draws))
        printfn "| %.2g draws as lines of CSV, in %.0f s | %.0f MB |" (float written) time (peak ())

let private memory () =
    printfn "\n| process | largest resident memory |"
    printfn "|---|---|"
    let self = Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll")

    for name in [ "notebook"; "1000000"; "10000000"; "100000000" ] do
        output "dotnet" [ self; "job"; name ] |> Option.iter (printf "%s")

let print () =
    growth ()
    printfn ""
    allocation ()
    memory ()
