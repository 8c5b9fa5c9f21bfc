/// The report: its content, the escaping of text from outside, and writing it to disk.
module UniversalApprox.Tests.Charts.ReportTests

open System
open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Pages
open UniversalApprox.Charts.Reports
open UniversalApprox.Tests.Support

let hostile =
    [
        "</script><img src=x onerror=window.hacked=1>"
        "\"'><svg onload=window.hacked=1>"
        "<a href=\"javascript:window.hacked=1\">x</a>"
        "%{x}${y}{{z}}"
        "a|b`c*d_e[f](g)"
        "שלום עולם"
        String('n', 10_000)
        "line\nbreak\u0000null" + string (char 0xd800)
    ]

let posteriorOf (fit: UnitFit) steps =
    let density =
        LogDensity.ofNetwork
            Likelihood.GaussianUnknown
            NetworkPriors.notebook
            fit.Activation
            fit.Units
            fit.Data

    let settings =
        { Mcmc.defaults with
            Sampler = McmcSampler.Ensemble
            Sampling = { SamplingOptions.standard with Steps = steps; BurnIn = steps / 4; Ensembles = 2 }
        }

    let run =
        Mcmc.run settings SamplingHooks.standard [| fit.Trained.Network |] (McmcTarget.ofDensity density)

    {
        Posterior = run.Posterior.Value
        Verdict = (Mcmc.verdict run).Value
        Reference = run.Reference
        Trained = Some fit.Trained.Network
        Options = [ "Seed", "0" ]
    }

let fitsOf data = SweepFigureTests.sweep [| 1; 2 |] [| Activation.Sigmoid |] false data

let part (fits: UnitFit list) posteriors =
    {
        Data = fits.Head.Data
        Origin = Some "New-CurveData Parabola"
        Fits = fits
        Answer = Some(Selection.recommend (Criterion.Validation 0.05) fits)
        Models = []
        Posteriors = posteriors
    }

let content parts =
    {
        Title = None
        Created = DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero)
        Parts = parts
        OtherPosteriors = []
        Figures = []
        Provenance = [ "Seed", "1" ]
        Commands = [ "$data = New-CurveData Parabola"; "$data | Invoke-UnitSweep" ]
    }

let private usual = lazy (fitsOf SweepFigureTests.parabola.Value)

/// Three inputs with names: an s-shaped effect, and two inputs that matter together only.
let reactorData =
    lazy
        (let column (seed: int) low high =
            let random = Random seed
            Array.init 150 (fun _ -> low + (high - low) * random.NextDouble())

         let columns = [| column 1 20.0 80.0; column 2 1.0 10.0; column 3 0.0 1.0 |]

         let outputs =
             Array.init 150 (fun i ->
                 40.0 + 30.0 * tanh ((columns[0][i] - 50.0) / 15.0) + 2.0 * columns[1][i] * columns[2][i])

         let noise = column 4 -1.0 1.0

         CurveData.create
             "reactor"
             [| "temperature"; "pressure"; "catalyst" |]
             "yield"
             columns
             (Array.map2 (+) outputs noise))

let reactor = lazy (fitsOf reactorData.Value)

/// Data with a hostile name in all its texts.
let private named name =
    let data = SweepFigureTests.parabola.Value
    let inner = CurveData.create ("d" + name) [| "x" + name |] ("y" + name) data.Inputs data.Outputs
    usual.Value |> List.map (fun fit -> { fit with Data = inner })

let hostileContent name =
    let fits = named name

    { content [ part fits [] ] with
        Title = Some name
        Provenance = [ name, name ]
        Commands = [ name ]
    }

/// The page without scripts and styles.
let private markup html =
    Regex.Replace(html, "<(script|style)\\b[^>]*>.*?</\\1>", "", RegexOptions.Singleline)

