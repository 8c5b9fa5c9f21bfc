module UniversalApprox.Tests.Runs.SlurmTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Runs
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Runs.Samples

let private data = curve 30 "bend" (fun x -> tanh (x - 2.0))

/// Four tasks: two activations of two sizes.
let private sweep =
    { SweepPlan.defaults with
        Units = [| 1; 2 |]
        Activations = [| Activation.Tanh; Activation.Relu |]
        Restarts = 2
        Training = { SweepPlan.defaults.Training with Optimizer = Optimizer.Adam(0.03, 40) }
    }

let private model =
    ChainModel.Network(
        DensityChoice.Auto,
        Likelihood.GaussianUnknown,
        NetworkPriors.standard,
        Activation.Tanh,
        1,
        data,
        Constraints.none
    )

let private steps =
    let settings = Mcmc.ofSteps (Some 300) (Some 100)
    { settings with Nuts = { settings.Nuts with Ensembles = 2 } }

let private writeSweep plan = RunPlan.write plan (fun _ -> Engine.Simd) sweep [ data ]
let private writeChains plan = RunPlan.writeChains plan [ { Model = model; Settings = steps; Fits = [||] } ]

let private fits run =
    let found = ResizeArray()

    match run with
    | Some path ->
        DurableSweep.run path Engine.Simd 1 ignore CancellationToken.None sweep data (shown >> found.Add)
    | None -> Sweep.run 2 ignore CancellationToken.None sweep data (shown >> found.Add)

    List.ofSeq found

/// The first attempt of index 0 dies, and all wait for a file before they start PowerShell.
let private obstacles =
    [|
        "if [ \"${SLURM_ARRAY_TASK_ID:-}\" = 0 ] && [ ! -e \"$APPROX_SHARDS/killed\" ]; then touch \"$APPROX_SHARDS/killed\"; kill -KILL $$; fi"
        "until [ -z \"${SLURM_ARRAY_TASK_ID:-}\" ] || [ -e \"$APPROX_SHARDS/go\" ]; do sleep 0.1; done"
    |]

let private options plan setup =
    { SlurmOptions.ofPlan plan with
        Setup = setup
        Time = Some(TimeSpan.FromHours 1.0)
        Launcher = Pwsh.launcher ()
        Module = Path.Combine(Pwsh.modules, "UniversalApprox", "UniversalApprox.psd1")
    }

let private states plan = Slurm.status plan (SlurmOptions.ofPlan plan).Folder |> Array.map _.State

let private log plan name =
    let file = Path.Combine((SlurmOptions.ofPlan plan).Folder, name)
    if File.Exists file then File.ReadAllText file else $"(no {name})"

/// What is left, by the cmdlets: the indices that they submit, the job that merges, and the states of the tasks before.
let private submitInPowerShell (cluster: SlurmCluster.Cluster) (plan: string) =
    let quoted (text: string) = "'" + text.Replace("'", "''") + "'"
    let setup = obstacles |> Array.map quoted |> String.concat ", "

    let script =
        $"$plan = {quoted plan}
          (Get-ApproxPlan -LiteralPath $plan -Slurm).State -join ' '
          $jobs = Submit-ApproxPlan $plan -Slurm -Time 01:00:00 -Launcher {quoted (Pwsh.launcher ())} -Setup {setup}
          $jobs.Indices; $jobs.MergeJob"

    let result = Pwsh.runWith [ "SLURM_CONF", cluster.Configuration ] [ "-Command"; script ]
    Expect.equal (result.ExitCode, result.Error) (0, "") "submitted"

    match result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) with
    | [| states; indices; job |] -> indices, job, states
    | other -> failtest $"%A{other}"

