namespace UniversalApprox.Core.Networks

open System.Text.RegularExpressions
open UniversalApprox.Core

/// What a name stands for; None is every unit, or every input. Numbers count from 1.
[<RequireQualifiedAccess>]
type internal ParameterTarget =
    | Weight of unit: int option * input: int option
    | Bias of unit: int option
    | Amplitude of unit: int option
    | Offset

module internal ParameterTarget =
    let private pattern = Regex(@"^(?:(w)([1-9]\d{0,3})?(?:_([1-9]\d{0,3}))?|([ba])([1-9]\d{0,3})?|(c))$")

    let parse option (name: string) =
        let found =
            if isNull name then
                Match.Empty
            else
                pattern.Match(name.ToLowerInvariant())

        let number (group: int) =
            if found.Groups[group].Success then
                Some(int found.Groups[group].Value)
            else
                None

        if not found.Success then
            Check.refuse
                option
                (Check.told $"'{name}'")
                $"a parameter such as c, w1, b1 or a1 (w1_2 for its input 2), or w, b or a for all units"
        elif found.Groups[6].Success then
            ParameterTarget.Offset
        elif found.Groups[1].Success then
            ParameterTarget.Weight(number 2, number 3)
        elif found.Groups[4].Value = "b" then
            ParameterTarget.Bias(number 5)
        else
            ParameterTarget.Amplitude(number 5)

    let unitOf target =
        match target with
        | ParameterTarget.Weight(unit, _)
        | ParameterTarget.Bias unit
        | ParameterTarget.Amplitude unit -> unit
        | ParameterTarget.Offset -> None

    /// The places in θ; none where the network has no such unit.
    let indices (layout: Layout) target =
        let units unit =
            match unit with
            | None -> [| 0 .. layout.Units - 1 |]
            | Some number when number <= layout.Units -> [| number - 1 |]
            | Some _ -> [||]

        match target with
        | ParameterTarget.Offset -> [| layout.Offset |]
        | ParameterTarget.Bias unit -> units unit |> Array.map layout.Bias
        | ParameterTarget.Amplitude unit -> units unit |> Array.map layout.Amplitude
        | ParameterTarget.Weight(unit, input) ->
            let inputs =
                match input with
                | None -> [| 0 .. layout.Dimension - 1 |]
                | Some number when number <= layout.Dimension -> [| number - 1 |]
                | Some _ -> [||]

            units unit
            |> Array.collect (fun unit -> inputs |> Array.map (fun input -> layout.Weight(unit, input)))
