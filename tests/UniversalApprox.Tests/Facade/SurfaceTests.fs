module UniversalApprox.Tests.Facade.SurfaceTests

open System
open System.Reflection
open Expecto
open UniversalApprox

let private facade = typeof<CurveData>.Assembly

let private isVisible (method: MethodBase) = method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly

let private everything =
    BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.Instance
    ||| BindingFlags.Static
    ||| BindingFlags.DeclaredOnly

/// The types that a signature mentions, those inside generic types and arrays included.
let rec private mentioned (t: Type) =
    [
        if t.HasElementType then
            yield! mentioned (t.GetElementType())
        else
            t

            for argument in t.GetGenericArguments() do
                yield! mentioned argument
    ]

let private signature (t: Type) =
    [
        if not (isNull t.BaseType) then
            t.BaseType

        yield! t.GetInterfaces()

        for method in t.GetMethods everything |> Array.filter isVisible do
            method.ReturnType
            yield! method.GetParameters() |> Array.map _.ParameterType

        for constructor in t.GetConstructors everything |> Array.filter isVisible do
            yield! constructor.GetParameters() |> Array.map _.ParameterType

        for field in t.GetFields everything |> Array.filter (fun f -> f.IsPublic || f.IsFamily) do
            field.FieldType
    ]
    |> List.collect mentioned

let private isForeign (t: Type) =
    let assembly = t.Assembly.GetName().Name

    assembly = "FSharp.Core"
    || List.contains
        assembly
        [
            "UniversalApprox.Core"
            "UniversalApprox.Interchange"
            "UniversalApprox.Models"
            "UniversalApprox.Torch"
            "TorchSharp"
        ]
    || assembly = "CsvHelper"