let private html =
    testList
        "HTML"
        [
            testCase "has question, answer, table, figures, provenance and commands"
            <| fun () ->
                let page = Report.toHtml PlotlyJs.Inline (content [ part usual.Value [] ]) |> markup

                for expected in
                    [
                        "Parabola: how many neurons?"
                        "sigmoid neuron"
                        "class=\"ua-recommended\""
                        "-sweep-panels\""
                        "error-against-units"
                        "SHA-256"
                        "$data = New-CurveData Parabola\n$data | Invoke-UnitSweep"
                        "2 January 2026"
                    ] do
                    Expect.stringContains page expected "content"

            testCase "numbers of the table are those of the fits"
            <| fun () ->
                let page = Report.toHtml PlotlyJs.Inline (content [ part usual.Value [] ])

                for fit in usual.Value do
                    Expect.stringContains page (Label.number 3 fit.Accuracy.Rmse) "RMSE"
                    let value = fit.Accuracy.Rmse.ToString("R", Globalization.CultureInfo.InvariantCulture)
                    Expect.stringContains page $"data-value=\"{value}\"" "sort key"

            testCase "has a table of evidence where sizes were weighed, and marks the likeliest"
            <| fun () ->
                let model units evidence probability : ReportModel =
                    {
                        Activation = Activation.Sigmoid
                        Units = units
                        LogEvidence = evidence
                        Error = 0.05
                        IsLowerBound = units = 2
                        Probabilities = [ 0.25, probability / 2.0; 1.0, probability; 4.0, 0.5 ]
                        ElpdDifference = -1.5
                        ElpdDifferenceError = 0.5
                        StackingWeight = 0.25
                    }

                let weighed = { part usual.Value [] with Models = [ model 1 -20.0 0.2; model 2 -18.6 0.8 ] }
                let markdown = Report.toMarkdown (content [ weighed ])

                for text in
                    [
                        "How probable each number is"
                        "P(N), amplitudes ×0.25"
                        "P(N), amplitudes ×4"
                        "at least −18.600"
                        "0.80"
                    ] do
                    Expect.stringContains markdown text "table"

                let without = Report.toMarkdown (content [ part usual.Value [] ])
                Expect.isFalse (without.Contains "How probable") "no table without evidence"

            testCase "text from outside stays text"
            <| fun () ->
                let elements text =
                    Regex.Matches(markup text, "<[a-zA-Z/!][^>]*>") |> Seq.map _.Value |> Seq.length

                let plain = Report.toHtml PlotlyJs.Inline (hostileContent "plain") |> elements

                for name in hostile do
                    let page = Report.toHtml PlotlyJs.Inline (hostileContent name)

                    Expect.equal
                        (elements page)
                        plain
                        $"as many elements with {name[.. min 20 (name.Length - 1)]}"

                    Expect.isFalse (page.Contains "onerror=window" && page.Contains "<img src=x") "no image"
                    Expect.isFalse (Regex.IsMatch(markup page, "[\u0000-\u0008]")) "no control characters"

            testCase "loads nothing from elsewhere, and says so to the browser"
            <| fun () ->
                let page = Report.toHtml PlotlyJs.Inline (content [ part usual.Value [] ])
                Expect.stringContains page "default-src 'none'" "policy"
                Expect.isFalse (Regex.IsMatch(markup page, "(src|href)=\"https?:")) "no links out"

            testCase "takes the small plotly.js where lines and dots are all there is"
            <| fun () ->
                let page = Report.toHtml PlotlyJs.Inline (content [ part usual.Value [] ])
                Expect.isLessThan page.Length 1_000_000 "basic bundle, compressed"

            testCase "of five data sets weighs less than 3 MB, and of three inputs too"
            <| fun () ->
                let parts =
                    List.init 5 (fun i ->
                        let data =
                            Curve.sample
                                (Rng.ofSeed (uint64 i))
                                { Curve.parabola with Design = Design.Random 100 }

                        let named =
                            CurveData.create
                                $"set {i}"
                                data.InputNames
                                data.OutputName
                                data.Inputs
                                data.Outputs

                        part (usual.Value |> List.map (fun fit -> { fit with Data = named })) [])

                let page = Report.toHtml PlotlyJs.Inline (content parts)
                Expect.isLessThan page.Length 3_000_000 "five"
                let page = Report.toHtml PlotlyJs.Inline (content [ part reactor.Value [] ])
                Expect.isLessThan page.Length 3_000_000 "three inputs need the whole of plotly.js"

            testCase "with Cdn names the file and its hash, with Directory the file beside it"
            <| fun () ->
                let content = content [ part usual.Value [] ]
                let cdn = Report.toHtml PlotlyJs.Cdn content

                Expect.isTrue
                    (Regex.IsMatch(
                        cdn,
                        "src=\"https://cdn.plot.ly/plotly-basic-[0-9.]+min.js\" integrity=\"sha384-"
                    ))
                    "hash"

                let beside = Report.toHtml PlotlyJs.Directory content
                Expect.isTrue (Regex.IsMatch(beside, "<script src=\"plotly-basic-[0-9.]+min.js\">")) "file"
                Expect.isLessThan beside.Length 500_000 "small page"

            testCase "rejects an empty report"
            <| fun () ->
                Expect.throwsT<UniversalApprox.OptionException>
                    (fun () -> Report.toHtml PlotlyJs.Inline (content []) |> ignore)
                    "empty"
        ]

