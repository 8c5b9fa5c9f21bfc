namespace UniversalApprox.Charts.Follow

open System
open System.Diagnostics
open System.IO
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks
open Newtonsoft.Json.Linq
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Pages

/// The runs as the server read them last. Versions count from 1; version 0 is the one before the first reading.
type private View =
    {
        Version: int
        Parts: RunParts.Part list
        /// Looks in a row, up to now, that saw no run going on, and that saw all finished.
        Quiet: int
        Finished: int
        Problem: exn option
    }

[<Sealed>]
type RunServer private (page: string, port, read: unit -> FollowedRun list, report: unit -> string option) =
    /// The pause between looks is as long as a look took, within these limits.
    static let pause, longest = TimeSpan.FromSeconds 1.0, TimeSpan.FromSeconds 10.0
    /// Pages ask once a second. One that has not asked for so long is closed.
    static let silence = TimeSpan.FromSeconds 10.0
    /// Between a sweep and its chain nothing goes on for a moment, so the end is believed when it was seen so often.
    static let sure = 3

    let gate = obj ()
    let clock = Stopwatch.StartNew()
    let mutable due = TimeSpan.Zero
    let mutable looking = Task.CompletedTask

    let mutable seen: RunParts.Seen list = []

    let mutable view = { Version = 0; Parts = []; Quiet = 0; Finished = 0; Problem = None }

    /// When a page has asked last, in ticks of the clock; none has yet.
    let mutable asked = -1L
    let mutable isReportTaken = false

    /// A run that was finished before it was followed does not go on.
    let count isSeen before =
        if not isSeen then 0
        elif view.Version = 0 then sure
        else before + 1

    let next parts quiet finished (problem: exn option) =
        let words = Option.map (fun (error: exn) -> error.Message)
        let isNew = view.Version = 0 || parts <> view.Parts || words problem <> words view.Problem

        {
            Version = if isNew then view.Version + 1 else view.Version
            Parts = parts
            Quiet = quiet
            Finished = finished
            Problem = problem
        }

    let look () =
        let started = clock.Elapsed

        view <-
            try
                let runs = read ()
                seen <- RunParts.see seen runs
                // A file without a run was made a moment ago.
                let all state = not runs.IsEmpty && runs |> List.forall (fun run -> state run.State)

                next
                    (RunParts.ofSeen seen)
                    (count (all (fun state -> state <> FollowedState.Running)) view.Quiet)
                    (count (all (fun state -> state = FollowedState.Finished)) view.Finished)
                    None
            with error ->
                next view.Parts 0 0 (Some error)

        let ended = clock.Elapsed
        lock gate (fun () -> due <- ended + max pause (min longest (ended - started)))

    /// Reads the runs again when it is time, on another thread, so that a page gets its answer at once.
    let refresh () =
        lock gate (fun () ->
            if looking.IsCompleted && clock.Elapsed >= due then
                looking <- Task.Run look)

    let isOver () = view.Finished >= sure

    let state (have: string) =
        refresh ()
        Volatile.Write(&asked, clock.Elapsed.Ticks)
        let now = view
        let version = if isOver () then $"{now.Version}-over" else string now.Version

        if have = version then
            Reply.words 204 ""
        else
            let parts =
                now.Parts
                |> List.map (fun part ->
                    JObject(JProperty("key", part.Key), JProperty("html", part.Html)) :> obj)

            let words =
                match now.Problem with
                | Some error -> error.Message
                | None when now.Version = 0 -> "Reading the run file."
                | None -> ""

            JObject(
                JProperty("version", version),
                JProperty("isOver", isOver ()),
                JProperty("words", words),
                JProperty("parts", JArray parts)
            )
            |> Json.toText
            |> Reply.ok "application/json"

    let answer path have =
        match path with
        | "" -> Reply.ok "text/html" page
        | "state" -> state have
        | "report" ->
            let isLast = isOver ()

            match report () with
            | Some html ->
                isReportTaken <- isReportTaken || isLast
                Reply.ok "text/html" html
            | None -> Reply.words 404 "Nothing is finished yet."
        | _ -> Reply.words 404 "There is no such page."

    let server = LocalServer.Start(port, answer)

    static member Start(title, path, port, read, report) =
        let server = new RunServer(Page.createFollowing title (RunParts.frame title path), port, read, report)

        server.Look()
        server

    member private _.Look() = refresh ()
    member _.Address = server.Address

    member _.WaitUntilDone(isReaderComing: bool, cancellation: CancellationToken) : Task =
        let isFollowed () =
            let asked = Volatile.Read &asked

            if asked < 0L then
                isReaderComing && clock.Elapsed < silence
            else
                clock.Elapsed - TimeSpan.FromTicks asked < silence

        let isDone () = view.Quiet >= sure && not (isOver () && not isReportTaken && isFollowed ())

        task {
            while not (isDone ()) do
                view.Problem |> Option.iter ExceptionDispatchInfo.Throw
                do! Task.Delay(0.2 * pause, cancellation)
                refresh ()
        }

    interface IDisposable with
        member _.Dispose() = (server :> IDisposable).Dispose()
