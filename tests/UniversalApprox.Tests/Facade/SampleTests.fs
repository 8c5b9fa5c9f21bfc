/// The two sample programs, run as their readers would.
module UniversalApprox.Tests.Facade.SampleTests

open System
open System.Diagnostics
open System.IO
open System.Net
open System.Net.Http
open System.Text
open System.Text.Json
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private built name = Process.builtFile $"facade-cs/samples/{name}" $"{name}.dll"

let private rat42 = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv")

let private console =
    let run arguments = Process.run "dotnet" (built "HowManyNeurons" :: arguments)

    testList
        "sample HowManyNeurons"
        [
            testCase "prints the fits, the answer and the formula, and writes a report"
            <| inFolder (fun folder ->
                let report = Path.Combine(folder, "report.html")
                let result = run [ rat42; "days"; "yield"; report ]
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                Expect.stringContains result.Output "rat42: 2 sigmoid units, RMSE" "fits"
                Expect.stringContains result.Output "1 sigmoid neuron suffices" "answer"
                Expect.stringContains (File.ReadAllText report) "1 sigmoid neuron suffices" "report")

            for arguments, code, part in
                [
                    [], 2, "usage: HowManyNeurons"
                    [ "none.csv"; "x"; "y" ], 1, "none.csv"
                    [ rat42; "day"; "yield" ], 1, "Did you mean \"days\"?"
                ] do
                testCase $"says what is wrong with {arguments.Length} arguments: {part}"
                <| fun () ->
                    let result = run arguments
                    Expect.equal result.ExitCode code "exit code"
                    Expect.stringContains result.Error part "reason"
                    Expect.isFalse (result.Error.Contains "   at ") "no stack trace"
        ]

/// Runs the server on a free port of this machine.
let private serving (test: HttpClient -> unit) () =
    let start =
        ProcessStartInfo(
            "dotnet",
            [ built "ReportEndpoint"; "--urls"; "http://127.0.0.1:0" ],
            RedirectStandardOutput = true
        )

    use server = Process.Start start

    try
        let mutable address = Match.Empty

        while not address.Success do
            match Patience.result (server.StandardOutput.ReadLineAsync()) with
            | null -> failtest "the server ended"
            | line -> address <- Regex.Match(line, @"Now listening on: (\S+)")

        // The log is read on, since a full pipe would stop the server.
        server.StandardOutput.ReadToEndAsync() |> ignore
        let handler = new SocketsHttpHandler(Expect100ContinueTimeout = Patience.limit)

        use client =
            new HttpClient(handler, BaseAddress = Uri address.Groups[1].Value, Timeout = Patience.limit)

        test client
    finally
        server.Kill true
        Patience.finish (server.WaitForExitAsync())

let private endpoint =
    testList
        "sample ReportEndpoint"
        [
            testCase "answers curves and CSV with a report, and everything else with the reason"
            <| serving (fun client ->
                let text (answer: HttpResponseMessage) = answer.Content.ReadAsStringAsync().Result

                let report (answer: HttpResponseMessage) part =
                    Expect.equal answer.StatusCode HttpStatusCode.OK "status"
                    Expect.equal answer.Content.Headers.ContentType.MediaType "text/html" "type"
                    Expect.stringContains (text answer) part "report"

                let problem (answer: HttpResponseMessage) (status: HttpStatusCode) part =
                    Expect.equal answer.StatusCode status "status"

                    Expect.equal
                        answer.Content.Headers.ContentType.MediaType
                        "application/problem+json"
                        "type"

                    let detail = (JsonDocument.Parse(text answer)).RootElement

                    match detail.TryGetProperty "detail" with
                    | true, said -> Expect.stringContains (said.GetString()) part "detail"
                    | _ -> Expect.stringContains (detail.GetProperty("title").GetString()) part "title"

                let get (path: string) = client.GetAsync(path).Result

                let post (path: string) (csv: string) =
                    client.PostAsync(path, new StringContent(csv, Encoding.UTF8, "text/csv")).Result

                let bad = HttpStatusCode.BadRequest
                report (get "report/parabola?units=1,2") "2 sigmoid neurons: the data tell 2 from 1"

                report
                    (post "report?x=days&y=yield&units=1,2" (File.ReadAllText rat42))
                    "1 sigmoid neuron suffices"

                problem (get "report/circle") bad "There is no curve 'circle'; known: Parabola, Sine"
                problem (get "report/sine?units=65") bad "from 1 to 64 with commas between; got '65'"

                problem
                    (post "report?x=x&y=y" "x,y\n1,abc\n")
                    bad
                    "line 2, column \"y\": \"abc\" is not a number"

                // The server refuses by the length that the header names, and the client waits for that with the body.
                client.DefaultRequestHeaders.ExpectContinue <- true

                problem
                    (post "report?x=x&y=y" (String('1', 2_000_000)))
                    HttpStatusCode.RequestEntityTooLarge
                    "Large")
        ]

[<Tests>]
let tests = testList "samples" [ console; endpoint ]
