/// The C# code in a report gives the same numbers again: it names every option that is not at its default, and it compiles
/// (tests/CSharp.Consumer/Reproduced.cs has it).
module UniversalApprox.Tests.Facade.ReportCodeTests

open System
open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private data =
    lazy
        (CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = Nullable 40, Name = "o'neil \"<b>\"")))

/// No option of these is at its default but those that do not change a result, or that need libtorch.
let private sweep =
    SweepOptions(
        Units = [| 1 |],
        Activations = [| Activation.Tanh |],
        Restarts = 2,
        Optimizer = Optimizer.Adam,
        Epochs = Nullable 20,
        LearningRate = 0.1,
        Loss = Loss.Huber 0.5,
        Scaling = Scaling.None,
        Precision = Precision.Single,
        NoOffset = true,
        WeightDecay = 0.001,
        Start = SweepStart.PyTorch,
        Folds = Nullable 3,
        FoldRepeats = 2,
        ValidationFraction = Nullable 0.25,
        Seed = 7UL,
        Engine = EngineKind.Auto,
        KeepAllRestarts = true
    )

let private sampling =
    McmcOptions(
        Sampler = SamplerKind.Ensemble,
        Density = DensityKind.Full,
        Walkers = Nullable 12,
        Steps = 60,
        BurnIn = 20,
        Thin = 2,
        Ensembles = 2,
        Moves = [| WeightedMove(Move.Stretch 3.0, 0.75); WeightedMove(Move.DE(), 0.25) |],
        TargetAcceptance = 0.99,
        Likelihood = Likelihood.StudentT(5.0, 0.1),
        Priors = NetworkPriors(Weight = Prior.Normal(0.0, 5.0), Bias = Prior.Uniform(-9.0, 9.0)),
        Start = WalkerStart.Fit 0.01,
        Temperatures = Nullable 5,
        SwapEvery = 3,
        Until = ConvergenceOptions(EffectiveSamples = 100.0),
        Seed = 3UL,
        BlockSteps = 50
    )

/// What networks have to satisfy has a test of its own: other options exclude it.
let private constraints = [ "Fix"; "Bound"; "Monotone"; "NonNegative" ]

let private codeOf (items: IReportItem seq) =
    let text = Report.Create(ReportOptions(Title = "A \"parabola\""), items).ToMarkdown()
    Regex.Match(text, "(?s)```\n(CurveData data = .*?)\n```").Groups[1].Value

let private reported =
    lazy
        (let fits = UnitSweep.Run(data.Value, sweep)
         let posterior = Mcmc.Run(fits[1], sampling)

         let other =
             Mcmc.Run(data.Value, 1, Activation.Sigmoid, McmcOptions(Steps = 30, BurnIn = 10, Ensembles = 2))

         codeOf [ fits[0]; fits[1]; posterior; other ])

let private namesEach (usual: obj) (given: obj) (silent: string list) =
    for property in usual.GetType().GetProperties() do
        if not (List.contains property.Name silent) then
            Expect.notEqual
                (property.GetValue given)
                (property.GetValue usual)
                $"{property.Name} is not at its default in this test"

            Expect.stringContains reported.Value $"{property.Name} = " property.Name

[<Tests>]
let tests =
    testList
        "report code"
        [
            testCase "names each option of a sweep that is not at its default"
            <| fun () ->
                namesEach (SweepOptions()) sweep ([ "Threads"; "Device"; "Logger"; "Run" ] @ constraints)

            testCase "names what networks have to satisfy"
            <| fun () ->
                let fit =
                    UnitSweep.Run(
                        data.Value,
                        SweepOptions(
                            Units = [| 1 |],
                            Restarts = 1,
                            Folds = Nullable 0,
                            Fix = readOnlyDict [ "w1", 1.5; "b1", 0.0 ],
                            Bound = readOnlyDict [ "a1", Bounds.AtLeast 0.5; "c", Bounds(0.0, 90.0) ],
                            Monotone = [| Monotone.Increasing |],
                            NonNegative = true
                        )
                    )[0]

                // As in Examples.FitWhatIsKnown of the customer's program, which compiles.
                Expect.stringContains
                    (codeOf [ fit ])
                    "Fix = new Dictionary<string, double> { [\"b1\"] = 0, [\"w1\"] = 1.5 }, Bound = new Dictionary<string, Bounds> { [\"a1\"] = Bounds.AtLeast(0.5), [\"c\"] = new(0, 90) }, Monotone = [Monotone.Increasing], NonNegative = true"
                    "code"

            testCase "names each option of sampling that is not at its default"
            <| fun () -> namesEach (McmcOptions()) sampling ([ "Threads"; "Logger"; "Run" ] @ constraints)

            testCase "is part of a program that compiles"
            <| fun () ->
                let source =
                    File.ReadAllText(
                        Path.Combine(Process.repositoryRoot, "tests", "CSharp.Consumer", "Reproduced.cs")
                    )

                let squeezed (text: string) =
                    text.Split '\n'
                    |> Array.map _.Trim()
                    |> Array.filter (fun line -> line <> "")
                    |> String.concat "\n"

                Expect.stringContains (squeezed source) (squeezed reported.Value) "the code of the report"

            testCase "reads a file with the options it was read with"
            <| TemporaryFolder.inFolder (fun folder ->
                let path = TemporaryFolder.write folder "dose.csv" "a;b\n1,5;2\n2,5;4\n"

                let options =
                    CsvOptions(
                        X = [| "a" |],
                        Y = "b",
                        Delimiter = Nullable ';',
                        DecimalSeparator = ',',
                        SkipInvalid = true,
                        Name = "dose"
                    )

                let origin = CurveData.ReadCsv(path, options).Data.Origin
                Expect.stringStarts origin "CurveData.ReadCsv(\"" "method"

                Expect.stringContains
                    origin
                    "new CsvOptions { X = [\"a\"], Y = \"b\", Delimiter = ';', DecimalSeparator = ',', SkipInvalid = true, Name = \"dose\" }"
                    "options")

            testCase "is a comment for data of the caller's own"
            <| fun () ->
                let own = CurveData.FromColumns([| 1.0; 2.0; 3.0 |], [| 1.0; 4.0; 9.0 |])

                let fit =
                    UnitSweep.Run(own, SweepOptions(Units = [| 1 |], Restarts = 1, Folds = Nullable 0))[0]

                Expect.stringContains
                    (Report.Create([ fit :> IReportItem ]).ToMarkdown())
                    "// data is your own data set"
                    "comment"

            testCase "gives way to another language"
            <| fun () ->
                let language =
                    { new IReportLanguage with
                        member _.Spell option = $"--{option.ToLowerInvariant()}"

                        member _.Reproduce(topics, title) = [ for topic in topics -> $"{title}: {topic}" ]
                    }

                let posterior =
                    Mcmc.Run(
                        data.Value,
                        1,
                        Activation.Sigmoid,
                        McmcOptions(Steps = 30, BurnIn = 10, Ensembles = 2)
                    )

                let text =
                    Report
                        .Create(ReportOptions(Title = "T", Language = language), [ posterior :> IReportItem ])
                        .ToMarkdown()

                Expect.stringContains text "0 fits, 1 posterior" "code"
                Expect.stringContains text "Set --steps to at least" "verdict"
        ]
