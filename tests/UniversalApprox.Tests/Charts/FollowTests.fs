/// Pages that follow runs: who is answered and what, and what a reader sees from the beginning of a run to its report.
module UniversalApprox.Tests.Charts.FollowTests

open System
open System.IO
open System.Net
open System.Net.Http
open System.Threading
open System.Threading.Tasks
open Expecto
open Microsoft.Playwright
open Newtonsoft.Json.Linq
open UniversalApprox
open UniversalApprox.Charts.Follow
open UniversalApprox.Charts.Reports
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Runs
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.Browser
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Charts.ReportTests

let private fits = lazy (fitsOf SweepFigureTests.parabola.Value)

let private sweep =
    {
        Title = "Sweep on <b>Parabola"
        State = FollowedState.Running
        Started = DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero)
        Done = 1L
        Total = 2L
        Pieces = "cells"
        Remaining = Some(TimeSpan.FromSeconds 130.0)
        Fits = []
        Posterior = None
    }

let private chain =
    lazy
        (let posterior = posteriorOf fits.Value[1] 200

         { sweep with Title = "Chain"; Pieces = "steps"; Fits = []; Posterior = Some posterior })

let private client = new HttpClient(Timeout = Patience.limit)

let private send (request: HttpRequestMessage) =
    use response = Patience.result (client.SendAsync request)
    response.StatusCode, Patience.result (response.Content.ReadAsStringAsync())

let private get (address: Uri) = send (new HttpRequestMessage(HttpMethod.Get, address))

let private serve port read report = RunServer.Start("run.db", "/home/run.db", port, read, report)

/// What the server says once it has looked as often as is needed.
let rec private stateWhen (server: RunServer) isEnough =
    let status, text = get (Uri(server.Address, "state"))
    Expect.equal status HttpStatusCode.OK "status"
    let state = JObject.Parse text
    if isEnough state then state else stateWhen server isEnough

let private version (state: JObject) = string state["version"]

let private html (state: JObject) =
    state["parts"] |> Seq.map (fun part -> string part["html"]) |> String.concat ""

