/// Ranges and defaults that the help states are those of the code.
module UniversalApprox.Tests.Surface.OptionHelpTests

open System
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open System.Xml.Linq
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private data = lazy (CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = Nullable 20)))

let private refused work =
    try
        work () |> ignore
        failtest "was accepted"
    with :? OptionException as error ->
        error

/// The words about a parameter in the help page of a cmdlet, on one line.
let private wordsOf cmdlet parameter =
    let page =
        File.ReadAllText(Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "en-US", $"{cmdlet}.md"))

    let section = Regex.Match(page, $@"(?ms)^### -{parameter}\n(.*?)(?=^###? )").Groups[1].Value
    Expect.isNotEmpty section $"{cmdlet} -{parameter} has words"
    Regex.Replace(section, @"\s+", " ")

let private sweep options () = (options: SweepOptions).Validate()
let private sampling options () = (options: McmcOptions).Validate()

/// An option, and how to be told what it allows.
let private ranges: (string * string * (unit -> obj)) list =
    let case cmdlet parameter (work: unit -> unit) =
        cmdlet,
        parameter,
        (fun () ->
            work ()
            null)

    let sweepCase parameter options = case "Invoke-UnitSweep" parameter (sweep options)
    let mcmcCase parameter options = case "Invoke-Mcmc" parameter (sampling options)

    [
        sweepCase "Units" (SweepOptions(Units = [| 5000 |]))
        sweepCase "Restarts" (SweepOptions(Restarts = 0))
        sweepCase "Epochs" (SweepOptions(Epochs = 0))
        sweepCase "LearningRate" (SweepOptions(LearningRate = 0.0))
        sweepCase "Folds" (SweepOptions(Folds = Nullable 1))
        sweepCase "FoldRepeats" (SweepOptions(FoldRepeats = 0))
        sweepCase "ValidationFraction" (SweepOptions(ValidationFraction = 1.0))
        sweepCase "Threads" (SweepOptions(Threads = 0))
        case "Invoke-UnitSweep" "HuberDelta" (fun () -> Loss.Huber 0.0 |> ignore)
        case "Invoke-Mcmc" "Units" (fun () -> Mcmc.Run(data.Value, 5000) |> ignore)
        mcmcCase "Steps" (McmcOptions(Steps = 0))
        mcmcCase "Thin" (McmcOptions(Thin = 0))
        mcmcCase "Ensembles" (McmcOptions(Ensembles = 0))
        mcmcCase "Threads" (McmcOptions(Threads = 0))
        mcmcCase "EffectiveSamples" (McmcOptions(Until = ConvergenceOptions(EffectiveSamples = 0.0)))
        case "Invoke-Mcmc" "NoiseLevel" (fun () -> Likelihood.Gaussian 0.0 |> ignore)
        case "Invoke-Mcmc" "DegreesOfFreedom" (fun () -> Likelihood.StudentT 0.0 |> ignore)
        case "Invoke-Mcmc" "Radius" (fun () -> WalkerStart.Fit -1.0 |> ignore)
        case "Get-UnitFitSummary" "Draws" (FitUncertaintyOptions(Draws = 1).Validate)
        case "Get-UnitFitSummary" "Threads" (FitUncertaintyOptions(Threads = 0).Validate)
        case "Get-UnitFitEvidence" "Draws" (FitEvidenceOptions(Draws = 1).Validate)
        case "Get-UnitFitEvidence" "Starts" (FitEvidenceOptions(Starts = 0).Validate)
        case "Get-UnitFitEvidence" "Threads" (FitEvidenceOptions(Threads = 0).Validate)
        case "Get-NeuronPrediction" "Draws" (FitUncertaintyOptions(Draws = 1).Validate)
        case "Get-NeuronInverse" "Draws" (FitUncertaintyOptions(Draws = 1).Validate)
        case "Get-CurveQuantity" "Draws" (FitUncertaintyOptions(Draws = 1).Validate)
        case "Get-CurveQuantity" "Percent" (fun () ->
            ShallowNetwork.Parse("sig(x)").GetQuantities(0.0, 1.0, [| 0.0 |]) |> ignore)
        case "New-ApproxChart" "Reach" (fun () -> Chart.SweepPanels([], Nullable -1.0) |> ignore)
        case "New-ApproxChart" "Parameters" (fun () ->
            let sampler = EnsembleSampler([| "z" |], LogDensityFunction(fun z -> -0.5 * z[0] * z[0]))
            let start = WalkerStart.Ball [| 0.0 |]
            let posterior = sampler.Run(McmcOptions(Steps = 40, BurnIn = 0, Start = start))
            Chart.Corner(posterior, CornerOptions(Parameters = [||])) |> ignore)
        case "Compare-CurveData" "Level" (CurveComparisonOptions(Level = 0.0).Validate)
        case "Compare-CurveData" "Points" (CurveComparisonOptions(Points = 1).Validate)
        case "Compare-CurveData" "Restarts" (CurveComparisonOptions(Restarts = 0).Validate)
        case "Compare-CurveData" "Units" (CurveComparisonOptions(Units = [| 5000 |]).Validate)
        case "Compare-CurveData" "Threads" (CurveComparisonOptions(Threads = 0).Validate)
        case "Invoke-SharedFit" "Level" (SharedFitOptions(Level = 1.0).Validate)
        case "Invoke-SharedFit" "Restarts" (SharedFitOptions(Restarts = 0).Validate)
        case "Invoke-SharedFit" "Units" (SharedFitOptions(Units = [| 5000 |]).Validate)
        case "Invoke-SharedFit" "Threads" (SharedFitOptions(Threads = 0).Validate)
        case "Get-NextMeasurement" "Count" (NextMeasurementOptions(Count = 0).Validate)
        case "Get-NextMeasurement" "Points" (NextMeasurementOptions(Points = 1).Validate)
        case "Get-NextMeasurement" "Draws" (FitUncertaintyOptions(Draws = 1).Validate)
        case "Get-NeuronFormula" "Digits" (fun () ->
            ShallowNetwork.Parse("sig(x)").ToFormula(FormulaStyle.Notebook, Nullable 0) |> ignore)
        case "Show-ApproxChart" "Width" (TextChartOptions(Width = 1).Validate)
        case "Show-ApproxChart" "Height" (TextChartOptions(Height = 1).Validate)
        case "Export-NeuronModel" "Name" (fun () ->
            NeuronModelFile.ExportSource(
                ShallowNetwork.Parse "sig(x)",
                "none.py",
                SourceLanguage.Python,
                "1"
            ))
        case "New-CurveData" "Points" (fun () ->
            CurveData.Generate(KnownCurve.Sine, CurveOptions(Points = 0)) |> ignore)
        case "New-CurveData" "Dimension" (fun () ->
            CurveData.FromFunction((fun (_: float[]) -> 0.0), 0) |> ignore)
    ]

