namespace UniversalApprox.Core.Training

open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

type internal BatchTask =
    {
        Units: int
        Data: CurveData
        Loss: Loss
        Optimizer: Optimizer
        Precision: Precision
        NoOffset: bool
        Threads: int
    }

type internal BatchStart = { Activation: Activation; Theta: float[] }

type internal IBatchTrainer =
    abstract Validate: options: TrainingOptions -> unit
    abstract Minimise: task: BatchTask * starts: BatchStart[] * cancellation: CancellationToken -> Optimum[]

[<Sealed; AllowNullLiteral>]
type Engine(name: string, trainer: IBatchTrainer option) =
    static let simd = Engine("simd", None)
    static member Simd = simd
    member _.Name = name
    member _.Trainer = trainer

    member _.Validate options (data: CurveData) =
        match trainer with
        | None -> ()
        | Some trainer ->
            trainer.Validate options

            if not (Constraints.isNone options.Constraints) then
                Check.refuse
                    "Engine"
                    (Check.told name)
                    $"simd for fixed and bounded parameters, monotone and non-negative curves, which no other engine has"

            if data.IsCensored then
                Check.refuse
                    "Engine"
                    (Check.told name)
                    $"simd for outputs that are limits, which no other engine has"

            if data.Weights.IsSome then
                Check.refuse
                    "Engine"
                    (Check.told name)
                    $"simd for points with errors or weights of their own, which no other engine has"
