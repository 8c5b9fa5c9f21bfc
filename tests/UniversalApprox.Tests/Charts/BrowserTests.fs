/// Tests pages in a real browser, Chromium without a window. Skipped on machines without it.
module UniversalApprox.Tests.Charts.BrowserTests

open System
open System.IO
open Expecto
open Microsoft.Playwright
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Pages
open UniversalApprox.Charts.Reports
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.Browser
open UniversalApprox.Tests.Charts.ReportTests
open UniversalApprox.Tests.Charts.SweepFigureTests

let private fits = lazy (fitsOf SweepFigureTests.parabola.Value)

let private posterior = lazy (posteriorOf fits.Value.Head 200)

let private planeData =
    lazy
        (Curve.sample
            (Rng.ofSeed 1UL)
            { Curve.ofFunction "saddle" 2 (fun x -> x[0] * x[1]) with Design = Design.Random 80 })

let private twoInputs = lazy (Network.create Activation.Tanh 2 [| 1.0; -1.0; 0.3; 0.8; 0.5 |])

/// One of each kind of figure.
let private figures =
    lazy [ SweepPanels.create 0.25 fits.Value; ErrorAgainstUnits.create None fits.Value ]

let private isScatter = "t => t.type === 'scatter'"

let private drawing =
    testList
        "figures"
        [
            inBrowser "draw all their traces, with titles and labels as text"
            <| fun () ->
                for figure in figures.Value do
                    visit 1280 ColorScheme.Light (Page.ofFigure PlotlyJs.Inline figure) (fun watched ->
                        let drawn: int =
                            evaluate watched "document.querySelectorAll('.scatterlayer .trace').length"

                        let expected: int =
                            evaluate
                                watched
                                $"JSON.parse(document.querySelector('.ua-figure script').textContent).data.filter({isScatter}).length"

                        Expect.equal drawn expected $"traces of {figure.Name}"
                        Expect.isGreaterThan drawn 0 "something"
                        let text: string = evaluate watched "document.querySelector('main').textContent"
                        Expect.stringContains text figure.Title "title"

                        let axes: int =
                            evaluate
                                watched
                                "[...document.querySelectorAll('.xtitle, .ytitle, .x2title, .y2title')].filter(t => t.textContent.trim()).length"

                        Expect.isGreaterThan axes 1 "axis titles"

                        let label: string =
                            evaluate
                                watched
                                "document.querySelector('.ua-plot [role=img]').getAttribute('aria-label')"

                        Expect.equal label figure.Description "description")

            inBrowser "in three dimensions draw under the page's policy"
            <| fun () ->
                let figure = ManyInputs.surface twoInputs.Value planeData.Value

                visit 1280 ColorScheme.Light (Page.ofFigure PlotlyJs.Inline figure) (fun watched ->
                    until watched.Page ".gl-container canvas"

                    let scene: string =
                        evaluate watched "typeof document.querySelector('.ua-plot')._fullLayout.scene._scene"

                    Expect.equal scene "object" "scene")

            inBrowser "respond to hovering and zooming"
            <| fun () ->
                visit 1280 ColorScheme.Light (Page.ofFigure PlotlyJs.Inline figures.Value[1]) (fun watched ->
                    let point = watched.Page.Locator(".scatterlayer .point").First
                    finish (point.HoverAsync(LocatorHoverOptions(Force = true)))
                    let hover = watched.Page.Locator(".hoverlayer .hovertext").First
                    finish (hover.WaitForAsync())

                    let before: float =
                        evaluate watched "document.querySelector('.ua-plot')._fullLayout.xaxis.range[1]"

                    evaluate
                        watched
                        "(() => {
                             const plot = document.querySelector('.ua-plot');
                             window.zoomed = new Promise(done =>
                                 plot.on('plotly_relayout', () => done(plot._fullLayout.xaxis.range[1])));
                             return 0;
                         })()"
                    |> ignore<int>

                    let box = wait (watched.Page.Locator(".nsewdrag").First.BoundingBoxAsync())
                    let mouse = watched.Page.Mouse
                    finish (mouse.MoveAsync(box.X + 0.3f * box.Width, box.Y + 0.3f * box.Height))
                    finish (mouse.DownAsync())

                    finish (
                        mouse.MoveAsync(
                            box.X + 0.6f * box.Width,
                            box.Y + 0.7f * box.Height,
                            MouseMoveOptions(Steps = Nullable 5)
                        )
                    )

                    finish (mouse.UpAsync())

                    let after: float = evaluate watched "window.zoomed"
                    Expect.isLessThan after before "zoomed in")

            inBrowser "fit a phone and a dark page"
            <| fun () ->
                for figure in figures.Value do
                    visit 400 ColorScheme.Dark (Page.ofFigure PlotlyJs.Inline figure) (fun watched ->
                        let wide: bool = evaluate watched "document.documentElement.scrollWidth > innerWidth"
                        Expect.isFalse wide "no sideways scrolling of the page"

                        let colour: string =
                            evaluate
                                watched
                                "getComputedStyle(document.querySelector('[class$=tick] text')).fill"

                        Expect.equal colour "rgb(154, 164, 176)" "light ticks on a dark ground")
        ]

