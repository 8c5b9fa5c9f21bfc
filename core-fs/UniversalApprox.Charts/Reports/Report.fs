namespace UniversalApprox.Charts.Reports

open System
open System.Globalization
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Files
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Pages

[<RequireQualifiedAccess>]
module Report =
    let private check (content: ReportContent) =
        if content.Parts.IsEmpty && content.OtherPosteriors.IsEmpty && content.Figures.IsEmpty then
            Check.reject "content" "There is nothing to report on: no fits, no posteriors and no figures."

    let private posteriors (items: ReportPosterior list) =
        [
            for index, item in List.indexed items do
                let number = if items.Length > 1 then $" {index + 1}" else ""

                Block.Subsection(
                    match item.Posterior.Settings.Model with
                    | Some model ->
                        let neurons = Label.plural "neuron" model.Layout.Units
                        $"Posterior{number}: {neurons}, {Activation.name model.Activation}"
                    | None -> $"Posterior{number}"
                )

                yield! PosteriorBlocks.ofPosterior item
        ]

    let private question (part: ReportPart) =
        if part.Fits.IsEmpty then
            $"{part.Data.Name}: how sure are we of the network?"
        else
            $"{part.Data.Name}: how many neurons?"

    let private part index (part: ReportPart) =
        [
            Block.Section($"part-{index + 1}", question part)
            yield! SweepBlocks.answer part.Answer
            Block.Facts(SweepBlocks.dataFacts part.Origin part.Data)
            if not part.Fits.IsEmpty then
                Block.Subsection "The networks"
                yield! SweepBlocks.ofFits part.Answer part.Fits
            yield! EvidenceBlocks.ofModels part.Models
            yield! posteriors part.Posteriors
        ]

    let private title (content: ReportContent) =
        match content.Title, content.Parts with
        | Some title, _ -> title
        | None, [] -> "Posterior"
        | None, parts ->
            let names = parts |> List.map _.Data.Name |> List.distinct |> List.truncate 4
            "How many neurons? " + Label.sentence names

    let private created (time: DateTimeOffset) =
        time.ToString("d MMMM yyyy, HH:mm K", CultureInfo.InvariantCulture)

    let private blocks content =
        [
            yield! content.Parts |> List.mapi part |> List.concat
            if not content.OtherPosteriors.IsEmpty then
                Block.Section("posteriors", "Posterior")
                yield! posteriors content.OtherPosteriors
            if not content.Figures.IsEmpty then
                Block.Section("figures", "Figures")
                yield! content.Figures |> List.map Block.Picture
            Block.Section("provenance", "How this was made")
            Block.Facts content.Provenance
            if not content.Commands.IsEmpty then
                Block.Code("These commands give the same numbers again", String.Join("\n", content.Commands))
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

        let html = Html.ofBlocks title (created content.Created) blocks |> Page.create plotlyJs title figures

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

    let save plotlyJs path content = prepare plotlyJs path content ()
    let saveMarkdown path content = prepareMarkdown path content ()
