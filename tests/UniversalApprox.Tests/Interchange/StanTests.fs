/// Chains of Stan from CmdStan's CSV.
module UniversalApprox.Tests.Interchange.StanTests

open System
open System.IO
open Expecto
open UniversalApprox
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private read = StanCsv.read ImportOptions.defaults

let private verdictOf imported =
    ImportedChain.verdict Convergence.defaults imported (ImportedChain.posterior imported)

/// A file with one change to its text.
let private changed folder (change: string -> string) = write folder "a.csv" (change (stanText stanRun))

let private line n (change: string -> string) (text: string) =
    let lines = text.Split '\n'
    lines[n - 1] <- change lines[n - 1]
    String.concat "\n" lines

/// The first line of draws, by number.
let private firstDraw = 18

[<Tests>]
let tests =
    testList
        "Stan files"
        [
            testCase "four chains become one posterior with names, diagnostics and a verdict"
            <| inFolder (fun folder ->
                let imported = read (stanFiles folder)
                Expect.equal imported.Program "Stan 2.36.0" "program"
                Expect.equal imported.Chain.ParameterNames [| "mu"; "theta[1]"; "theta[2]" |] "names"

                Expect.equal
                    [ for e in imported.Chain.Ensembles -> e.Walkers, e.KeptSteps, e.Statistics.Length ]
                    (List.replicate 4 (1, 400, 400))
                    "chains"

                Expect.equal imported.Chain.StepsBefore 100L "warm-up"
                let verdict = verdictOf imported
                Expect.isTrue verdict.IsConverged verdict.Text

                for chain in imported.Nuts do
                    Expect.equal
                        (chain.Steps, chain.Divergences, chain.LeapfrogSteps)
                        (400L, 0L, 1200L)
                        "NUTS"
                    // Independent energies have 2 (standard error about 0.1).
                    Expect.floatClose { absolute = 0.6; relative = 0.0 } chain.EBfmi.Value 2.0 "E-BFMI"

                let mean = (ImportedChain.posterior imported).Summaries[0]
                // 1600 draws of N(3, 1): 5 standard errors.
                Expect.isLessThan (abs (mean.Mean - 3.0)) (5.0 / 40.0) "mean of mu")

            testCase "numbers are those of the file, to the bit"
            <| inFolder (fun folder ->
                let path = changed folder id
                let lines = File.ReadAllLines path
                let row = lines[firstDraw - 1].Split ',' |> Array.map float
                let chain = (read [| path |]).Chain.Ensembles[0]
                Expect.equal chain.Draws[..2] (Array.skip 7 row) "parameters"
                Expect.equal chain.LogDensity[0] row[0] "lp__"
                Expect.equal chain.Statistics[0].Energy row[6] "energy__")

            testCase "saved warm-up is dropped, also with thinning"
            <| inFolder (fun folder ->
                for thin, kept in [ 1, 400; 3, 134 ] do
                    let text = stanText { stanRun with SavesWarmUp = true; Thin = thin }
                    let imported = read [| write folder "a.csv" text |]
                    let ensemble = imported.Chain.Ensembles[0]
                    Expect.equal (ensemble.KeptSteps, imported.Chain.Thin) (kept, thin) "draws"
                    let mus = ensemble.Draws |> Array.chunkBySize 3 |> Array.map Array.head
                    Expect.isLessThan (Array.max mus) 500.0 "no draw of the warm-up")

            testCase "divergences of the file speak against convergence"
            <| inFolder (fun folder ->
                let paths = stanFiles folder
                File.WriteAllText(paths[2], stanText { stanRun with Seed = 3UL; Divergent = [ 5..60 ] })
                let verdict = verdictOf (read paths)
                Expect.isFalse verdict.IsConverged verdict.Text
                Expect.exists verdict.Reasons _.IsDiverged verdict.Text)

            testCase "parameters are chosen by their names in Stan or in the file, whole vectors too"
            <| inFolder (fun folder ->
                let path =
                    changed
                        folder
                        (line firstDraw (fun row -> row.Substring(0, row.LastIndexOf ',') + ",nan"))

                let names wanted =
                    (StanCsv.read { ImportOptions.defaults with Parameters = Some wanted } [| path |])
                        .Chain.ParameterNames

                Expect.equal (names [| "theta[1]"; "mu" |]) [| "theta[1]"; "mu" |] "as asked for"
                Expect.equal (names [| "theta.1" |]) [| "theta[1]" |] "as in the file"

                let whole = write folder "b.csv" (stanText stanRun)

                Expect.equal
                    (StanCsv.read { ImportOptions.defaults with Parameters = Some [| "theta" |] } [| whole |])
                        .Chain.ParameterNames
                    [| "theta[1]"; "theta[2]" |]
                    "vector"

                refused path "column theta.2" (fun () -> read [| path |]))

            testCase "burn-in and thinning are on top of Stan's"
            <| inFolder (fun folder ->
                let path = changed folder id
                let all = (read [| path |]).Chain.Ensembles[0].LogDensity

                let some =
                    (StanCsv.read { ImportOptions.defaults with BurnIn = 100; Thin = 7 } [| path |]).Chain

                Expect.equal some.Ensembles[0].LogDensity [| for i in 100..7..399 -> all[i] |] "draws"

                Expect.equal (some.StepsBefore, some.Thin) (200L, 7) "steps")

            testCase "files of another kind are refused, with file, line and what was expected"
            <| inFolder (fun folder ->
                for change, part in
                    [
                        (fun _ -> ""), "no line of column names"
                        (fun _ -> "a,b\n1,2\n"), "line 1: expected the names of Stan's columns"
                        (fun (text: string) -> text.Replace("method = sample", "method = optimize")),
                        "method = optimize"
                        line firstDraw (fun row -> row.Substring(0, 40)), "line 18: expected 10 numbers"
                        line firstDraw (fun row -> "x" + row), "line 18, column lp__: expected a number"
                        line firstDraw (fun row -> row.Substring(row.IndexOf ',') |> (+) "nan"),
                        "line 18, column lp__: expected a finite number"
                        (fun text -> text.Replace(",theta.2", ",theta.1")), "two columns"
                        (fun text -> text.Substring(0, text.IndexOf "\n# \n" - 4000)), "Was the file cut off"
                    ] do
                    let path = changed folder change
                    refused path part (fun () -> read [| path |]))

            testCase "a file that ends between two rows is cut off all the same"
            <| inFolder (fun folder ->
                let path =
                    changed folder (fun text ->
                        String.Join('\n', text.Split '\n' |> Array.truncate (firstDraw + 99)))

                refused path "expected 400 draws, as its comments say (num_samples); got 100" (fun () ->
                    read [| path |]))

            testCase "chains that differ are refused, naming the file that differs"
            <| inFolder (fun folder ->
                let paths = stanFiles folder
                File.WriteAllText(paths[2], stanText { stanRun with Draws = 399 })
                refused paths[2] "number of draws: expected 400" (fun () -> read paths)
                File.WriteAllText(paths[2], (stanText stanRun).Replace(",mu,", ",nu,"))
                refused paths[2] "the parameters differ" (fun () -> read paths))

            testCase "options out of range are refused"
            <| inFolder (fun folder ->
                let path = changed folder id

                for options, option in
                    [
                        { ImportOptions.defaults with BurnIn = -1 }, "BurnIn"
                        { ImportOptions.defaults with Thin = 0 }, "Thin"
                        { ImportOptions.defaults with ParameterNames = Some [| "a" |] }, "ParameterNames"
                        { ImportOptions.defaults with Parameters = Some [| "mu"; "mu" |] }, "Parameters"
                    ] do
                    Expect.throwsC (fun () -> StanCsv.read options [| path |] |> ignore) (fun error ->
                        match error with
                        | :? OptionException as refused -> Expect.equal refused.Option option "option"
                        | other -> failtest $"{other}")

                refused path "there is no parameter 'tau'" (fun () ->
                    StanCsv.read { ImportOptions.defaults with Parameters = Some [| "tau" |] } [| path |])

                refused path "nothing is left" (fun () ->
                    StanCsv.read { ImportOptions.defaults with BurnIn = 400 } [| path |]))

            testCase
                "in C# it is a posterior like others: summaries, charts and a report, but no curve and no resumption"
            <| inFolder (fun folder ->
                let posterior = McmcChainFile.ImportStan(stanFiles folder)
                Expect.isTrue posterior.IsConverged posterior.Verdict

                Expect.equal
                    (posterior.Sampler, posterior.Program)
                    (SamplerKind.Nuts, "Stan 2.36.0")
                    "sampler"

                Expect.hasLength posterior.Files 4 "files"
                Expect.hasLength (posterior.GetChainDiagnostics()) 4 "diagnostics"
                Expect.hasLength (posterior.GetSummaries()) 3 "summaries"
                Expect.stringContains (string posterior) "4 chains x 400 kept steps of Stan 2.36.0" "line"
                let report = Path.Combine(folder, "report.html")
                Report.Create([| Chart.Corner posterior :> IReportItem; posterior |]).Save(report)
                let html = File.ReadAllText report
                Expect.stringContains html "Stan 2.36.0" "program"
                Expect.stringContains html "output_3.csv" "file"
                Expect.isEmpty (posterior.GetPriors()) "priors"
                Expect.isNull posterior.Trained "fit"

                for action in
                    [
                        (fun () -> Mcmc.Resume(posterior, 10) |> ignore)
                        (fun () -> posterior.GetLoo() |> ignore)
                        (fun () -> posterior.GetCrossings [| 1.0 |] |> ignore)
                        (fun () -> posterior.Predict [| 1.0 |] |> ignore)
                    ] do
                    Expect.throwsC action (fun error ->
                        Expect.isTrue (error :? ArgumentException) $"{error}"))
        ]
