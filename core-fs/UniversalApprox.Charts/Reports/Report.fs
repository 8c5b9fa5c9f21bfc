namespace UniversalApprox.Charts.Reports

open System
open System.Globalization
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Files
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Pages
open UniversalApprox.Charts.Reports.Findings

[<RequireQualifiedAccess>]
module Report =
    let private check (content: ReportContent) =
        if content.Parts.IsEmpty && content.OtherPosteriors.IsEmpty && content.Figures.IsEmpty then
            Check.reject "content" "There is nothing to report on: no fits, no posteriors and no figures."

    let private posterior number (item: ReportPosterior) =
        [
            Block.Subsection(
                match item.Posterior.Settings.Model with
                | Some model ->
                    let neurons = Label.plural "neuron" model.Layout.Units
                    $"Posterior{number}: {neurons}, {Activation.name model.Activation}"
                | None -> $"Posterior{number}"
            )

            yield! PosteriorBlocks.ofPosterior item
        ]

    let private posteriors (items: ReportPosterior list) =
        items
        |> List.mapi (fun index item -> posterior (if items.Length > 1 then $" {index + 1}" else "") item)
        |> List.concat

    /// The posterior of the chosen network, or why there is none; then the others.
    let private posteriorsOf (findings: Findings) =
        let network (fit: UnitFit) = Neurons.kind fit.Trained.Network
        let chosen = if findings.IsRecommended then "recommended" else "shown"

        [
            match findings.Posterior, findings.Chosen with
            | Some own, _ -> yield! posterior "" own
            | None, Some fit when findings.Others.IsEmpty ->
                Block.Subsection "Posterior"

                let errors =
                    match findings.Draws with
                    | Some(Ok _) ->
                        $"Bands and errors above are those of the {chosen} network, {network fit}, without Markov chains; Invoke-Mcmc samples its posterior."
                    | _ -> $"Invoke-Mcmc samples that of the {chosen} network, {network fit}."

                Block.Paragraph $"No posterior was sampled. {errors}"
            | None, Some fit ->
                Block.Subsection "Posterior"

                Block.Paragraph
                    $"The posterior of the {chosen} network, {network fit}, was not sampled. What follows is about other networks."
            | None, None -> ()

            yield! posteriors findings.Others
        ]

    let private question (part: ReportPart) =
        if part.Fits.IsEmpty then
            $"{part.Data.Name}: how sure are we of the network?"
        else
            $"{part.Data.Name}: how many neurons?"

    let private part (findings: Findings) =
        let part = findings.Part

        [
            Block.Section(findings.Anchor, question part)
            yield! SweepBlocks.answer part.Answer
            yield! CurveBlocks.ofFindings findings
            Block.Facts(SweepBlocks.dataFacts part.Data)
            if not part.Fits.IsEmpty then
                yield! SweepBlocks.sizes findings
            match findings.Chosen with
            | Some fit ->
                yield! SweepBlocks.residuals fit
                yield! SweepBlocks.network findings fit
            | None -> ()
            yield! posteriorsOf findings
        ]

    /// A title with more names is too long.
    let private mostNames = 4

    let private title (content: ReportContent) =
        match content.Title, content.Parts with
        | Some title, _ -> title
        | None, [] when not content.OtherPosteriors.IsEmpty -> "Posterior"
        | None, [] ->
            match content.Figures with
            | [ figure ] -> figure.Title
            | _ -> "Figures"
        | None, parts ->
            match parts |> List.map _.Data.Name |> List.distinct with
            | names when names.Length > mostNames -> $"How many neurons? {parts.Length} data sets"
            | names -> "How many neurons? " + Label.sentence names

    let private created (time: DateTimeOffset) =
        time.ToString("d MMMM yyyy, HH:mm K", CultureInfo.InvariantCulture)

    let private blocks content =
        let findings = content.Parts |> List.mapi Findings.ofPart

        [
            yield! OverviewBlocks.ofFindings findings
            yield! findings |> List.collect part
            if not content.OtherPosteriors.IsEmpty then
                Block.Section("posteriors", "Posterior")
                yield! posteriors content.OtherPosteriors
            if not content.Figures.IsEmpty then
                Block.Section("figures", "Figures")
                yield! content.Figures |> List.map Block.Picture
            yield! SourceBlocks.ofContent content
        ]

    let private figures blocks =
        blocks
        |> List.choose (fun block ->
            match block with
            | Block.Picture figure -> Some figure
            | _ -> None)

    let private page plotlyJs content =
        check content
        let blocks = blocks content
        let title = title content
        let figures = figures blocks

        let html =
            Page.create plotlyJs title figures (fun arrays ->
                Html.ofBlocks arrays title (created content.Created) blocks)

        struct (html, figures)

    let toHtml plotlyJs content =
        let struct (html, _) = page plotlyJs content
        html

    let toMarkdown content =
        check content
        Markdown.ofBlocks (title content) (created content.Created) (blocks content)

    let prepare plotlyJs path content =
        let struct (html, figures) = page plotlyJs content
        fun () -> Page.write path (Page.assets plotlyJs figures) html

    let prepareMarkdown path content =
        let markdown = toMarkdown content
        fun () -> AtomicFile.writeText path markdown

    let preparePdf browser path cancellation content =
        // A missing browser should not cost the time of making the page.
        let program = Pdf.findBrowser browser
        let pdf = toHtml PlotlyJs.Inline content |> Pdf.print program path cancellation
        fun () -> AtomicFile.writeBytes path pdf

    let save plotlyJs path content = prepare plotlyJs path content ()
    let saveMarkdown path content = prepareMarkdown path content ()

    let savePdf browser path content = preparePdf browser path CancellationToken.None content ()
