/// Reports and charts as a C# program makes them.
module UniversalApprox.Tests.Facade.ReportTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private data =
    lazy (CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = Nullable 60, Name = "o'neil <b>")))

let private fits =
    lazy (UnitSweep.Run(data.Value, SweepOptions(Units = [| 1; 2 |], Restarts = 2)) |> List.ofSeq)

let private items (values: IReportItem seq) = values

let private markdown (values: IReportItem seq) = Report.Create(values).ToMarkdown()

[<Tests>]
let tests =
    testList
        "Facade.Report"
        [
            testCase "rejects nothing to report on, and null"
            <| fun () ->
                Expect.throwsT<ArgumentException> (fun () -> Report.Create(items []) |> ignore) "no items"

                Expect.throwsT<ArgumentNullException>
                    (fun () -> Report.Create(Unchecked.defaultof<ReportOptions>, items []) |> ignore)
                    "null"

            testCase "compares fits by itself, and takes a comparison in place of its own"
            <| fun () ->
                let own = markdown [ for fit in fits.Value -> fit :> IReportItem ]

                Expect.stringContains
                    own
                    (Selection.Recommend(fits.Value).Answer.Substring(0, 25))
                    "default criterion"

                let strict =
                    SelectionOptions(
                        Criterion = Nullable SelectionCriterion.Tolerance,
                        Tolerance = Nullable 1e-9
                    )

                let none = Selection.Recommend(fits.Value, strict)
                Expect.stringContains (markdown [ none ]) (none.Answer.Substring(0, 25)) "given criterion"

            testCase "leaves the file as it was when it is cancelled"
            <| TemporaryFolder.inFolder (fun folder ->
                let report = Report.Create [ for fit in fits.Value -> fit :> IReportItem ]

                for name, save in
                    [
                        "a.html",
                        fun (path: string) token -> report.Save(path, PlotlySource.Directory, token)
                        "a.md", fun path token -> report.SaveMarkdown(path, token)
                    ] do
                    let path = Path.Combine(folder, name)
                    File.WriteAllText(path, "mine")

                    Expect.throwsT<OperationCanceledException>
                        (fun () -> save path (CancellationToken true))
                        name

                    Expect.equal (File.ReadAllText path) "mine" name

                Expect.hasLength (Directory.GetFileSystemEntries folder) 2 "nothing beside them")

            testCase "puts results of the same data together, whether it is one object or two"
            <| fun () ->
                let again =
                    CurveData.FromColumns(
                        data.Value.Inputs[0].ToArray(),
                        data.Value.Outputs.ToArray(),
                        data.Value.Name
                    )

                let other = UnitSweep.Run(again, SweepOptions(Units = [| 4 |], Restarts = 1))
                let text = markdown [ fits.Value[0]; other[0] ]
                let sections = text.Split '\n' |> Array.filter (fun line -> line.StartsWith "## ")
                Expect.hasLength sections 2 "one for the data, one for provenance"

            testCase "charts have words, JSON, an element and a page"
            <| TemporaryFolder.inFolder (fun folder ->
                let chart = Chart.ErrorAgainstUnits(Selection.Recommend fits.Value)
                Expect.stringContains chart.Caption "root mean square error" "caption"
                Expect.stringStarts (chart.ToJson()) "{\"data\":" "JSON"
                Expect.stringStarts (chart.ToFragment()) "<figure" "element"
                let path = Path.Combine(folder, "chart.html")
                chart.Save(path, PlotlySource.Cdn)
                Expect.stringContains (File.ReadAllText path) "cdn.plot.ly" "page")

            testCase "charts reject what they cannot show"
            <| fun () ->
                let rejects name (make: unit -> Chart) =
                    Expect.throwsT<ArgumentException> (fun () -> make () |> ignore) name

                rejects "no fits" (fun () -> Chart.SweepPanels [])
                rejects "reach" (fun () -> Chart.SweepPanels(fits.Value, -1.0))
                rejects "one input" (fun () -> Chart.Surface fits.Value[0])

                rejects "half a range" (fun () ->
                    Chart.Anatomy(fits.Value[0].GetNetwork(), null, Nullable 1.0, Nullable()))
        ]