/// Every task in spite of a kill, a requeue and a drained node; `folder` has a name that shells and sbatch could misread.
let private campaign (cluster: SlurmCluster.Cluster) folder =
    let sweepPlan, chainPlan = Path.Combine(folder, "the sweep's.plan"), Path.Combine(folder, "chain.plan")
    writeSweep sweepPlan
    writeChains chainPlan

    let row job index =
        cluster.Queue()
        |> Array.tryFind (fun row -> row[0] = job && (index = "" || row[1] = index))
        |> Option.defaultValue [| ""; ""; ""; "" |]

    let stateOf job index : string =
        let row = row job index
        row[2]

    let nodeOf job index : string =
        let row = row job index
        row[3]

    let isIn job index state () = stateOf job index = state

    // What a job waits for may be gone with it from the queue's memory, so an end that is not the expected one shows its log.
    let awaitEnd plan job (state: string) =
        let ended = set [ "COMPLETED"; "FAILED"; "CANCELLED"; "TIMEOUT"; "NODE_FAIL" ]
        cluster.Until $"job {job} has ended" (fun () -> ended.Contains(stateOf job ""))
        Expect.equal (stateOf job "") state (log plan "merge.log" + log plan "task-0.log")

    let first = Slurm.submit sweepPlan (options sweepPlan obstacles)
    let job = first.Job.Value
    Expect.equal first.Scripts.Indices "0-3" "all indices"
    cluster.Until "index 0 has failed" (isIn job "0" "FAILED")
    cluster.Until "index 1 runs" (isIn job "1" "RUNNING")
    cluster.Until "index 2 runs" (isIn job "2" "RUNNING")

    Expect.equal
        (states sweepPlan)
        [| TaskState.Failed; TaskState.Running; TaskState.Running; TaskState.Pending |]
        "before any work"

    let retry = (Slurm.write sweepPlan (options sweepPlan obstacles)).Indices
    Expect.equal retry "0" "only what failed would be submitted again"
    cluster.Run "scontrol" [ "update"; "nodename=two"; "state=drain"; "reason=test" ] |> ignore
    cluster.Run "scontrol" [ "requeue"; $"{job}_1" ] |> ignore
    cluster.Until "index 1 waits again" (isIn job "1" "PENDING")
    cluster.Run "scontrol" [ "update"; $"jobid={job}_1"; "starttime=now" ] |> ignore
    let chains = Slurm.submit chainPlan { options chainPlan [||] with TasksPerIndex = 2 }
    Expect.equal chains.Scripts.Indices "0" "two chains for one index"
    File.WriteAllText(Path.Combine((SlurmOptions.ofPlan sweepPlan).Folder, "go"), "")
    awaitEnd sweepPlan first.MergeJob "FAILED"
    Expect.stringContains (log sweepPlan "merge.log") "--array=0" "the log of merging names what is missing"

    for index in [ "1"; "3" ] do
        Expect.equal (nodeOf job index) "one" "nothing starts on a drained node"

    let failed = [| TaskState.Failed; TaskState.Finished; TaskState.Finished; TaskState.Finished |]
    Expect.equal (states sweepPlan) failed "one is left"
    let again, merging, shown = submitInPowerShell cluster sweepPlan
    Expect.equal (again, shown) ("0", "Failed Finished Finished Finished") "it is submitted again"
    awaitEnd sweepPlan merging "COMPLETED"
    awaitEnd chainPlan chains.MergeJob "COMPLETED"

    Expect.equal
        (fits (Some (SlurmOptions.ofPlan sweepPlan).Run))
        (fits None)
        "the local sweep, to the last bit"

    let trained = [| (Mcmc.train 2 CancellationToken.None Activation.Tanh 1 data).Trained.Network |]
    let local = Mcmc.run steps SamplingHooks.standard trained (DurableMcmc.target trained model)
    let struct (_, merged) = (RunFile.chain (SlurmOptions.ofPlan chainPlan).Run 1L).Value
    Expect.equal merged.Posterior.Value.Raw local.Posterior.Value.Raw "the local draws, to the last bit"
    let third = Slurm.submit sweepPlan (options sweepPlan obstacles)
    Expect.isNone third.Job "nothing is left to do"
    awaitEnd sweepPlan third.MergeJob "COMPLETED"

let private realCluster =
    testCase
        "arrays of sweeps and chains on a cluster of two nodes, in spite of a kill, a requeue and a drained node"
    <| inFolder (fun folder ->
        SlurmCluster.obstacle.Value |> Option.iter skiptest
        let work = Directory.CreateDirectory(Path.Combine(folder, "its 5% `of` $HOME")).FullName
        let before = Environment.GetEnvironmentVariable "SLURM_CONF"

        use cluster =
            SlurmCluster.Cluster.Start(Directory.CreateDirectory(Path.Combine(folder, "slurm")).FullName)

        try
            Environment.SetEnvironmentVariable("SLURM_CONF", cluster.Configuration)
            campaign cluster work
        finally
            Environment.SetEnvironmentVariable("SLURM_CONF", before))

let private scripts =
    testCase "the scripts ask for what the options say, and nothing else"
    <| inFolder (fun folder ->
        let plan = Path.Combine(folder, "a.plan")
        writeSweep plan

        let lines options =
            (File.ReadAllLines (Slurm.write plan options).Tasks.Value)
            |> Array.filter _.StartsWith("#SBATCH")
            |> Array.map (fun line -> line.Replace(folder, "…"))
            |> List.ofArray

        let usual = SlurmOptions.ofPlan plan

        Expect.equal
            (lines usual)
            [
                "#SBATCH --job-name=a"
                "#SBATCH --array=0-3"
                "#SBATCH --output=\"…/a.shards/task-%a.log\""
                "#SBATCH --open-mode=append"
                "#SBATCH --cpus-per-task=1"
                "#SBATCH --requeue"
            ]
            "defaults"

        let all =
            { usual with
                TasksPerIndex = 3
                Throttle = Some 2
                Threads = 8
                Time = Some(TimeSpan.FromSeconds 93784.2)
                Memory = Some "4G"
                Partition = Some "short,long"
            }

        Expect.equal
            (lines all)
            [
                "#SBATCH --job-name=a"
                "#SBATCH --array=0-1%2"
                "#SBATCH --output=\"…/a.shards/task-%a.log\""
                "#SBATCH --open-mode=append"
                "#SBATCH --cpus-per-task=8"
                "#SBATCH --time=1-02:03:05"
                "#SBATCH --mem=4G"
                "#SBATCH --partition=short,long"
                "#SBATCH --requeue"
            ]
            "all"

        let refused option (options: SlurmOptions) =
            try
                Slurm.write plan options |> ignore
                failtest $"{option} was not refused"
            with :? OptionException as error ->
                Expect.equal error.Option option "option"

        refused "TasksPerIndex" { usual with TasksPerIndex = 0 }
        refused "Throttle" { usual with Throttle = Some 0 }
        refused "Threads" { usual with Threads = 0 }
        refused "Time" { usual with Time = Some TimeSpan.Zero }
        refused "Memory" { usual with Memory = Some "4G\n#SBATCH --uid=0" }
        refused "Memory" { usual with Memory = Some "4 GB" }
        refused "Partition" { usual with Partition = Some "a b" }
        refused "Setup" { usual with Setup = [| "a\nb" |] }
        refused "Launcher" { usual with Launcher = " " })

/// Beside others: no other test reads SLURM_CONF, and waiting for daemons takes no core.
[<Tests>]
let tests = testList "SLURM" [ scripts; realCluster ]