let private markdown =
    testList
        "Markdown"
        [
            testCase "has the answer, the table, the formula and the captions"
            <| fun () ->
                let text = Report.toMarkdown (content [ part usual.Value [] ])
                let answer = Selection.recommend (Criterion.Validation 0.05) usual.Value
                Expect.stringContains text ("> " + answer.Answer[..30]) "answer"
                Expect.stringContains text "| Activation | N |" "table"

                let formula =
                    Formula.print FormulaStyle.Notebook None answer.Recommended.Value.Trained.Network

                Expect.stringContains text formula "formula at full precision"
                Expect.stringContains text "root mean square error against the number of neurons" "caption"

            testCase "text from outside is escaped"
            <| fun () ->
                for name in hostile do
                    let text = Report.toMarkdown (hostileContent name)
                    // Markdown shows the content of a fence unchanged.
                    let prose = Regex.Replace(text, "(?m)^(`{3,})\n.*?^\\1$", "", RegexOptions.Singleline)
                    Expect.isFalse (Regex.IsMatch(prose, @"(?<!\\)<")) $"{name[.. min 20 (name.Length - 1)]}"
                    Expect.isFalse (prose.Contains "](g)" && not (prose.Contains "\\](g)")) "no link"
        ]

let private posteriors =
    testList
        "posteriors"
        [
            testCase "have a verdict, one row per parameter and both networks"
            <| fun () ->
                let fit = usual.Value.Head
                let posterior = posteriorOf fit 200

                let page =
                    Report.toHtml PlotlyJs.Inline (content [ part usual.Value [ posterior ] ]) |> markup

                for sentence in posterior.Verdict.Text.Substring(1).Split(". ", 3) |> Array.truncate 2 do
                    Expect.stringContains page (Label.html (sentence.Trim '.')) "verdict"

                for name in posterior.Posterior.Raw.ParameterNames do
                    Expect.stringContains page $"<bdi>{name}</bdi>" "row"

                Expect.stringContains page "Trained network, mean squared error" "trained"
                Expect.stringContains page "Network of the draw with the highest density" "sampled"
        ]

let private files =
    testList
        "files"
        [
            testCase "a page replaces an earlier one, and Directory puts plotly.js beside it once"
            <| TemporaryFolder.inFolder (fun folder ->
                let path = TemporaryFolder.write folder "r.html" "old"
                let content = content [ part usual.Value [] ]
                Report.save PlotlyJs.Directory path content
                Expect.stringContains (File.ReadAllText path) "Parabola" "new"
                let files () = Directory.GetFiles folder |> Array.map Path.GetFileName |> Array.sort
                Expect.hasLength (files ()) 2 "page and plotly.js"
                let script = Directory.GetFiles(folder, "plotly*.js") |> Array.exactlyOne
                let written = File.GetLastWriteTimeUtc script
                Report.save PlotlyJs.Directory path content
                Expect.equal (File.GetLastWriteTimeUtc script) written "not written again"
                Report.saveMarkdown (Path.Combine(folder, "r.md")) content
                Expect.hasLength (files ()) 3 "no temporary files")

            testCase "a folder that is not there is an error that names the file, and leaves nothing"
            <| TemporaryFolder.inFolder (fun folder ->
                let path = Path.Combine(folder, "no", "r.html")

                Expect.throwsC
                    (fun () -> Report.save PlotlyJs.Inline path (content [ part usual.Value [] ]))
                    (fun error -> Expect.stringContains error.Message path "path"))
        ]

let private training =
    testCase "the loss is drawn where it fell, and left out where training began at its minimum"
    <| fun () ->
        let fit = usual.Value.Head

        let page history =
            let fits = [ { fit with Trained = { fit.Trained with History = history } } ]
            Report.toMarkdown (content [ { part fits [] with Answer = None } ])

        let title = "Loss of the sigmoid network"
        Expect.stringContains (page [| 1.0; 0.5; 0.25 |]) title "it fell"
        Expect.stringContains (page [| nan; 0.25 |]) title "it began with no number"
        Expect.isFalse ((page [| 0.2501; 0.25 |]).Contains title) "it was there already"

[<Tests>]
let tests = testList "Charts.Report" [ html; markdown; posteriors; files; training ]
