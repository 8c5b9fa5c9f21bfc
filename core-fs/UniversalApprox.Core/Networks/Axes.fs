namespace UniversalApprox.Core.Networks

open System
open UniversalApprox.Core

[<RequireQualifiedAccess>]
type AxisScale =
    | Linear
    | Log

[<RequireQualifiedAccess>]
module AxisScale =
    let toAxis scale (value: float) =
        match scale with
        | AxisScale.Linear -> value
        | AxisScale.Log -> log value

    let toUnits scale (value: float) =
        match scale with
        | AxisScale.Linear -> value
        | AxisScale.Log -> exp value

type Axes = { Inputs: AxisScale[]; Output: AxisScale }

[<RequireQualifiedAccess>]
module Axes =
    let linear dimension = { Inputs = Array.create dimension AxisScale.Linear; Output = AxisScale.Linear }

    let isLinear axes =
        axes.Output = AxisScale.Linear
        && axes.Inputs |> Array.forall (fun scale -> scale = AxisScale.Linear)

    let validate dimension axes =
        if isNull (box axes.Inputs) || axes.Inputs.Length <> dimension then
            let given = if isNull (box axes.Inputs) then 0 else axes.Inputs.Length
            Check.reject "axes" $"axes must be for {dimension} inputs; got {given}."

    let private checkAbove k dimension (column: float[]) =
        // NaN gives NaN, as on a linear axis.
        let bad = Array.FindIndex(column, fun value -> value <= 0.0)

        if bad >= 0 then
            let name = if dimension = 1 then "x" else $"x{k + 1}"

            Check.reject
                "x"
                $"{name} has a logarithmic axis, so it must be above 0; at point {bad + 1} it is {Check.text column[bad]}."

    let columnsToAxes axes (columns: float[][]) =
        Check.sameLength "columns" axes.Inputs.Length columns

        Array.mapi2
            (fun k scale (column: float[]) ->
                match scale with
                | AxisScale.Linear -> column
                | AxisScale.Log ->
                    checkAbove k columns.Length column
                    Array.map log column)
            axes.Inputs
            columns

    let columnsToUnits axes (columns: float[][]) =
        Array.map2
            (fun scale column ->
                match scale with
                | AxisScale.Linear -> column
                | AxisScale.Log -> Array.map exp column)
            axes.Inputs
            columns

    let predict axes network columns =
        let values = Network.predict network (columnsToAxes axes columns)

        match axes.Output with
        | AxisScale.Linear -> values
        | AxisScale.Log -> Array.map exp values

    let private pointToAxes axes (x: float[]) =
        columnsToAxes axes (x |> Array.map Array.singleton) |> Array.map Array.head

    let evaluate axes network (x: float[]) =
        Check.sameLength "x" (network: Network).Dimension x
        AxisScale.toUnits axes.Output (Network.evaluate network (pointToAxes axes x))

    let gradient axes network (x: float[]) =
        Check.sameLength "x" (network: Network).Dimension x
        let gradient = Network.gradient network (pointToAxes axes x)

        match axes.Output with
        | AxisScale.Linear -> gradient
        | AxisScale.Log ->
            let value = evaluate axes network x
            gradient |> Array.map (fun part -> value * part)

    let label scale (name: string) =
        match scale with
        | AxisScale.Linear -> name
        | AxisScale.Log -> $"ln {name}"
