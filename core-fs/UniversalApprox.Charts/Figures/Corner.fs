namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Posteriors
open UniversalApprox.Charts.Figures.Posteriors.CornerPanels

[<RequireQualifiedAccess>]
type Overlay =
    | Point of name: string * values: (string * float) list
    | Network of name: string * network: Network
    | Posterior of name: string * posterior: Posterior

type CornerSettings =
    {
        Name: string
        Parameters: string[] option
        Masses: float[]
        Quantiles: float[]
        Overlays: Overlay list
    }

[<RequireQualifiedAccess>]
module Corner =
    let private densityDraws = 20000
    let private mostMasses, private mostQuantiles, private mostOverlays = 4, 9, 5

    let defaults =
        {
            Name = "posterior"
            Parameters = None
            Masses = [| 1.0 - exp -0.5; 1.0 - exp -2.0 |]
            Quantiles = [| 0.16; 0.5; 0.84 |]
            Overlays = []
        }

    let private validate settings =
        if settings.Masses.Length = 0 || settings.Masses.Length > mostMasses then
            Check.refuse "Masses" (Check.told $"{settings.Masses.Length}") $"1 to {mostMasses} numbers"

        settings.Masses |> Array.iter (Check.fraction "Masses")

        if settings.Quantiles.Length > mostQuantiles then
            Check.refuse
                "Quantiles"
                (Check.told $"{settings.Quantiles.Length}")
                $"at most {mostQuantiles} numbers"

        settings.Quantiles |> Array.iter (Check.probability "Quantiles")

        if settings.Overlays.Length > mostOverlays then
            Check.reject "Overlays" $"Give at most {mostOverlays} overlays; got {settings.Overlays.Length}."

    let private tint index = Palette.ofSeries (index + 1)

    /// The values of a point, matched by name to the shown parameters.
    let private truth index label (names: string[]) (values: (string * float) seq) =
        let known = dict values

        let pick name =
            match known.TryGetValue name with
            | true, value when Double.IsFinite value -> Some value
            | _ -> None

        let truth = { Label = label; Tint = tint index; Values = names |> Array.map pick }

        if truth.Values |> Array.forall _.IsNone then
            Check.reject
                "Overlays"
                $"{Label.line 48 label} has a finite value for none of the shown parameters."

        truth

    /// The θ of a network under the labels of the draws, with the names of the posterior's parameters.
    let private relabelled (posterior: Posterior) (network: Network) =
        match posterior.Relabelling with
        | None -> Check.reject "Overlays" "A network can be shown with a posterior of networks only."
        | Some map ->
            if network.Activation <> map.Reference.Activation || network.Layout <> map.Reference.Layout then
                Check.reject
                    "Overlays"
                    "The network must have the activation, inputs and units of the posterior's."

            let theta = network.Parameters
            // Relabelling needs a whole draw. The elements after θ stay 0 and are not shown.
            let image =
                Relabelling.apply map (Array.append theta (Array.zeroCreate (map.Dimension - theta.Length)))

            Array.zip posterior.Canonical.ParameterNames[.. theta.Length - 1] image[.. theta.Length - 1]

    let private comparable (posterior: Posterior) (other: Posterior) =
        match posterior.Relabelling, other.Relabelling with
        | Some map, Some theirs when
            map.Reference.Activation = theirs.Reference.Activation
            && map.Reference.Layout = theirs.Reference.Layout
            && map.Dimension = theirs.Dimension
            ->
            Relabelling.applyToChain map other.Raw
        | _ -> other.Canonical

    let private sample name colour (names: string[]) (chain: Chain) =
        let which = Draws.evenly densityDraws (Draws.count chain)

        let column name =
            match Array.IndexOf(chain.ParameterNames, name) with
            | -1 -> None
            | p ->
                let all = Draws.column chain p
                Some(which |> Array.map (fun i -> all[i]))

        let sample = { Name = name; Colour = colour; Columns = names |> Array.map column }

        if sample.Columns |> Array.forall _.IsNone then
            Check.reject "Overlays" $"{Label.line 48 name} has none of the shown parameters."

        sample

    let private content settings (posterior: Posterior) =
        let chain = posterior.Canonical
        let shown = Draws.choose settings.Parameters chain
        let names = shown |> Array.map (fun p -> chain.ParameterNames[p])
        let main = sample settings.Name Palette.primary names chain

        let others =
            settings.Overlays
            |> List.indexed
            |> List.choose (function
                | i, Overlay.Posterior(name, other) ->
                    Some(sample name (tint i) names (comparable posterior other))
                | _ -> None)

        let truths =
            settings.Overlays
            |> List.indexed
            |> List.choose (function
                | i, Overlay.Point(name, values) -> Some(truth i name names values)
                | i, Overlay.Network(name, network) -> Some(truth i name names (relabelled posterior network))
                | _, Overlay.Posterior _ -> None)

        let finite = shown |> Array.map (fun p -> Draws.finite (Draws.column chain p))

        let quantiles probabilities =
            finite
            |> Array.map (function
                | [||] -> None
                | values -> Some(ParameterSummary.quantiles probabilities values))

        let rangeOf p =
            let columns = main :: others |> List.choose (fun sample -> sample.Columns[p])
            truths |> List.choose (fun truth -> truth.Values[p]) |> List.fold reaching (range columns)

        let content =
            {
                Names = names
                Masses = Array.distinct settings.Masses
                Quantiles = settings.Quantiles
                Main = main
                Others = others
                Truths = truths
                QuantileValues = quantiles settings.Quantiles
                Medians = quantiles [| 0.5 |] |> Array.map (Option.map Array.head)
                Ranges = Array.init names.Length rangeOf
            }

        let skipped = Array.length shown * Draws.count chain - Array.sumBy Array.length finite
        struct (content, skipped)

    /// The two parameters with the strongest linear correlation.
    let private strongest (content: Content) =
        let columns = content.Main.Columns |> Array.map (Option.defaultValue [||])

        Array.allPairs [| 0 .. columns.Length - 1 |] [| 0 .. columns.Length - 1 |]
        |> Array.filter (fun (i, j) -> i < j)
        |> Array.map (fun (i, j) ->
            i, j, MathNet.Numerics.Statistics.Correlation.Pearson(columns[i], columns[j]))
        |> Array.filter (fun (_, _, r) -> Double.IsFinite r)
        |> Array.sortByDescending (fun (_, _, r) -> abs r)
        |> Array.tryHead

    let private captionOfPairs (content: Content) drawn =
        if content.Names.Length = 1 then
            ""
        elif drawn < fewest then
            " Below it, pairs of parameters: there are too few draws for densities, so dots are the draws."
        else
            let masses = content.Masses |> Array.sort |> Array.map percent |> List.ofArray |> Label.sentence

            $" Below it, pairs of parameters: lines enclose {masses} of the draws, dots are draws outside."
            + (match strongest content with
               | Some(i, j, r) ->
                   $" The strongest linear correlation is that of {CornerLayout.axisName content.Names[i]} and {CornerLayout.axisName content.Names[j]}, {Label.number 3 r}."
               | None -> "")

    let private caption settings (content: Content) skipped (posterior: Posterior) =
        let chain = posterior.Canonical
        let total = Draws.count chain
        let drawn = min total densityDraws

        let quantiles =
            if content.Quantiles.Length = 0 then
                "."
            else
                $", with its {quantileName content.Quantiles}; titles give the median and the distances to the outer ones."

        let far =
            content.Truths
            |> List.filter (fun truth ->
                Array.exists2
                    (fun value struct (low, high) -> value |> Option.exists (fun v -> v < low || v > high))
                    truth.Values
                    content.Ranges)

        String.concat
            ""
            [
                Label.plural "draw" total
                ". On the diagonal, the distribution of each parameter"
                quantiles
                captionOfPairs content drawn
                (if posterior.Relabelling.IsSome then
                     " Units are relabelled so that unit 1 means the same in all draws."
                 else
                     "")
                (if drawn < total then
                     $" Densities are of {Label.count drawn} draws, evenly spaced; numbers are of all."
                 else
                     "")
                " Axes leave out the outermost draws."
                Draws.captionOfChoice settings.Parameters.IsSome content.Names.Length chain
                (if skipped > 0 then
                     " " + Label.plural "value" skipped + " that are not finite are left out."
                 else
                     "")
                (if List.isEmpty far then
                     ""
                 else
                     let names =
                         far |> List.map (fun truth -> Label.line 48 truth.Label) |> String.concat ", "

                     $" Beyond the axes in part: {names}.")
            ]

    let create settings (posterior: Posterior) =
        validate settings
        let struct (content, skipped) = content settings posterior
        let count = content.Names.Length

        let marks =
            Array.Parallel.init count (fun row ->
                Array.init (row + 1) (fun column ->
                    if row = column then diagonal content row else pair content column row))

        let parameters = Label.plural "parameter" count

        Figure.ofMatrices
            "corner"
            $"{parameters} of the {Label.line 40 settings.Name}"
            (caption settings content skipped posterior)
            ($"Corner plot of {parameters}: "
             + Label.plural "panel" (count * (count + 1) / 2)
             + " in a lower triangle, distributions of single parameters on the diagonal and of pairs below it.")
            (min (84 * count) Figure.wideWidth)
            (CornerLayout.arrangement content marks)
