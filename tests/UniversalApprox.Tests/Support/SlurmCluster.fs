/// A cluster of its own for a test: Debian's munged, slurmctld and two slurmd on this machine, in a temporary folder and on free ports.
/// Everything ends with the test, also where that fails.
module UniversalApprox.Tests.Support.SlurmCluster

open System
open System.Diagnostics
open System.IO
open System.Net
open System.Net.Sockets
open System.Threading
open Expecto

let private programs = [ "munged"; "slurmctld"; "slurmd"; "sbatch"; "squeue"; "scontrol" ]

let private find program =
    (Environment.GetEnvironmentVariable "PATH").Split Path.PathSeparator
    |> Array.append [| "/usr/sbin" |]
    |> Array.map (fun folder -> Path.Combine(folder, program))
    |> Array.tryFind File.Exists

/// Why there can be no cluster here; None if there can be one.
let obstacle =
    lazy
        (match programs |> List.tryFind (find >> Option.isNone) with
         | Some missing ->
             Some
                 $"There is no {missing}: apt-get install -y --no-install-recommends slurmctld slurmd slurm-client munge"
         | None when not (OperatingSystem.IsLinux()) || Environment.UserName <> "root" ->
             Some "The daemons of SLURM start jobs as their users, for which they need root."
         | None -> None)

let private freePort () =
    use listener = new TcpListener(IPAddress.Loopback, 0)
    listener.Start()
    (listener.LocalEndpoint :?> IPEndPoint).Port

/// Two virtual nodes of one core each on this machine.
let private configuration (folder: string) =
    let host = Environment.MachineName

    $"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={freePort ()}
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
ReturnToService=2
KillWait=1
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={freePort ()} CPUs=1
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={freePort ()} CPUs=1
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

/// Waits until something is so; a hang ends the test with what the daemons said.
let private until (folder: string) what isSo =
    let watch = Stopwatch.StartNew()

    while not (isSo ()) do
        if watch.Elapsed > Patience.limit then
            let log = Path.Combine(folder, "slurmctld.log")
            let said = if File.Exists log then File.ReadAllText log else "(no log)"
            failtest $"still waiting until {what}; slurmctld says\n{said}"

        Thread.Sleep 200

/// A running cluster. `SLURM_CONF` of the processes that use it is `Configuration`.
[<Sealed>]
type Cluster private (folder: string, daemons: Process list) =
    let configuration = Path.Combine(folder, "slurm.conf")

    /// A shell stops the daemon when its input ends, which it does when this process dies, in whatever way.
    static let shell = "\"$@\" < /dev/null > /dev/null 2>&1 & cat > /dev/null; kill $!; wait $!"

    static let start folder configuration program arguments =
        let info =
            ProcessStartInfo(
                "/bin/sh",
                [ "-c"; shell; "sh"; find program |> Option.get; yield! arguments ],
                RedirectStandardInput = true
            )

        info.Environment["SLURM_CONF"] <- configuration
        info.WorkingDirectory <- folder
        Process.Start info

    static let stop (daemons: Process list) =
        for daemon in daemons do
            daemon.StandardInput.Close()

            if not (daemon.WaitForExit Patience.limit) then
                daemon.Kill(entireProcessTree = true)

            daemon.Dispose()

    member _.Configuration = configuration

    /// The output of a program of SLURM, which must succeed.
    member _.Run program arguments =
        let result = Process.runWith [ "SLURM_CONF", configuration ] program arguments
        let shown = String.concat " " (program :: arguments)
        Expect.equal (result.ExitCode, result.Error) (0, "") $"{shown}: {result.Output}"
        result.Output.Trim()

    member _.Until what isSo = until folder what isSo

    /// The states of the array's indices and of single jobs, as squeue gives them: job, index, state and node.
    member cluster.Queue() =
        (cluster.Run "squeue" [ "--noheader"; "--array"; "--states=all"; "--format=%F|%K|%T|%N" ])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        |> Array.map _.Split('|')

    /// Cancels what is left, so that no job outlives its daemon, and stops the daemons.
    interface IDisposable with
        member cluster.Dispose() =
            try
                let result = Process.runWith [ "SLURM_CONF", configuration ] "scancel" [ "--user=root" ]

                if result.ExitCode = 0 then
                    let ended = set [ "COMPLETED"; "FAILED"; "CANCELLED"; "TIMEOUT"; "NODE_FAIL" ]

                    cluster.Until "jobs are gone" (fun () ->
                        cluster.Queue() |> Array.forall (fun row -> ended.Contains row[2]))
            finally
                stop daemons

    static member Start(folder: string) =
        for name in [ "state"; "spool-one"; "spool-two" ] do
            Directory.CreateDirectory(Path.Combine(folder, name)) |> ignore

        // munged refuses a key that others may read.
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead ||| UnixFileMode.UserWrite ||| UnixFileMode.UserExecute
        )

        let key = Path.Combine(folder, "munge.key")
        File.WriteAllBytes(key, Security.Cryptography.RandomNumberGenerator.GetBytes 128)
        File.SetUnixFileMode(key, UnixFileMode.UserRead)
        let file = Path.Combine(folder, "slurm.conf")
        File.WriteAllText(file, configuration folder)
        let path name = Path.Combine(folder, name)

        let munge =
            [
                "--foreground"
                "--force"
                $"--key-file={key}"
                $"""--socket={path "munge.socket"}"""
                $"""--pid-file={path "munge.pid"}"""
                $"""--log-file={path "munge.log"}"""
                $"""--seed-file={path "munge.seed"}"""
            ]

        let mutable daemons = [ start folder file "munged" munge ]

        try
            until folder "munged listens" (fun () -> File.Exists(path "munge.socket"))
            daemons <- start folder file "slurmctld" [ "-D" ] :: daemons

            for node in [ "one"; "two" ] do
                daemons <- start folder file "slurmd" [ "-D"; "-N"; node ] :: daemons

            let cluster = new Cluster(folder, daemons)

            let isReady () =
                let result =
                    Process.runWith
                        [ "SLURM_CONF", file ]
                        "sinfo"
                        [ "--noheader"; "--Node"; "--format=%N %T" ]

                result.Output.Split '\n' |> Array.filter _.EndsWith(" idle") |> Array.length = 2

            until folder "both nodes are idle" isReady
            cluster
        with _ ->
            stop daemons
            reraise ()
