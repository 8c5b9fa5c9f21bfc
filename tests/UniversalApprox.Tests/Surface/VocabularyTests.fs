/// One option has one name, from a parameter of a cmdlet over the C# options to the core.
module UniversalApprox.Tests.Surface.VocabularyTests

open System
open System.IO
open System.Management.Automation
open System.Reflection
open Expecto
open FSharp.Reflection
open UniversalApprox
open UniversalApprox.Tests.Support

let private cmdlets =
    lazy
        (Assembly.LoadFrom(
            Path.Combine(
                Process.repositoryRoot,
                "artifacts",
                "module",
                "UniversalApprox",
                "lib",
                "UniversalApprox.PowerShell.dll"
            )
        ))

let private parametersIn (command: Type) =
    command.GetProperties()
    |> Array.filter (fun property -> property.IsDefined typeof<ParameterAttribute>)
    |> Array.map _.Name

let private parametersOf name =
    cmdlets.Value.GetType($"UniversalApprox.PowerShell.{name}Command", throwOnError = true)
    |> parametersIn

/// The names that a type gives to options: fields of records and union cases, properties, the type itself, and parameters of
/// functions, methods and constructors.
let private namesIn (t: Type) =
    let flags = BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.Instance

    [
        t.Name

        for property in t.GetProperties flags do
            property.Name

        if FSharpType.IsUnion t then
            for case in FSharpType.GetUnionCases t do
                for field in case.GetFields() do
                    field.Name

        for method in t.GetMethods flags do
            for parameter in method.GetParameters() do
                parameter.Name

        for constructor in t.GetConstructors() do
            for parameter in constructor.GetParameters() do
                parameter.Name
    ]

let private has types (option: string) =
    types
    |> List.collect namesIn
    |> List.exists (fun name -> option.Equals(name, StringComparison.OrdinalIgnoreCase))

/// A module of functions, by the type of the same assembly that it goes with.
let private coreModule name =
    typeof<Core.Sweep.SweepPlan>.Assembly.GetTypes()
    |> Array.find (fun t -> t.Name = name && t.FullName.StartsWith "UniversalApprox.Core.")

let private moduleBeside (neighbour: Type) name =
    neighbour.Assembly.GetType($"{neighbour.Namespace}.{name}", throwOnError = true)

let private torchModule = moduleBeside typeof<Torch.TorchDevice>
let private runsModule = moduleBeside typeof<Runs.RunInfo>
let private facadeClass = moduleBeside typeof<SweepOptions>

type private Row =
    {
        Cmdlet: string
        Facade: Type list
        Core: Type list
        /// Parameters that only a shell has, or only a library that reads files.
        NotInCore: string list
    }

/// Parameters that only a shell has. They say what comes through the pipeline, which method of the library is called, and
/// what is done with the results.
let private shellOnly =
    [
        "InputObject"
        "Model"
        "Group"
        "Path"
        "LiteralPath"
        "Kind"
        "Format"
        "Raw"
        "Markdown"
        "Pdf"
        "Show"
        "NoBand"
        "PassThru"
        "Force"
        "PosteriorVariable"
        "Stream"
        "Slurm"
        "ScriptOnly"
        "Last"
        "Wait"
        "NoBrowser"
        "UntilDone"
        "Fits"
        "Posterior"
    ]

let private errorsOfFits =
    [
        typeof<Core.Sampling.Collapsed.LaplaceOptions>
        typeof<Core.Sampling.Collapsed.ModeSearchOptions>
        typeof<Core.Sampling.Densities.Likelihood>
        coreModule "Laplace"
    ]

let private fitErrors = [ typeof<FitUncertaintyOptions>; typeof<Likelihood> ]

/// How rows become data: the core takes finished data.
let private readingOptions =
    [
        "X"
        "Y"
        "Sigma"
        "Weight"
        // The core has `Axes` for these.
        "LogX"
        "LogY"
        "Name"
        "SkipInvalid"
        "DecimalSeparator"
        "MissingValues"
        "DateFormat"
    ]

