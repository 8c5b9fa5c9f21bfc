/// The programs of SLURM.
module internal UniversalApprox.Runs.SlurmCommand

open System
open System.ComponentModel
open System.Diagnostics
open UniversalApprox

type Answer = { ExitCode: int; Output: string; Error: string }

/// None where there is no such program.
let tryRun (program: string) (arguments: string list) =
    let info =
        ProcessStartInfo(
            program,
            arguments,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    try
        use running = Process.Start info
        running.StandardInput.Close()
        let error = running.StandardError.ReadToEndAsync()
        let output = running.StandardOutput.ReadToEnd()
        running.WaitForExit()
        Some { ExitCode = running.ExitCode; Output = output; Error = error.Result.Trim() }
    with :? Win32Exception ->
        None

/// The output of a program, which has to be there and to succeed.
let run program arguments advice =
    match tryRun program arguments with
    | None ->
        raise (
            SlurmException(
                program,
                $"There is no {program} here: run this on a machine of the cluster from which jobs are submitted.",
                null
            )
        )
    | Some answer when answer.ExitCode <> 0 ->
        raise (
            SlurmException(
                program,
                $"{program} refused ({answer.ExitCode}): {answer.Error}{advice answer.Error}",
                null
            )
        )
    | Some answer -> answer.Output.Trim()

let private rows (answer: Answer option) =
    match answer with
    | Some answer when answer.ExitCode = 0 ->
        answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        |> Array.map (fun line -> line.Trim().Split('|'))
    | _ -> [||]

/// What SLURM says of an index of a job: its state and the reason for it.
type JobState = { Job: string; Index: int; State: string; Reason: string }

let private indexed (text: string) (found: int -> JobState) =
    match Int32.TryParse text with
    | true, index -> Some(found index)
    | _ -> None

/// Of jobs that wait, run, or ended a short while ago.
let queue (jobs: Set<string>) =
    tryRun "squeue" [ "--noheader"; "--array"; "--me"; "--states=all"; "--format=%F|%K|%T|%r" ]
    |> rows
    |> Array.choose (fun row ->
        if row.Length >= 4 && jobs.Contains row[0] then
            indexed row[1] (fun index -> { Job = row[0]; Index = index; State = row[2]; Reason = row[3] })
        else
            None)

/// Of jobs of any age, where SLURM keeps accounts.
let accounts (jobs: Set<string>) =
    if jobs.IsEmpty then
        [||]
    else
        let list = String.concat "," jobs

        tryRun
            "sacct"
            [
                "--noheader"
                "--parsable2"
                "--allocations"
                $"--jobs={list}"
                "--format=JobID,State,ExitCode"
            ]
        |> rows
        |> Array.choose (fun row ->
            match (if row.Length >= 3 then row[0].Split '_' else [||]) with
            | [| job; index |] ->
                indexed index (fun index ->
                    // "CANCELLED by 1000"
                    {
                        Job = job
                        Index = index
                        State = (row[1].Split ' ')[0]
                        Reason = $"exit code {row[2]}"
                    })
            | _ -> None)
