/// Runs this project and its peers on the same jobs, alternately on the same machine. A peer is a program in `peers`. The
/// table says if the tools of a peer are not installed.
module UniversalApprox.Benchmarks.Peers

open System
open System.IO
open UniversalApprox.Benchmarks.Comparison
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles

/// Microseconds of one evaluation: the smallest of many short runs, as in peers/kernel.c.
let private evaluation precision gradient () =
    let x = Array.init 512 (fun i -> -5.0 + 10.0 * float i / 511.0)
    let layout = { Dimension = 1; Units = 2 }
    let theta = Array.init layout.ParameterCount (fun p -> sin (float p))
    let slopes = Array.zeroCreate<float> theta.Length

    let kernel =
        let y = x |> Array.map (fun x -> x * x)
        KernelFactory.create (KernelFactory.current ()) precision Activation.Sigmoid layout [| x |] y

    let mutable best = infinity

    for _ in 1..400 do
        let time =
            seconds (fun () ->
                for _ in 1..500 do
                    if gradient then
                        kernel.LossAndGradient(Loss.SumOfSquares, theta, 0, slopes, 0) |> ignore
                    else
                        kernel.Loss(Loss.SumOfSquares, theta, 0) |> ignore)

        best <- min best (time / 500.0)

    1e6 * best

let private kernelPeer which =
    let program = Path.Combine(Path.GetTempPath(), $"universal-approx-kernel-{Environment.ProcessId}")

    let arguments =
        [
            "-O3"
            "-march=native"
            "-ffast-math"
            "-fopenmp-simd"
            file "kernel.c"
            "-o"
            program
            "-lm"
            "-lmvec"
        ]

    fun () ->
        if not (File.Exists program) then
            numbers "gcc" arguments |> ignore

        match numbers program [] with
        | [||] -> [||]
        | all -> [| all[which] |]

let private samplingFor steps ensembles threads () =
    let options = { Jobs.sampling steps with Ensembles = ensembles }
    let hooks = { SamplingHooks.standard with Threads = threads }
    seconds (fun () -> Sampler.run options Jobs.start hooks Jobs.density |> ignore)

let private sampling ensembles threads () = samplingFor 10_000 ensembles threads ()

let private training precision restarts threads () =
    let job = Jobs.training 1000

    let plan = { job with Restarts = restarts; Training = { job.Training with Precision = precision } }

    seconds (fun () -> Sweep.run threads ignore Threading.CancellationToken.None plan Jobs.parabola ignore)

/// A peer that runs a tenth of the steps. Its time is scaled to all steps.
let private tenfold (peer: unit -> float[]) () = peer () |> Array.map (fun time -> 10.0 * time)

/// Measures the gain from a second core.
let printCores () =
    let cores = min 2 Environment.ProcessorCount
    let oneCore work () = [| work () |]
    // These run for some seconds, because a shared machine's second core may be slow for a second.
    compare 21 $"four ensembles, {cores} threads against 1" "s" (sampling 4 cores) (oneCore (sampling 4 1))

    compare
        9
        $"four ensembles, 40 000 steps, {cores} threads against 1"
        "s"
        (samplingFor 40_000 4 cores)
        (oneCore (samplingFor 40_000 4 1))

    compare
        11
        $"320 networks, {cores} threads against 1"
        "s"
        (training Precision.Double 64 cores)
        (oneCore (training Precision.Double 64 1))

let print (interpreter: string) =
    let cores = min 2 Environment.ProcessorCount
    printHeader ()
    compare 7 "loss, float64, against gcc" "µs" (evaluation Precision.Double false) (kernelPeer 0)
    compare 7 "loss, float32, against gcc" "µs" (evaluation Precision.Single false) (kernelPeer 1)
    compare 7 "loss and gradient, float32, against gcc" "µs" (evaluation Precision.Single true) (kernelPeer 2)
    let emcee kind steps = python interpreter "mcmc.py" [ kind; steps ]
    compare 5 "notebook MCMC, 1 thread, against emcee and Numba" "s" (sampling 1 1) (emcee "numba" "10000")

    compare
        3
        "notebook MCMC, 1 thread, against emcee and torch (a tenth of the steps)"
        "s"
        (sampling 1 1)
        (tenfold (emcee "torch" "1000"))

    let torch kind threads = python interpreter "sweep.py" [ kind; string<int> threads ]

    for precision, threads in [ Precision.Double, 1; Precision.Double, cores; Precision.Single, cores ] do
        compare
            5
            $"notebook sweep, {precision}, {threads} threads, against its PyTorch loop"
            "s"
            (training precision 1 threads)
            (torch "loop" cores)

    compare
        3
        $"320 networks, float64, {cores} threads, against batched PyTorch"
        "s"
        (training Precision.Double 64 cores)
        (torch "batch" cores)

    compare
        3
        $"320 networks, float32, {cores} threads, against batched PyTorch"
        "s"
        (training Precision.Single 64 cores)
        (torch "batch" cores)

    printCores ()