let private rows =
    [
        {
            Cmdlet = "InvokeUnitSweep"
            // Rows of the pipeline are read with the options of a CSV file.
            Facade = [ typeof<SweepOptions>; typeof<Loss>; typeof<CsvOptions>; facadeClass "RunPlan" ]
            Core =
                [
                    typeof<Core.Sweep.SweepPlan>
                    typeof<Core.Training.TrainingOptions>
                    typeof<Core.Networks.Constraints>
                    typeof<Core.Training.Optimizer>
                    typeof<Core.Networks.Loss>
                    typeof<Core.Sweep.Validation>
                    coreModule "Sweep"
                    torchModule "TorchEngine"
                    runsModule "DurableSweep"
                    runsModule "RunPlan"
                ]
            NotInCore = readingOptions
        }
        {
            Cmdlet = "CompareUnitFit"
            Facade = [ typeof<SelectionOptions> ]
            Core = [ typeof<Core.Sweep.Criterion>; coreModule "Selection" ]
            NotInCore = []
        }
        {
            Cmdlet = "InvokeMcmc"
            Facade =
                [
                    typeof<McmcOptions>
                    typeof<CsvOptions>
                    typeof<ConvergenceOptions>
                    typeof<Likelihood>
                    typeof<WalkerStart>
                    typeof<EnsembleSampler>
                    facadeClass "Mcmc"
                    facadeClass "RunPlan"
                ]
            Core =
                [
                    typeof<Core.Sampling.Ensembles.SamplingOptions>
                    typeof<Core.Networks.Constraints>
                    runsModule "DurableMcmc"
                    runsModule "RunPlan"
                    typeof<Core.Sampling.Ensembles.SamplingHooks>
                    typeof<Core.Sampling.Gradients.NutsOptions>
                    typeof<Core.Sampling.Tempering.TemperingOptions>
                    coreModule "McmcTargetModule"
                    typeof<Core.Sampling.Posterior.McmcSettings>
                    typeof<Core.Sampling.Posterior.McmcStart>
                    typeof<Core.Sampling.Diagnostics.ConvergenceSettings>
                    typeof<Core.Sampling.Densities.Likelihood>
                    typeof<Core.Sampling.Densities.LogDensity>
                    coreModule "LogDensityModule"
                ]
            NotInCore = readingOptions
        }
        {
            Cmdlet = "NewCurveData"
            Facade = [ typeof<CurveOptions>; typeof<CurveData> ]
            Core =
                [
                    typeof<Core.Data.Curve>
                    typeof<Core.Data.Design>
                    typeof<Core.Data.Noise>
                    coreModule "CurveModule"
                    coreModule "RngModule"
                ]
            // The columns of data, of which the core has any number.
            NotInCore = [ "X"; "Y"; "Sigma"; "Weight"; "LogX"; "LogY" ]
        }
        {
            Cmdlet = "ImportCurveData"
            Facade = [ typeof<CsvOptions> ]
            Core = []
            // The core reads no files.
            NotInCore = readingOptions @ [ "Delimiter"; "SkipRows"; "Encoding"; "NoHeader" ]
        }
        {
            Cmdlet = "NewApproxChart"
            Facade = [ typeof<Chart>; typeof<CornerOptions> ]
            Core =
                [
                    typeof<Charts.Figures.PredictionSettings>
                    typeof<Charts.Figures.CornerSettings>
                    moduleBeside typeof<Charts.Figures.CornerSettings> "SweepPanels"
                    moduleBeside typeof<Charts.Figures.CornerSettings> "NeuronSums"
                    moduleBeside typeof<Charts.Figure> "FigureModule"
                ]
            NotInCore = []
        }
        {
            Cmdlet = "CompareCurveData"
            // Rows of the pipeline are read with the options of a CSV file.
            Facade = [ typeof<CurveComparisonOptions>; typeof<CsvOptions> ]
            Core = [ typeof<Core.Measurements.CurveComparisonOptions>; coreModule "Sweep" ]
            NotInCore = readingOptions |> List.except [ "Name"; "DateFormat" ]
        }
        {
            Cmdlet = "InvokeSharedFit"
            Facade = [ typeof<SharedFitOptions>; typeof<CsvOptions> ]
            Core = [ typeof<Core.Measurements.SharedFitOptions>; coreModule "Sweep" ]
            NotInCore = readingOptions |> List.except [ "Name"; "DateFormat" ]
        }
        {
            Cmdlet = "GetNextMeasurement"
            Facade = typeof<NextMeasurementOptions> :: fitErrors
            Core = typeof<Core.Measurements.NextMeasurementOptions> :: errorsOfFits
            NotInCore = []
        }
        {
            Cmdlet = "ShowApproxChart"
            Facade = [ typeof<TextChartOptions>; facadeClass "TextChart" ]
            Core =
                [
                    typeof<Charts.Text.TextChartOptions>
                    moduleBeside typeof<Charts.Text.TextChartOptions> "TextChart"
                ]
            NotInCore = []
        }
        {
            Cmdlet = "ExportApproxReport"
            Facade = [ typeof<Report>; typeof<ReportOptions> ]
            Core =
                [
                    typeof<Charts.Reports.ReportContent>
                    moduleBeside typeof<Charts.Reports.ReportContent> "Report"
                ]
            NotInCore = []
        }
        {
            Cmdlet = "GetMcmcSample"
            Facade = [ typeof<Posterior> ]
            Core = []
            NotInCore = [ "Thin" ]
        }
        {
            Cmdlet = "ImportMcmcChain"
            Facade = [ typeof<ChainImportOptions> ]
            Core = [ typeof<Interchange.ImportOptions> ]
            NotInCore = []
        }
        {
            Cmdlet = "ExportMcmcChain"
            Facade = [ typeof<ChainExportOptions> ]
            Core =
                [
                    typeof<Interchange.EmceeOptions>
                    typeof<Interchange.ArviZOptions>
                    moduleBeside typeof<Interchange.EmceeOptions> "DrawBlocks"
                ]
            NotInCore = []
        }
        {
            Cmdlet = "GetNeuronPrediction"
            // A grid has the words of a generated curve.
            Facade =
                [
                    typeof<Posterior>
                    typeof<CurveOptions>
                    typeof<FitUncertaintyOptions>
                    typeof<Likelihood>
                    facadeClass "Mcmc"
                ]
            Core =
                [
                    yield! errorsOfFits
                    typeof<Core.Sampling.Posterior.Bands>
                    typeof<Core.Data.Curve>
                    typeof<Core.Data.Design>
                    coreModule "CurveModule"
                    coreModule "Sweep"
                ]
            NotInCore = [ "X" ]
        }
        {
            Cmdlet = "GetNeuronInverse"
            Facade = typeof<FitUncertainty> :: fitErrors
            Core = coreModule "LevelCrossingModule" :: errorsOfFits
            NotInCore = []
        }
        {
            Cmdlet = "GetCurveQuantity"
            Facade = typeof<FitUncertainty> :: fitErrors
            Core = coreModule "CurveQuantityModule" :: errorsOfFits
            NotInCore = []
        }
        {
            Cmdlet = "GetApproxRun"
            Facade = [ typeof<ApproxRun> ]
            Core = [ runsModule "RunFile" ]
            NotInCore = []
        }
        {
            Cmdlet = "ShowApproxRun"
            Facade = [ typeof<RunPageOptions> ]
            Core = [ typeof<Charts.Follow.RunServer> ]
            NotInCore = []
        }
        {
            Cmdlet = "InvokeApproxTask"
            Facade = [ facadeClass "RunPlan" ]
            Core = [ runsModule "RunPlan" ]
            NotInCore = []
        }
        {
            Cmdlet = "GetApproxPlan"
            Facade = [ facadeClass "Slurm" ]
            Core = [ runsModule "Slurm" ]
            NotInCore = []
        }
        {
            Cmdlet = "SubmitApproxPlan"
            Facade = [ typeof<SlurmOptions>; facadeClass "Slurm" ]
            Core = [ typeof<Runs.SlurmOptions>; runsModule "Slurm" ]
            NotInCore = []
        }
        {
            Cmdlet = "MergeApproxRun"
            Facade = [ facadeClass "RunPlan" ]
            Core = [ runsModule "RunPlan" ]
            NotInCore = []
        }
        {
            Cmdlet = "GetUnitFitEvidence"
            Facade = [ typeof<FitEvidenceOptions>; typeof<Likelihood> ]
            Core = typeof<Core.Sampling.Evidence.EvidenceOptions> :: errorsOfFits
            NotInCore = []
        }
        { Cmdlet = "GetUnitFitSummary"; Facade = fitErrors; Core = errorsOfFits; NotInCore = [] }
        {
            Cmdlet = "ExportNeuronModel"
            Facade = [ facadeClass "NeuronModelFile" ]
            Core = [ moduleBeside typeof<Models.SourceLanguage> "SourceText" ]
            NotInCore = []
        }
        {
            Cmdlet = "ImportNeuronModel"
            Facade = [ facadeClass "NeuronModelFile" ]
            Core = [ moduleBeside typeof<Models.SourceLanguage> "TorchWeights" ]
            NotInCore = []
        }
        {
            Cmdlet = "NewNeuronSum"
            Facade = [ typeof<ShallowNetwork> ]
            Core = [ typeof<Core.Networks.Network>; coreModule "Formula" ]
            NotInCore = []
        }
        {
            Cmdlet = "GetNeuronFormula"
            Facade = [ typeof<ShallowNetwork>; typeof<CurveData> ]
            Core = [ typeof<Core.Networks.Network>; coreModule "Formula"; typeof<Core.Data.CurveData> ]
            NotInCore = []
        }
        {
            Cmdlet = "InstallTorchBackend"
            Facade = [ facadeClass "TorchInstallation" ]
            Core = [ torchModule "TorchInstallation" ]
            NotInCore = []
        }
    ]

