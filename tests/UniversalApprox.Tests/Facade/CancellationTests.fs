/// Jobs beside sweeps and MCMC that can take seconds: each ends when its token is cancelled.
module UniversalApprox.Tests.Facade.CancellationTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox

let private fit =
    lazy
        (let options = SweepOptions(Units = [| 1 |], Restarts = 1, Folds = Nullable 0)
         UnitSweep.Run(CurveData.Generate KnownCurve.Parabola, options)[0])

let private posterior = lazy (Mcmc.Run(fit.Value, McmcOptions(Steps = 40, BurnIn = 10, Ensembles = 1)))

let private uncertainty = lazy (fit.Value.GetUncertainty())

let private report = lazy (Report.Create [| fit.Value :> IReportItem |])

let private work: (string * (CancellationToken -> obj)) list =
    [
        "CurveData.ReadCsv",
        fun token ->
            use text = new StringReader "x,y\n1,2\n3,4\n"
            CurveData.ReadCsv(text, cancellationToken = token)
        "Posterior.GetSummaries", fun token -> posterior.Value.GetSummaries token
        "Posterior.Predict",
        fun token -> posterior.Value.Predict(ResizeArray [ 0.0; 1.0 ], cancellationToken = token)
        "UnitFit.GetUncertainty", fun token -> fit.Value.GetUncertainty(cancellationToken = token)
        "FitUncertainty.GetSummaries", fun token -> uncertainty.Value.GetSummaries token
        "FitUncertainty.Predict",
        fun token -> uncertainty.Value.Predict(ResizeArray [ 0.0; 1.0 ], cancellationToken = token)
        "Report.ToHtml", fun token -> report.Value.ToHtml(cancellationToken = token)
        "Report.ToMarkdown", fun token -> report.Value.ToMarkdown token
    ]

[<Tests>]
let tests =
    testList
        "facade cancellation"
        [
            for name, work in work do
                testCase $"{name} does nothing once it is cancelled, and else gives its result"
                <| fun () ->
                    Expect.throwsT<OperationCanceledException>
                        (fun () -> work (CancellationToken true) |> ignore)
                        "cancelled"

                    use stop = new CancellationTokenSource()
                    Expect.isNotNull (work stop.Token) "with a token"
                    Expect.isNotNull (work CancellationToken.None) "without one"

            testCase "an error is thrown as it is, on another thread too"
            <| fun () ->
                use stop = new CancellationTokenSource()

                let predict token =
                    try
                        posterior.Value.Predict(ResizeArray [ 0.0 ], ResizeArray [ 2.0 ], 100, token)
                        |> ignore

                        "none"
                    with error ->
                        error.Message

                Expect.stringContains (predict CancellationToken.None) "Probabilities" "names the argument"
                Expect.equal (predict stop.Token) (predict CancellationToken.None) "the same"
        ]
