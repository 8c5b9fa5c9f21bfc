namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core.Measurements
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

[<RequireQualifiedAccess>]
module SharedCurves =
    let private height = 380

    let create (fit: SharedFit) =
        let data = fit.Groups[0].Data

        if data.Dimension > 1 then
            raise (
                ArgumentException "The curves of groups are drawn over one input; these data have several."
            )

        let marks =
            fit.Groups
            |> Array.mapi (fun i group ->
                CurveMarks.ofData (Palette.ofSeries i) group.Name group.Data group.Network)
            |> List.concat

        let shared = String.Join(", ", fit.Shared)
        let panel = Panel.create "" (Axis.ofInput data 0) (Axis.ofOutput data) marks

        Figure.ofPanels
            "shared-curves"
            $"{fit.Groups.Length} groups with {shared} in common"
            fit.Answer
            "Groups of data as dots of different colours, each with its fitted curve."
            (struct (1, 1))
            { Rows = [ [ Some { Stack = [ height, panel ] } ] ]; HasLegend = true }