/// The report of one curve with a posterior, whose tables are long enough to filter.
let private whole =
    lazy
        (let posterior = posteriorOf fits.Value[1] 200
         Report.toHtml PlotlyJs.Inline (content [ part fits.Value [ posterior ] ]))

/// How many figures are drawn, and how many there are.
let private figuresDrawn watched =
    let count: int[] =
        evaluate
            watched
            "[[...document.querySelectorAll('.ua-plot')].filter(p => p.querySelector('svg')).length, document.querySelectorAll('.ua-plot').length]"

    count[0], count[1]

let private report =
    testList
        "the report"
        [
            inBrowser "draws every figure, and its table sorts"
            <| fun () ->
                let posterior = posteriorOf fits.Value.Head 200
                let html = Report.toHtml PlotlyJs.Inline (content [ part fits.Value [ posterior ] ])

                visit 1280 ColorScheme.Light html (fun watched ->
                    let undrawn: int =
                        evaluate
                            watched
                            "[...document.querySelectorAll('.ua-plot')].filter(p => !p.querySelector('svg')).length"

                    Expect.equal undrawn 0 "all drawn"

                    let units () : string[] =
                        evaluate
                            watched
                            "[...document.querySelector('.ua-tabular:has([data-name=networks]) tbody').rows].map(r => r.cells[1].textContent)"

                    let header =
                        watched.Page
                            .Locator(".ua-tabular:has([data-name=networks]) thead th")
                            .Nth(1)
                            .Locator("button")

                    finish (header.ClickAsync())
                    Expect.sequenceEqual (units ()) [ "1"; "2" ] "ascending"
                    finish (header.ClickAsync())
                    Expect.sequenceEqual (units ()) [ "2"; "1" ] "descending")

            inBrowser "shows hostile text as text and does not run it"
            <| fun () ->
                for name in hostile do
                    visit
                        1280
                        ColorScheme.Light
                        (Report.toHtml PlotlyJs.Inline (hostileContent name))
                        (fun watched ->
                            let hacked: bool = evaluate watched "'hacked' in window"
                            Expect.isFalse hacked "nothing ran"

                            let images: int =
                                evaluate
                                    watched
                                    "document.querySelectorAll('img, main script:not([type])').length"

                            Expect.equal images 0 "no elements of its own"

                            let links: int =
                                evaluate
                                    watched
                                    "document.querySelectorAll('a[href^=\"javascript\"]').length"

                            Expect.equal links 0 "no links of its own")

            inBrowser "of a million points stays small"
            <| fun () ->
                let n = 1_000_000
                let x = Array.init n (fun i -> 10.0 * float i / float n)

                let data =
                    CurveData.create
                        "big"
                        [| "x" |]
                        "y"
                        [| x |]
                        (x |> Array.map (fun x -> sin x + 0.1 * sin (1e5 * x)))

                let big =
                    fits.Value
                    |> List.map (fun fit ->
                        { fit with
                            Data = data
                            Accuracy = GoodnessOfFit.ofNetwork 4 fit.Trained.Network data
                        })

                let html =
                    Report.toHtml
                        PlotlyJs.Inline
                        (content [ { part fits.Value [] with Data = data; Fits = big; Answer = None } ])

                Expect.isLessThan html.Length 15_000_000 "bytes"

                // The time to open the report depends on the number of points that it draws. The benchmarks measure it.
                visit 1280 ColorScheme.Light html (fun watched ->
                    let points: int =
                        evaluate
                            watched
                            "[...document.querySelectorAll('.ua-plot')].flatMap(p => p.data).reduce((n, t) => n + (t.x?.length ?? 0), 0)"

                    Expect.isGreaterThan points 1000 "something is drawn"
                    Expect.isLessThan points 100_000 "points")

            inBrowser "draws what the reader sees first, and moves nothing when it draws the rest"
            <| fun () ->
                for width in [ 1280; 390 ] do
                    visitTop width ColorScheme.Light whole.Value (fun watched ->
                        let drawn, all = figuresDrawn watched
                        Expect.isGreaterThan drawn 0 "the first"
                        Expect.isLessThan drawn all "not all"
                        let height () : float = evaluate watched "document.documentElement.scrollHeight"
                        let before = height ()
                        drawAll watched.Page
                        Expect.equal (figuresDrawn watched) (all, all) "all"
                        Expect.equal (height ()) before "height of the page")

            inBrowser "prints in light colours with all figures, also those that were not drawn yet"
            <| fun () ->
                visitTop 1280 ColorScheme.Dark whole.Value (fun watched ->
                    let pdf = wait (watched.Page.PdfAsync())
                    Expect.isGreaterThan pdf.Length 20_000 "a page with pictures"
                    let drawn, all = figuresDrawn watched
                    Expect.equal drawn all "drawn")
        ]

