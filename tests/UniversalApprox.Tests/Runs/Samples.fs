/// Data of tests of run files, and what a resumed sweep must have in common with an uninterrupted one.
module UniversalApprox.Tests.Runs.Samples

open System.IO
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep

/// Points of a function with fixed noise.
let curve count name f =
    let x = Array.init count (fun i -> float i / 6.0)
    let noisy = x |> Array.mapi (fun i x -> f x + 0.05 * cos (float (i * i)))
    CurveData.create name [| "x" |] "y" [| x |] noisy

/// All of a fit but the time that it took.
let shown (fit: UnitFit) =
    fit.Activation,
    fit.Units,
    fit.Restart,
    fit.IsBest,
    (fit.Trained.Network.Parameters, Formula.print FormulaStyle.Notebook None fit.Trained.Network),
    (fit.Trained.Start.Parameters, fit.Trained.History, fit.Trained.Iterations, fit.Trained.Stop),
    fit.Accuracy,
    fit.Validation,
    fit.TurningPoints

let shardsIn (folder: string) = Directory.GetFiles(folder, "shard-*")

/// The error of work that a run file refuses.
let failure (work: unit -> unit) =
    try
        work ()
        failtest "it was not refused"
    with :? RunFileException as error ->
        error.Failure, error.Message