[<Tests>]
let tests =
    testList
        "vocabulary"
        [
            for row in rows do
                testCase $"{row.Cmdlet}: a parameter is called as the option of C# and of the core"
                <| fun () ->
                    let options = parametersOf row.Cmdlet |> Array.except shellOnly
                    Expect.isNonEmpty options "options were looked at"

                    Expect.isEmpty
                        (options |> Array.filter (has row.Facade >> not))
                        "that the C# options do not have"

                    Expect.equal
                        (options |> Array.except row.NotInCore |> Array.filter (has row.Core >> not))
                        [||]
                        "that the core does not have"

                    Expect.isEmpty (row.NotInCore |> List.except options) "exceptions that are none"

            testCase "every cmdlet that has options is compared"
            <| fun () ->
                let withOptions =
                    cmdlets.Value.GetTypes()
                    |> Array.filter (fun t -> t.IsDefined typeof<CmdletAttribute>)
                    |> Array.filter (fun t ->
                        parametersIn t |> Array.except shellOnly |> Array.isEmpty |> not)
                    |> Array.map _.Name.Replace("Command", "")

                Expect.sequenceEqual
                    (Array.sort withOptions)
                    (rows |> List.map _.Cmdlet |> List.sort)
                    "cmdlets"

            testCase "options of C# charts and reports are called as in F#, but for a few"
            <| fun () ->
                for options, settings, rare in
                    [
                        typeof<CornerOptions>,
                        typeof<Charts.Figures.CornerSettings>,
                        [ "Truths"; "MarksTrained"; "Others" ]
                        typeof<ReportOptions>, typeof<Charts.Reports.ReportContent>, [ "Language"; "Logger" ]
                    ] do
                    let names = options.GetProperties() |> Array.map _.Name

                    Expect.equal
                        (names |> Array.filter (has [ settings ] >> not) |> List.ofArray)
                        rare
                        options.Name

            testCase "options of C# are parameters too, but for a few"
            <| fun () ->
                for options, cmdlet, rare in
                    [
                        typeof<SweepOptions>, "InvokeUnitSweep", [ "Logger" ]
                        typeof<SelectionOptions>, "CompareUnitFit", []
                        typeof<McmcOptions>, "InvokeMcmc", [ "BlockSteps"; "Logger" ]
                        typeof<FitUncertaintyOptions>, "GetUnitFitSummary", []
                        typeof<FitEvidenceOptions>, "GetUnitFitEvidence", []
                        typeof<CurveOptions>, "NewCurveData", []
                        typeof<CsvOptions>, "ImportCurveData", []
                        typeof<ConvergenceOptions>, "InvokeMcmc", [ "MaximumRHat"; "MaximumTauGrowth" ]
                        typeof<ReportOptions>, "ExportApproxReport", [ "Created"; "Language"; "Logger" ]
                        typeof<CornerOptions>,
                        "NewApproxChart",
                        [ "Name"; "Masses"; "Quantiles"; "Truths"; "MarksTrained"; "Others" ]
                    ] do
                    let names = options.GetProperties() |> Array.map _.Name

                    Expect.equal
                        (names |> Array.except (parametersOf cmdlet) |> List.ofArray)
                        rare
                        options.Name

            testCase "names that differed before still work as aliases"
            <| fun () ->
                for cmdlet, parameter, alias in
                    [
                        "InvokeUnitSweep", "Activations", "Activation"
                        "InvokeUnitSweep", "Folds", "Fold"
                        "InvokeUnitSweep", "Threads", "ThrottleLimit"
                        "InvokeUnitSweep", "KeepAllRestarts", "AllRestarts"
                        "InvokeMcmc", "LogDensity", "LogProbability"
                        "InvokeMcmc", "ParameterNames", "Parameter"
                        "InvokeMcmc", "Moves", "Move"
                        "InvokeMcmc", "Priors", "Prior"
                        "InvokeMcmc", "Threads", "ThrottleLimit"
                        "GetNeuronPrediction", "Probabilities", "Probability"
                        "GetUnitFitSummary", "Priors", "Prior"
                        "GetUnitFitSummary", "Threads", "ThrottleLimit"
                        "NewApproxChart", "Parameters", "Parameter"
                    ] do
                    let property =
                        cmdlets.Value
                            .GetType($"UniversalApprox.PowerShell.{cmdlet}Command")
                            .GetProperty(parameter)

                    Expect.contains (property.GetCustomAttribute<AliasAttribute>().AliasNames) alias parameter
        ]