let private inputs = lazy (Report.toHtml PlotlyJs.Inline (content [ part reactor.Value [] ]))

let private tables =
    testList
        "tables of the report"
        [
            inBrowser "filter by keyboard and say how many rows are left"
            <| fun () ->
                visit 1280 ColorScheme.Light inputs.Value (fun watched ->
                    let tabular = watched.Page.Locator(".ua-tabular:has(.ua-filter)").First
                    finish (tabular.Locator(".ua-filter").FocusAsync())
                    finish (watched.Page.Keyboard.TypeAsync "temperature")

                    let shown: string[] =
                        evaluate
                            watched
                            "[...document.querySelector('.ua-tabular:has(.ua-filter) tbody').rows].filter(r => !r.hidden).map(r => r.textContent)"

                    Expect.isNonEmpty shown "rows"
                    Expect.all shown (fun row -> row.Contains "temperature") "only what was asked for"
                    let count = wait (tabular.Locator(".ua-count").TextContentAsync())
                    Expect.stringContains count $"{shown.Length} of" "status")

            inBrowser "are saved as CSV with all digits, and sorted by keyboard"
            <| fun () ->
                visit 1280 ColorScheme.Light whole.Value (fun watched ->
                    let tabular = watched.Page.Locator(".ua-tabular:has([data-name=networks])")
                    finish (tabular.Locator("thead th button").Nth(1).FocusAsync())
                    finish (watched.Page.Keyboard.PressAsync "Enter")
                    finish (watched.Page.Keyboard.PressAsync "Enter")

                    let download =
                        wait (
                            watched.Page.RunAndWaitForDownloadAsync(fun () ->
                                tabular.Locator(".ua-csv").ClickAsync())
                        )

                    Expect.equal download.SuggestedFilename "networks.csv" "name"
                    let lines = File.ReadAllLines(wait (download.PathAsync()))
                    let cells = lines[1..] |> Array.map (fun line -> line.Split ',')

                    let column =
                        lines[0].Split ',' |> Array.findIndex (fun name -> name.Trim('\uFEFF', '"') = "RMSE")

                    let sorted = fits.Value |> List.sortByDescending _.Units

                    for fit, row in Seq.zip sorted cells do
                        Expect.equal row[1] (string fit.Units) "descending, as on the page"
                        Expect.equal (float row[column]) fit.Accuracy.Rmse "every digit")

            inBrowser "and figures stay inside a phone's page, in boxes that scroll"
            <| fun () ->
                for html in [ whole.Value; inputs.Value ] do
                    visit 390 ColorScheme.Light html (fun watched ->
                        let wide: bool = evaluate watched "document.documentElement.scrollWidth > innerWidth"
                        Expect.isFalse wide "no sideways scrolling of the page"

                        let cut: string[] =
                            evaluate
                                watched
                                "[...document.querySelectorAll('.ua-plot')].flatMap(plot => {
                                     const box = plot.querySelector('.main-svg').getBoundingClientRect();
                                     return [...plot.querySelectorAll('.xtitle, .ytitle, .annotation-text')]
                                         .filter(text => text.textContent.trim() !== '')
                                         .filter(text => {
                                             const own = text.getBoundingClientRect();
                                             return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
                                         }).map(text => plot.closest('figure').id + ': ' + text.textContent);
                                 })"

                        Expect.equal (List.ofArray cut) [] "titles inside their figures")
        ]