/// What the help says of the defaults that a parameter leaves to the code below it.
let private defaults =
    let number (value: 'a :> IFormattable) = value.ToString(null, Globalization.CultureInfo.InvariantCulture)

    [
        "Invoke-UnitSweep", "Epochs", $"{SweepDefaults.LevenbergMarquardtEpochs} for LevenbergMarquardt"
        "Invoke-UnitSweep",
        "Epochs",
        $"{max SweepDefaults.AdamEpochs SweepDefaults.LBfgsEpochs} for Adam and LBfgs"
        "Get-CurveQuantity",
        "Percent",
        $"Default: {number (Array.exactlyOne Core.Quantities.CurveQuantity.defaultPercent)}."
        "New-ApproxChart", "Reach", $"Default: {number Charts.Figures.SweepPanels.defaultReach}."
        "Invoke-Mcmc", "Radius", $"(default {number McmcDefaults.FitRadius})"
        "Invoke-Mcmc", "Radius", $"(default {McmcDefaults.BallRadius:F4})"
        "Invoke-Mcmc", "Moves", $"Default: {McmcDefaults.Moves[0].Move.Name}."
        "Invoke-Mcmc", "Priors", $"StudentT(3, 0, 5) for Weight and Bias"
        "Invoke-Mcmc",
        "Priors",
        $"Notebook stands for Normal{(string NetworkPriors.Notebook.Weight).Substring 6}"
        "Invoke-Mcmc", "Steps", $"{McmcDefaults.Steps} for Ensemble"
        "Invoke-Mcmc", "Steps", $"at most {McmcDefaults.MostNutsSteps}"
        "Invoke-Mcmc", "BurnIn", $"{McmcDefaults.BurnIn} for Ensemble and {McmcDefaults.NutsBurnIn} for"
    ]
    // Adam and L-BFGS share one sentence while their defaults are equal.
    |> List.distinct

/// The documentation of a property of the C# options.
let private documented =
    lazy
        (XDocument
            .Load(Path.ChangeExtension(typeof<SweepOptions>.Assembly.Location, ".xml"))
            .Descendants(XName.Get "member")
         |> Seq.map (fun element -> element.Attribute(XName.Get "name").Value, element)
         |> dict)

let private flags = BindingFlags.Public ||| BindingFlags.Static

/// Numbers as documentation writes them: 10 000.
let private plain (text: string) = Regex.Replace(text, @"(?<=\d)[ \u202F\u00A0](?=\d{3})", "")

[<Tests>]
let tests =
    testList
        "option help"
        [
            for cmdlet, parameter, work in ranges do
                testCase $"{cmdlet} -{parameter} says what is allowed"
                <| fun () ->
                    // A range may begin a sentence.
                    let words = (wordsOf cmdlet parameter).ToLowerInvariant()
                    Expect.stringContains words ((refused work).Allowed.ToLowerInvariant()) "range"

            for cmdlet, parameter, text in defaults do
                testCase $"{cmdlet} -{parameter} says {text}"
                <| fun () -> Expect.stringContains (wordsOf cmdlet parameter) text "default"

            testCase "C# documentation states the values of the defaults"
            <| fun () ->
                for t in
                    [
                        typeof<SweepOptions>.Assembly.GetType "UniversalApprox.SweepDefaults"
                        typeof<McmcOptions>.Assembly.GetType "UniversalApprox.McmcDefaults"
                    ] do
                    for property in t.GetProperties flags do
                        match property.GetValue null with
                        | :? IFormattable as value when not (value :? Enum) ->
                            let summary = documented.Value[$"P:{t.FullName}.{property.Name}"].Value

                            let shown =
                                match value with
                                | :? float as number ->
                                    number.ToString("0.#####", Globalization.CultureInfo.InvariantCulture)
                                | other -> other.ToString(null, Globalization.CultureInfo.InvariantCulture)

                            Expect.stringContains (plain summary) $": {shown}." property.Name
                        | _ -> ()

            testCase "C# options state the defaults that they have"
            <| fun () ->
                for options in
                    [
                        box (SweepOptions())
                        box (McmcOptions())
                        box (ConvergenceOptions())
                        box (SelectionOptions())
                    ] do
                    let t = options.GetType()

                    for property in t.GetProperties() do
                        match property.GetValue options with
                        | :? Enum -> ()
                        | :? IFormattable as value ->
                            let text =
                                documented.Value[$"P:{t.FullName}.{property.Name}"]
                                    .Element(XName.Get "value")
                                    .Value

                            let shown = value.ToString(null, Globalization.CultureInfo.InvariantCulture)
                            Expect.stringStarts (plain text) $"Default: {shown}" property.Name
                        | _ -> ()
        ]