let private sameNames<'facade when 'facade: struct and 'facade :> Enum and 'facade: (new: unit -> 'facade)>
    (core: Type)
    =
    testCase typeof<'facade>.Name (fun () ->
        let cases = FSharp.Reflection.FSharpType.GetUnionCases core |> Array.map _.Name
        Expect.equal (Enum.GetNames typeof<'facade>) cases "the same names in the same order")

let private isFlat<'row> (columns: string) =
    testCase $"{typeof<'row>.Name} is a flat row with its columns in order" (fun () ->
        let properties = typeof<'row>.GetProperties() |> Array.sortBy _.MetadataToken
        Expect.equal (properties |> Array.map _.Name) (columns.Split ' ') "columns"

        for property in properties do
            let underlying = Nullable.GetUnderlyingType property.PropertyType
            let t = if isNull underlying then property.PropertyType else underlying
            Expect.isTrue (t.IsPrimitive || t.IsEnum || t = typeof<string>) property.Name)

[<Tests>]
let tests =
    testList
        "facade surface"
        [
            testCase "no public signature mentions a type of the core, of F# or of CsvHelper" (fun () ->
                let leaks =
                    [
                        for t in facade.GetExportedTypes() do
                            for leak in signature t |> List.filter isForeign do
                                $"{t.Name}: {leak.FullName}"
                    ]

                Expect.isEmpty leaks "leaks"
                Expect.isGreaterThan (facade.GetExportedTypes().Length) 25 "types were looked at")

            testCase "the leak detector finds a leak" (fun () ->
                Expect.isTrue
                    (signature typeof<Core.Sweep.UnitFit> |> List.exists isForeign)
                    "the core's own types leak")

            testCase "every public class is sealed or static" (fun () ->
                let isOpen (t: Type) = t.IsClass && not t.IsSealed
                Expect.isEmpty (facade.GetExportedTypes() |> Array.filter isOpen) "open classes")

            testCase
                "every public class says in a line what it is, and options what their lists hold"
                (fun () ->
                    let isValue (t: Type) =
                        t.IsClass
                        && not (t.IsAbstract && t.IsSealed)
                        && not (typeof<Exception>.IsAssignableFrom t)
                        && not (typeof<Delegate>.IsAssignableFrom t)

                    let isSilent (t: Type) =
                        t.GetMethod("ToString", Type.EmptyTypes).DeclaringType = typeof<obj>

                    let silent = facade.GetExportedTypes() |> Array.filter (fun t -> isValue t && isSilent t)

                    Expect.equal
                        [ for t in silent -> t.Name ]
                        [ "CurveDataBuilder" ]
                        "only what is not a value"

                    let shown = string (SweepOptions(Units = [| 1; 2 |]))

                    Expect.stringStarts
                        shown
                        "SweepOptions { Units = [1, 2], Activations = [Sigmoid], Restarts = 8"
                        "sweep"

                    Expect.stringContains
                        (string (McmcOptions()))
                        "Walkers = null, Steps = null, BurnIn = null, Thin = 1, Ensembles = 4, Moves = null"
                        "sampling"

                    Expect.stringContains
                        (string (McmcOptions(Moves = McmcDefaults.Moves)))
                        "Moves = [WeightedMove { Move = Stretch"
                        "sampling")

            testCase "one namespace" (fun () ->
                let elsewhere =
                    facade.GetExportedTypes() |> Array.filter (fun t -> t.Namespace <> "UniversalApprox")

                Expect.isEmpty elsewhere "types in other namespaces")

            isFlat<UnitFit>
                "Data Activation Units Parameters Restart Seed Optimizer WeightDecay Iterations StopReason Sse \
                 Rmse MeanAbsoluteResidual MaxAbsoluteResidual RSquared ValidationRmse ValidationStandardError Aicc \
                 Bic ChiSquarePerDof \
                 TurningPoints Milliseconds Formula"

            isFlat<ParameterEstimate>
                "Data Activation Units Name Estimate Mean Sd Median Q05 Q25 Q75 Q95 IsTrusted"

            isFlat<LevelCrossing>
                "Data Activation Units Y X Direction Slope Mean Sd Q05 Q50 Q95 Share IsTrusted"

            isFlat<CurveQuantity> "Data Activation Units Name Value Mean Sd Q05 Q50 Q95 Share IsTrusted"

            isFlat<ParameterSummary>
                "Name Mean Sd Median Q05 Q25 Q75 Q95 HdiLow HdiHigh McseMean EssBulk EssTail RHat NestedRHat \
                 AutocorrelationTime Contraction IsOnlyPrior"

            testList
                "enums follow the core"
                [
                    sameNames<Activation> typeof<Core.Networks.Activation>
                    sameNames<StopReason> typeof<Core.Training.StopReason>
                    sameNames<Optimizer> typeof<Core.Training.Optimizer>
                    sameNames<FormulaStyle> typeof<Core.Networks.FormulaStyle>
                    sameNames<Scaling> typeof<Core.Data.Scaling>
                    sameNames<Precision> typeof<Core.Kernels.Precision>
                    sameNames<LossKind> typeof<Core.Networks.Loss>
                    sameNames<SweepStartKind> typeof<Core.Training.Start>
                    sameNames<Design> typeof<Core.Data.Design>
                    sameNames<Monotone> typeof<Core.Networks.Monotone>
                    sameNames<Censoring> typeof<Core.Data.Censoring>
                    sameNames<ErrorMeasure> typeof<Core.Sweep.ErrorMeasure>
                    sameNames<StepMode> typeof<Core.Sampling.Moves.StepMode>
                    sameNames<SamplingStop> typeof<Core.Sampling.Ensembles.SamplingStop>
                    sameNames<EngineKind> typeof<Torch.EngineChoice>
                    sameNames<TorchFailure> typeof<Torch.TorchFailure>
                    sameNames<CrossingDirection> typeof<Core.Quantities.CrossingDirection>
                    sameNames<SourceLanguage> typeof<Models.SourceLanguage>
                ]

            testCase "defaults are the core's" (fun () ->
                let options = SweepOptions()
                let plan = Core.Sweep.SweepPlan.defaults
                Expect.sequenceEqual options.Units plan.Units "units"
                Expect.equal options.Restarts plan.Restarts "restarts"
                Expect.equal options.Seed plan.Seed "seed"

                Expect.equal
                    (options.Folds, plan.Validation)
                    (Nullable(), Core.Sweep.Validation.Auto)
                    "folds"

                Expect.equal options.FoldRepeats plan.FoldRepeats "repeats"

                Expect.equal (SelectionOptions().Margin) Core.Sweep.Selection.defaultMargin "margin")

            testCase "defaults of sampling are the core's" (fun () ->
                let options = McmcOptions()
                let core = Core.Sampling.Ensembles.SamplingOptions.standard
                Expect.isFalse options.Walkers.HasValue "walkers"

                Expect.equal
                    (options.Thin, options.Ensembles, options.BlockSteps)
                    (core.Thin, core.Ensembles, core.BlockSteps)
                    "steps"

                Expect.equal
                    (options.Steps.HasValue, options.BurnIn.HasValue, isNull options.Moves)
                    (false, false, true)
                    "those that depend on the sampler"

                let nuts = Core.Sampling.Gradients.NutsOptions.standard

                Expect.equal
                    (McmcDefaults.Steps,
                     McmcDefaults.BurnIn,
                     McmcDefaults.NutsBurnIn,
                     McmcDefaults.MostNutsSteps)
                    (core.Steps, core.BurnIn, nuts.BurnIn, Core.Sampling.Posterior.Mcmc.mostNutsSteps)
                    "their numbers"

                Expect.equal options.TargetAcceptance nuts.TargetAcceptance "target acceptance"

                Expect.equal options.Seed core.Seed "seed"

                Expect.equal
                    [ for m in McmcDefaults.Moves -> m.Move.Name, m.Weight ]
                    [ for m in core.Moves -> Core.Sampling.Moves.Move.name m.Move, m.Weight ]
                    "moves"

                let until = Core.Sampling.Diagnostics.Convergence.defaults
                let own = ConvergenceOptions()

                Expect.equal
                    (own.EffectiveSamples, own.MaximumRHat, own.MaximumTauGrowth)
                    (until.EffectiveSamples, until.MaximumRHat, until.MaximumTauGrowth)
                    "convergence"

                Expect.equal (NetworkPriors()) McmcDefaults.Priors "priors"

                Expect.equal
                    (string NetworkPriors.Notebook.Weight)
                    (Core.Sampling.Densities.Prior.name
                        Core.Sampling.Densities.NetworkPriors.notebook.Weight.Value)
                    "the notebook's prior"

                Expect.equal McmcDefaults.BandDraws Core.Sampling.Posterior.Bands.defaultDraws "bands"

                // The columns Q05, Q25, Q75, Q95 and the documented share of the interval.
                Expect.equal
                    Core.Sampling.Posterior.ParameterSummary.defaults
                    { Probabilities = [| 0.05; 0.25; 0.75; 0.95 |]; IntervalMass = 0.94 }
                    "summaries")
        ]