/// axe-core, which the package carries as a resource.
let private axe =
    lazy
        (let assembly = typeof<Deque.AxeCore.Commons.BundledAxeScriptProvider>.Assembly
         use stream = assembly.GetManifestResourceStream "Deque.AxeCore.Commons.Resources.axe.min.js"
         use reader = new StreamReader(stream)
         reader.ReadToEnd())

let private accessibility =
    testList
        "accessibility"
        [
            inBrowser "axe finds nothing in either scheme, on a desk and on a phone"
            <| fun () ->
                for html in [ whole.Value; inputs.Value ] do
                    for width, scheme in [ 1280, ColorScheme.Light; 390, ColorScheme.Dark ] do
                        visit width scheme html (fun watched ->
                            // As an expression, it passes the page's policy, as a script element would not.
                            evaluate watched ("(() => { " + axe.Value + "; return 0; })()") |> ignore<int>

                            let found: string[] =
                                evaluate
                                    watched
                                    "axe.run().then(result => result.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' ')))"

                            Expect.equal (List.ofArray found) [] $"{width} {scheme}")

            inBrowser "every figure has its words, and they name the answer"
            <| fun () ->
                visit 1280 ColorScheme.Light whole.Value (fun watched ->
                    let words: string[] =
                        evaluate
                            watched
                            "[...document.querySelectorAll('.ua-plot')].map(plot => plot.querySelector('.main-svg[role=img]')?.getAttribute('aria-label') ?? '')"

                    Expect.all words (fun text -> text.Length > 20) "words"
                    let answer = Selection.recommend (Criterion.Validation 0.05) fits.Value
                    let units = answer.Recommended.Value.Units
                    let kind = $"{units} sigmoid neuron"
                    Expect.stringContains words[0] kind "the picture of the fit")

            inBrowser "toolbars cover nothing of the drawing"
            <| fun () ->
                visit 1280 ColorScheme.Light whole.Value (fun watched ->
                    let covering: int =
                        evaluate
                            watched
                            "[...document.querySelectorAll('.ua-plot')].filter(plot => plot.querySelector('.modebar').getBoundingClientRect().bottom > plot.getBoundingClientRect().top + 1).length"

                    Expect.equal covering 0 "above the drawing")
        ]

let private pdf =
    testList
        "PDF"
        [
            inBrowser "has pages, an outline and the answer, and replaces an earlier file"
            <| TemporaryFolder.inFolder (fun folder ->
                let path = TemporaryFolder.write folder "r.pdf" "old"
                Report.savePdf executable.Value path (content [ part fits.Value [] ])
                let bytes = File.ReadAllBytes path
                let text = Text.Encoding.Latin1.GetString bytes
                Expect.stringStarts text "%PDF-" "a PDF"
                let pages = Text.RegularExpressions.Regex.Matches(text, "/Type\\s*/Page\\b").Count
                Expect.isGreaterThan pages 2 "pages"
                Expect.stringContains text "/Outlines" "an outline"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it")

            testCase
                "without a browser, or with one that prints nothing, is a clear error and leaves the file"
            <| TemporaryFolder.inFolder (fun folder ->
                let path = TemporaryFolder.write folder "r.pdf" "mine"
                let save browser = Report.savePdf (Some browser) path (content [ part fits.Value [] ])

                Expect.throwsC (fun () -> save "no-such-browser") (fun error ->
                    Expect.stringContains error.Message "no-such-browser" "names it"
                    Expect.stringContains error.Message "Chromium" "says what is needed")

                if not (OperatingSystem.IsWindows()) then
                    Expect.throwsC (fun () -> save "false") (fun error ->
                        Expect.isTrue (error :? IOException) "kind"
                        Expect.stringContains error.Message path "names the file")

                Expect.equal (File.ReadAllText path) "mine" "as it was"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it")
        ]

[<Tests>]
let tests = testSequenced (testList "Charts.Browser" [ drawing; report; tables; accessibility; pdf ])
