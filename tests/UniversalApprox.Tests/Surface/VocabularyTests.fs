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

let private parametersOf name =
    cmdlets.Value.GetType($"UniversalApprox.PowerShell.{name}Command", throwOnError = true).GetProperties()
    |> Array.filter (fun property -> property.IsDefined typeof<ParameterAttribute>)
    |> Array.map _.Name

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

let private torchModule name =
    typeof<Torch.TorchDevice>.Assembly.GetType($"UniversalApprox.Torch.{name}", throwOnError = true)

type private Row =
    {
        Cmdlet: string
        Facade: Type list
        Core: Type list
        /// Parameters that only a shell has, or only a library that reads files.
        NotInCore: string list
    }

/// Parameters that only a shell has: what comes through the pipeline, and what is done with the results.
let private shellOnly = [ "InputObject"; "Path"; "LiteralPath"; "PosteriorVariable"; "Stream" ]

let private rows =
    [
        {
            Cmdlet = "InvokeUnitSweep"
            // Rows of the pipeline are read with the options of a CSV file.
            Facade = [ typeof<SweepOptions>; typeof<Loss>; typeof<CsvOptions> ]
            Core =
                [
                    typeof<Core.Sweep.SweepPlan>
                    typeof<Core.Training.TrainingOptions>
                    typeof<Core.Training.Optimizer>
                    typeof<Core.Networks.Loss>
                    typeof<Core.Sweep.Validation>
                    coreModule "Sweep"
                    torchModule "TorchEngine"
                ]
            NotInCore = [ "X"; "Y"; "Name"; "SkipInvalid" ]
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
                    typeof<ConvergenceOptions>
                    typeof<Likelihood>
                    typeof<WalkerStart>
                    typeof<EnsembleSampler>
                    typeof<Mcmc>.Assembly.GetType "UniversalApprox.Mcmc"
                ]
            Core =
                [
                    typeof<Core.Sampling.Ensembles.SamplingOptions>
                    typeof<Core.Sampling.Ensembles.SamplingHooks>
                    typeof<Core.Sampling.Posterior.McmcSettings>
                    typeof<Core.Sampling.Posterior.McmcStart>
                    typeof<Core.Sampling.Diagnostics.ConvergenceSettings>
                    typeof<Core.Sampling.Densities.Likelihood>
                    typeof<Core.Sampling.Densities.LogDensity>
                    coreModule "LogDensityModule"
                ]
            NotInCore = []
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
            NotInCore = [ "X"; "Y" ]
        }
        {
            Cmdlet = "ImportCurveData"
            Facade = [ typeof<CsvOptions> ]
            Core = []
            // The core reads no files.
            NotInCore = [ "X"; "Y"; "Delimiter"; "DecimalSeparator"; "NoHeader"; "SkipInvalid"; "Name" ]
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
                    Expect.isGreaterThan options.Length 3 "options were looked at"

                    Expect.isEmpty
                        (options |> Array.filter (has row.Facade >> not))
                        "that the C# options do not have"

                    Expect.isEmpty
                        (options |> Array.except row.NotInCore |> Array.filter (has row.Core >> not))
                        "that the core does not have"

                    Expect.isEmpty (row.NotInCore |> List.except options) "exceptions that are none"

            testCase "options of C# are parameters too, but for a few"
            <| fun () ->
                for options, cmdlet, rare in
                    [
                        typeof<SweepOptions>, "InvokeUnitSweep", [ "Logger" ]
                        typeof<SelectionOptions>, "CompareUnitFit", []
                        typeof<McmcOptions>, "InvokeMcmc", [ "Logger"; "BlockSteps" ]
                        typeof<CurveOptions>, "NewCurveData", []
                        typeof<CsvOptions>, "ImportCurveData", []
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
                    ] do
                    let property =
                        cmdlets.Value
                            .GetType($"UniversalApprox.PowerShell.{cmdlet}Command")
                            .GetProperty(parameter)

                    Expect.contains (property.GetCustomAttribute<AliasAttribute>().AliasNames) alias parameter
        ]