let private answers =
    testList
        "server"
        [
            testCase "answers the whole address only, in its own name, and only to who reads"
            <| fun () ->
                use server = serve None (fun () -> [ sweep ]) (fun () -> None)
                let address = server.Address
                Expect.equal address.Host "127.0.0.1" "host"

                let status request = fst (send request)
                let asking (address: string) = new HttpRequestMessage(HttpMethod.Get, address)
                let root = $"http://127.0.0.1:{address.Port}"
                let token = address.Segments[1].TrimEnd '/'
                Expect.equal token.Length 48 "192 bits"

                for path in
                    [
                        ""
                        "/"
                        "/state"
                        "/" + String('0', 48) + "/"
                        "/" + token[..46] + "/"
                        "/" + token.ToUpperInvariant() + "/"
                    ] do
                    Expect.equal (status (asking (root + path))) HttpStatusCode.Forbidden $"'{path}'"

                let foreign = asking address.AbsoluteUri
                foreign.Headers.Host <- $"evil.example:{address.Port}"

                Expect.contains
                    [ HttpStatusCode.Forbidden; HttpStatusCode.NotFound; HttpStatusCode.BadRequest ]
                    (status foreign)
                    "foreign"

                Expect.equal
                    (status (
                        new HttpRequestMessage(HttpMethod.Post, address, Content = new StringContent "x")
                    ))
                    HttpStatusCode.MethodNotAllowed
                    "POST"

                Expect.equal (status (asking $"{address}no")) HttpStatusCode.NotFound "another path"
                Expect.equal (fst (get (Uri(address, "report")))) HttpStatusCode.NotFound "no report yet"
                let status, page = get address
                Expect.equal status HttpStatusCode.OK "the page"
                Expect.stringContains page "run.db" "title"

            testCase "has another token each time, and none after its end"
            <| fun () ->
                let first = serve None (fun () -> [ sweep ]) (fun () -> None)
                use second = serve None (fun () -> [ sweep ]) (fun () -> None)
                Expect.notEqual first.Address.AbsolutePath second.Address.AbsolutePath "tokens"
                (first :> IDisposable).Dispose()
                Expect.throwsT<HttpRequestException> (fun () -> get first.Address |> ignore) "gone"

            testCase "takes the port that is asked for, and says which cannot be"
            <| fun () ->
                use server = serve None (fun () -> []) (fun () -> None)

                let refused port text =
                    Expect.throwsC
                        (fun () -> serve (Some port) (fun () -> []) (fun () -> None) |> ignore)
                        (fun error ->
                            Expect.isTrue (error :? OptionException) "kind"
                            Expect.stringContains error.Message text "message")

                refused server.Address.Port "is in use"
                refused 0 "from 1 to 65535"
                refused 65536 "from 1 to 65535"

            testCase "tells what is done, what is left and what is new, and text as text"
            <| fun () ->
                let mutable runs = []
                use server = serve None (fun () -> runs) (fun () -> None)
                let none = stateWhen server (fun state -> version state <> "0")
                Expect.stringContains (html none) "No run has begun" "no run"
                Expect.isFalse (none["isOver"].Value<bool>()) "not over"
                runs <- [ sweep ]
                let first = stateWhen server (fun state -> version state <> version none)
                let text = html first

                for part in
                    [
                        "Sweep on &lt;b&gt;Parabola"
                        "Running, about 2 min left"
                        "1 of 2 cells"
                        "Nothing is finished yet"
                    ] do
                    Expect.stringContains text part "page"

                let status, _ = get (Uri(server.Address, $"state?have={version first}"))
                Expect.equal status HttpStatusCode.NoContent "nothing new"

                runs <-
                    [ { sweep with Fits = fits.Value; State = FollowedState.Interrupted; Remaining = None } ]

                let second = stateWhen server (fun state -> version state <> version first)

                for part in [ "Interrupted"; "resumes it"; "So far:"; "sigmoid"; "ua-figure"; "networks" ] do
                    Expect.stringContains (html second) part "page"

            testCase "tells what goes wrong, keeps what it has, and goes on"
            <| fun () ->
                let mutable read = fun () -> [ sweep ]
                use server = serve None (fun () -> read ()) (fun () -> None)
                let before = stateWhen server (fun state -> version state <> "0")
                read <- fun () -> raise (IOException "The file is gone.")
                let problem = stateWhen server (fun state -> string state["words"] <> "")
                Expect.equal (string problem["words"]) "The file is gone." "words"
                Expect.equal (html problem) (html before) "still there"

                Expect.throwsT<IOException>
                    (fun () -> Patience.finish (server.WaitUntilDone(false, CancellationToken.None)))
                    "waiting"

                read <- fun () -> [ sweep ]
                let after = stateWhen server (fun state -> string state["words"] = "")
                Expect.equal (html after) (html before) "again"

            testCase "is done when no run goes on, and when the open page has its report"
            <| fun () ->
                let mutable runs = [ { sweep with State = FollowedState.Interrupted } ]
                use server = serve None (fun () -> runs) (fun () -> Some "<p>report")
                Patience.finish (server.WaitUntilDone(true, CancellationToken.None))

                runs <- [ { sweep with State = FollowedState.Finished } ]
                let over = stateWhen server (fun state -> state["isOver"].Value<bool>())
                Expect.stringEnds (version over) "over" "version"
                let waiting = server.WaitUntilDone(false, CancellationToken.None)
                Expect.isFalse waiting.IsCompleted "a page has just asked"
                Expect.equal (get (Uri(server.Address, "report"))) (HttpStatusCode.OK, "<p>report") "report"
                Patience.finish waiting

            testCase "waiting ends when it is cancelled"
            <| fun () ->
                use server = serve None (fun () -> [ sweep ]) (fun () -> None)
                use stop = new CancellationTokenSource()
                let waiting = server.WaitUntilDone(false, stop.Token)
                stop.Cancel()
                Expect.throwsT<TaskCanceledException> (fun () -> Patience.finish waiting) "cancelled"
        ]

