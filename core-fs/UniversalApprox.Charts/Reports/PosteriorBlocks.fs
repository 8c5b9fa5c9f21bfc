/// The blocks of a report about a posterior.
module internal UniversalApprox.Charts.Reports.PosteriorBlocks

open MathNet.Numerics
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Posteriors

let private percent (probability: float) =
    // Rounding is needed because 100 × 0.07 is not 7.
    $"{System.Math.Round(100.0 * probability, 6)} %%"

let private row (summary: ParameterSummary) =
    summary.IsOnlyPrior,
    [
        Entry.Words summary.Name
        Entry.number 4 summary.Mean
        Entry.number 3 summary.Sd
        Entry.number 4 summary.Median
        yield! summary.Quantiles |> Array.map (Entry.number 4)
        Entry.optional 2 summary.McseMean
        Entry.optional 3 summary.Diagnostics.EssBulk
        Entry.optional 3 summary.Diagnostics.EssTail
        Entry.optional 4 (summary.Diagnostics.NestedRHat |> Option.orElse summary.Diagnostics.RHat)
        Entry.optional 3 (summary.AutocorrelationTime |> Option.map _.Tau)
        Entry.optional 2 summary.Contraction
    ]

let private table (posterior: Posterior) =
    let onlyPrior = posterior.Summaries |> Array.filter _.IsOnlyPrior |> Array.map _.Name |> List.ofArray

    let warning =
        match onlyPrior with
        | [] -> ""
        | names ->
            $" The posterior of {Label.sentence names} is only the prior: the data say next to nothing about it."

    Block.Table
        {
            Name = "posterior"
            Caption =
                $"One row per parameter, of draws under common labels. R̂ below 1.01 and ESS above 400 are good; contraction is 1 − Var(posterior)/Var(prior).{warning}"
            Columns =
                [
                    "Parameter"
                    "Mean"
                    "SD"
                    "Median"
                    yield! posterior.Settings.Summary.Probabilities |> Array.map percent
                    "MCSE"
                    "ESS bulk"
                    "ESS tail"
                    "R̂"
                    "τ"
                    "Contraction"
                ]
            Rows = posterior.Summaries |> Array.map row |> List.ofArray
        }

let private size (posterior: Posterior) =
    let first = posterior.Raw.Ensembles[0]

    let ensembles, walkers, steps =
        Label.plural "ensemble" posterior.Raw.Ensembles.Length,
        Label.plural "walker" first.Walkers,
        Label.plural "kept step" first.KeptSteps

    $"{ensembles} of {walkers}, {steps}: {Label.count (posterior.Raw.Ensembles.Length * first.Walkers * first.KeptSteps)} draws."

/// Compares the trained network with the draw of highest probability, as the end of the notebook does (a public notebook of
/// 2022 by L. Posti that asked the question of this library with PyTorch and emcee).
let private comparison (content: ReportPosterior) =
    let best = content.Posterior.MaxProbability

    let loss (network: Network) =
        match content.Posterior.Settings.Model |> Option.bind _.Data with
        | Some data ->
            let residuals = GoodnessOfFit.residuals network data
            let loss = residuals |> Array.averageBy (fun r -> r * r)
            $", mean squared error {Label.number 4 loss}"
        | None -> ""

    match content.Posterior.Settings.Model, best.Network with
    | None, _
    | _, None -> []
    | Some model, Some network ->
        let formula = Formula.printOn model.Axes FormulaStyle.Notebook None

        [
            match content.Trained with
            | Some trained -> Block.Code($"Trained network{loss trained}", formula trained)
            | None -> ()
            Block.Code(
                $"Network of the draw with the highest density{loss network}, log-density {Label.number 5 best.LogDensity}",
                formula network
            )
        ]

/// Marks the trained network in the corner plot, if it has the shape of the draws.
let private overlays (content: ReportPosterior) =
    match content.Trained with
    | Some network -> [ Overlay.Network("trained network", network) ]
    | None -> []

let private hasCurve (posterior: Posterior) =
    match posterior.Settings.Model with
    | Some model -> model.Layout.Dimension = 1 && model.Data.IsSome
    | None -> false

/// More parameters make panels too small to read.
let private mostInCorner = 8

/// The number of parameters of a corner plot that leaves some out.
let private chosenInCorner = 6

/// The parameters with the strongest correlations, by which a corner plot says more than a table does.
let private correlated (chain: Chain) =
    let count = chain.ParameterNames.Length
    let columns = Array.init count (Draws.column chain)

    let strength =
        Array.allPairs [| 0 .. count - 1 |] [| 0 .. count - 1 |]
        |> Array.filter (fun (i, j) -> i < j)
        |> Array.map (fun (i, j) -> i, j, abs (Statistics.Correlation.Pearson(columns[i], columns[j])))
        |> Array.filter (fun (_, _, r) -> System.Double.IsFinite r)
        |> Array.sortByDescending (fun (_, _, r) -> r)

    strength
    |> Array.collect (fun (i, j, _) -> [| i; j |])
    |> Array.distinct
    |> Array.truncate chosenInCorner
    |> Array.sort
    |> Array.map (fun p -> chain.ParameterNames[p])

let private corner (content: ReportPosterior) =
    let chain = content.Posterior.Canonical

    let parameters =
        if chain.ParameterNames.Length <= mostInCorner then
            None
        else
            match correlated chain with
            | names when names.Length = chosenInCorner -> Some names
            | _ -> Some(Array.truncate chosenInCorner chain.ParameterNames)

    Corner.create
        { Corner.defaults with Overlays = overlays content; Parameters = parameters }
        content.Posterior

let private pictures (content: ReportPosterior) =
    let posterior = content.Posterior

    let chains =
        { Chains.defaults with
            Convergence = { Convergence.defaults with ReferenceLogDensity = content.Reference }
        }

    [
        if hasCurve posterior then
            Prediction.create { Prediction.defaults with Trained = content.Trained } posterior
        corner content
        yield! Chains.all chains posterior
    ]
    |> List.map Block.Picture

let ofPosterior (content: ReportPosterior) =
    [
        Block.Answer(Label.capitalised content.Verdict.Text, not content.Verdict.IsConverged)
        Block.Paragraph(size content.Posterior)
        table content.Posterior
        yield! comparison content
        yield! pictures content
    ]
