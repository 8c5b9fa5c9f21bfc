/// What a report finds out about one data set before it writes.
module internal UniversalApprox.Charts.Reports.Findings

open System
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts.Figures.Sweeps

type Findings =
    {
        Part: ReportPart
        Anchor: string
        /// The recommended fit, else the one with the lowest error. None where all diverged, or without fits.
        Chosen: UnitFit option
        IsRecommended: bool
        /// The posterior of the chosen fit's network.
        Posterior: ReportPosterior option
        /// Further posteriors.
        Others: ReportPosterior list
        /// The draws behind band and intervals, or why there are none. None without a chosen fit.
        Draws: Result<Uncertainty.Draws, string> option
    }

let private isOf (fit: UnitFit) (item: ReportPosterior) =
    match item.Posterior.Settings.Model with
    | Some model -> model.Activation = fit.Activation && model.Layout = fit.Trained.Network.Layout
    | None -> false

/// The likelihood of the notebook, −SSE/n, is far wider than the noise, so its draws say nothing about the curve's error.
let private knowsNoise (item: ReportPosterior) =
    match item.Posterior.Settings.Model with
    | Some model -> model.Noise.Scale <> NoiseScale.Unknown
    | None -> false

let private draws (fit: UnitFit) posterior =
    match posterior with
    | Some item when item.Verdict.IsConverged && knowsNoise item ->
        Ok(Uncertainty.ofPosterior (Some fit.Trained.Network) item.Posterior)
    | _ -> Uncertainty.ofFit fit

let ofPart index (part: ReportPart) =
    let recommended = part.Answer |> Option.bind _.Recommended

    let chosen =
        recommended
        |> Option.orElseWith (fun () ->
            part.Fits
            |> List.filter (fun fit -> Double.IsFinite fit.Accuracy.Rmse)
            |> function
                | [] -> None
                | finite -> Some(finite |> List.minBy _.Accuracy.Rmse))

    let posterior = chosen |> Option.bind (fun fit -> part.Posteriors |> List.tryFind (isOf fit))

    {
        Part = part
        Anchor = $"part-{index + 1}"
        Chosen = chosen
        IsRecommended = recommended.IsSome
        Posterior = posterior
        Others =
            part.Posteriors
            |> List.filter (fun item ->
                not (posterior |> Option.exists (fun own -> obj.ReferenceEquals(own, item))))
        Draws = chosen |> Option.map (fun fit -> draws fit posterior)
    }

/// The draws, if there are any.
let drawn (findings: Findings) =
    match findings.Draws with
    | Some(Ok draws) -> Some draws
    | _ -> None
