/// The page that follows runs, in parts: a part that has not changed stays as it is in the browser.
module internal UniversalApprox.Charts.Follow.RunParts

open System
open System.Globalization
open UniversalApprox
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Reports

/// A part of the page: its name, which stays, and its HTML.
[<Struct>]
type Part = { Key: string; Html: string }

let private text = Label.html

/// "about 3 min", in units that people say.
let private duration (time: TimeSpan) =
    if time.TotalSeconds < 50.0 then
        $"{max 1.0 (ceil time.TotalSeconds):F0} s"
    elif time.TotalMinutes < 90.0 then
        $"{max 1.0 (round time.TotalMinutes):F0} min"
    elif time.TotalHours < 36.0 then
        $"{round time.TotalHours:F0} h"
    else
        $"{round time.TotalDays:F0} days"

let private state (run: FollowedRun) =
    match run.State, run.Remaining with
    | FollowedState.Finished, _ -> "Finished"
    | FollowedState.Interrupted, _ ->
        "Interrupted: no process works on it. The command that began it resumes it"
    | FollowedState.Running, Some left -> $"Running, about {duration left} left"
    | FollowedState.Running, None -> "Running"

let private progress (run: FollowedRun) =
    let count (value: int64) = value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", "\u202f")
    let started = run.Started.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)

    let amount, bar =
        if run.Total > 0L then
            $"{count run.Done} of {count run.Total} {run.Pieces}",
            $"""<progress max="{run.Total}" value="{run.Done}" aria-label="{text run.Title}"></progress>"""
        else
            $"{count run.Done} {run.Pieces}", ""

    $"""<p class="ua-progress">{bar}<strong>{text (state run)}.</strong> {text amount}, since {started}.</p>
"""

let private recommendation (fits: UnitFit list) =
    try
        Some(Selection.recommend (Selection.defaultCriterion fits) fits)
    with :? OptionException ->
        None

let private answer isFinal (words: string) isDoubtful =
    if isFinal then
        Html.answer words isDoubtful
    else
        "<p class=\"ua-lead\">So far:</p>\n" + Html.answer words isDoubtful

/// One figure may be on the page once per run.
let private picture number (figure: Figure) = Figure.toPart 3 $"run-{number}-{figure.Name}" figure

let private sweep number isFinal (fits: UnitFit list) =
    let found = recommendation fits
    let recommended = found |> Option.bind _.Recommended

    [
        match found with
        | Some found -> "answer", answer isFinal found.Answer found.Recommended.IsNone
        | None -> ()

        "errors", picture number (ErrorAgainstUnits.create recommended fits)
        "networks", Html.table number (SweepBlocks.networks recommended fits)
    ]

let private chain number isFinal (item: ReportPosterior) =
    let settings =
        { Chains.defaults with
            Convergence = { Convergence.defaults with ReferenceLogDensity = item.Reference }
        }

    [
        "answer",
        answer isFinal (Label.capitalised item.Verdict.Text) (isFinal && not item.Verdict.IsConverged)
        "traces", picture number (Chains.traces settings item.Posterior)
        "convergence", picture number (Chains.convergence settings item.Posterior)
    ]

/// A run with the parts of it that are made of fits and draws.
type Seen = { Run: FollowedRun; Content: Part list }

let private content number (run: FollowedRun) =
    let isFinal = run.State = FollowedState.Finished

    [
        if not run.Fits.IsEmpty then
            yield! sweep number isFinal run.Fits
        match run.Posterior with
        | Some posterior -> yield! chain number isFinal posterior
        | None -> ()
        if run.Fits.IsEmpty && run.Posterior.IsNone then
            "empty", "<p>Nothing is finished yet.</p>\n"
    ]
    |> List.map (fun (key, html) -> { Key = $"run-{number}-{key}"; Html = html })

let private isSame (a: FollowedRun) (b: FollowedRun) =
    obj.ReferenceEquals(a.Fits, b.Fits)
    && obj.ReferenceEquals(Option.toObj a.Posterior, Option.toObj b.Posterior)
    && a.State = b.State

/// Runs with their content. What is made of the same fits and draws as before is that of before.
let see (before: Seen list) (runs: FollowedRun list) =
    runs
    |> List.mapi (fun index run ->
        match List.tryItem index before with
        | Some seen when isSame seen.Run run -> { seen with Run = run }
        | _ -> { Run = run; Content = content (index + 1) run })

/// All parts, in the order of the page.
let ofSeen (seen: Seen list) =
    match seen with
    | [] -> [ { Key = "none"; Html = "<p>No run has begun yet.</p>\n" } ]
    | _ ->
        seen
        |> List.mapi (fun index seen ->
            [
                { Key = $"run-{index + 1}-title"; Html = $"<h2><bdi>{text seen.Run.Title}</bdi></h2>\n" }
                { Key = $"run-{index + 1}-progress"; Html = progress seen.Run }
                yield! seen.Content
            ])
        |> List.concat

/// The frame around the parts, which stays the same, for a file of this path.
let frame (title: string) (path: string) =
    $"""<header><h1><bdi>{text title}</bdi></h1>
<p class="ua-lead"><bdi>{text path}</bdi> · <a href="report">Report of what is finished</a></p>
<p id="ua-told" role="status"></p></header>
<div id="ua-parts"></div>
"""