let private plan =
    { SweepPlan.defaults with Units = [| 1; 2 |]; Restarts = 2; Validation = Validation.Skip }

/// A sweep with a run file that stops after its first fit until the test lets it go on.
let private heldSweep path =
    let first, goOn = new ManualResetEventSlim(), new ManualResetEventSlim()

    let onFit (_: UnitFit) =
        first.Set()
        Patience.signal goOn

    let running =
        Task.Factory.StartNew(
            (fun () ->
                DurableSweep.run
                    path
                    Engine.Simd
                    1
                    ignore
                    CancellationToken.None
                    plan
                    SweepFigureTests.parabola.Value
                    onFit),
            TaskCreationOptions.LongRunning
        )

    Patience.signal first
    struct (running, goOn)

let private text (watched: Watched) selector =
    wait (watched.Page.Locator(selector: string).First.TextContentAsync())

let private inBrowserTests =
    testList
        "page"
        [
            inBrowser "follows a run to its end and then is its report"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "run.db")
                let struct (running, goOn) = heldSweep path
                use page = RunPage.Start path

                try
                    browse page.Address (fun watched ->
                        until watched.Page ".ua-plot .main-svg"
                        Expect.equal (text watched "h2") "Sweep on Parabola" "title"
                        Expect.stringContains (text watched ".ua-progress") "1 of 2 cells" "progress"
                        let rows: int = evaluate watched "document.querySelectorAll('tbody tr').length"
                        Expect.equal rows 1 "one network"
                        // The reader's view stays while figures are drawn anew.
                        evaluate watched "document.querySelector('.ua-plot').mark = 1" |> ignore<int>
                        goOn.Set()
                        Patience.finish running
                        untilAddress watched.Page "/report$"
                        until watched.Page "html[data-drawn]"
                        Expect.stringContains (text watched "h1") "How many neurons?" "report"

                        let rows: int =
                            evaluate
                                watched
                                "document.querySelectorAll('.ua-tabular:has([data-name=networks]) tbody tr').length"

                        Expect.equal rows 2 "both networks")

                    Patience.finish (page.WaitUntilDoneAsync())
                finally
                    goOn.Set())

            inBrowser "draws traces and convergence of a chain in place as it grows"
            <| fun () ->
                let longer = lazy { chain.Value with Posterior = Some(posteriorOf fits.Value[1] 400) }
                let mutable runs = [ chain.Value ]
                use server = serve None (fun () -> runs) (fun () -> None)

                browse server.Address (fun watched ->
                    for name in [ "chain-traces"; "chain-convergence" ] do
                        until watched.Page $"#run-1-{name} .main-svg"

                    let caption = text watched "#run-1-chain-traces figcaption"
                    Expect.stringContains caption "150 kept steps" "caption"

                    evaluate watched "document.querySelector('#run-1-chain-traces .ua-plot').mark = 1"
                    |> ignore<int>

                    runs <- [ longer.Value ]
                    until watched.Page "#run-1-chain-traces figcaption:has-text('300 kept steps')"

                    let mark: int =
                        evaluate watched "document.querySelector('#run-1-chain-traces .ua-plot').mark"

                    Expect.equal mark 1 "the same place")

            inBrowser "keeps what it has when its server ends, and says so"
            <| fun () ->
                let server = serve None (fun () -> [ sweep ]) (fun () -> None)

                browseBroken server.Address (fun watched ->
                    until watched.Page ".ua-progress"
                    (server :> IDisposable).Dispose()
                    until watched.Page "#ua-told:has-text('does not answer')"
                    Expect.stringContains (text watched ".ua-progress") "1 of 2 cells" "still there")
        ]

[<Tests>]
let tests = testList "Charts.Follow" [ answers; testSequenced inBrowserTests ]
