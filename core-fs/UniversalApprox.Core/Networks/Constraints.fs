namespace UniversalApprox.Core.Networks

open UniversalApprox.Core

[<RequireQualifiedAccess>]
type Monotone =
    | Free
    | Increasing
    | Decreasing

type FixedParameter = { Parameter: string; Value: float }

type BoundedParameter = { Parameter: string; Lower: float; Upper: float }

type Constraints =
    {
        Fix: FixedParameter[]
        Bound: BoundedParameter[]
        Monotone: Monotone[]
        NonNegative: bool
    }

[<RequireQualifiedAccess>]
module Constraints =
    let none = { Fix = [||]; Bound = [||]; Monotone = [||]; NonNegative = false }

    let private isMonotone (constraints: Constraints) =
        constraints.Monotone |> Array.exists (fun direction -> direction <> Monotone.Free)

    let hasBounds (constraints: Constraints) =
        constraints.Bound.Length > 0 || isMonotone constraints || constraints.NonNegative

    let isNone (constraints: Constraints) = constraints.Fix.Length = 0 && not (hasBounds constraints)

    let monotoneActivations =
        [
            Activation.Sigmoid
            Activation.Tanh
            Activation.Softsign
            Activation.Relu
            Activation.LeakyRelu
            Activation.Softplus
            Activation.Elu
            Activation.Erf
        ]

    let nonNegativeActivations =
        [ Activation.Sigmoid; Activation.Relu; Activation.Softplus; Activation.Gaussian ]

    let private named (constraints: Constraints) =
        Array.append
            (constraints.Fix |> Array.map (fun one -> struct ("Fix", one.Parameter)))
            (constraints.Bound |> Array.map (fun one -> struct ("Bound", one.Parameter)))

    let private targets constraints =
        named constraints |> Array.map (fun struct (option, name) -> ParameterTarget.parse option name)

    let upTo units (constraints: Constraints) =
        let exists option name =
            ParameterTarget.parse option name
            |> ParameterTarget.unitOf
            |> Option.forall (fun unit -> unit <= units)

        { constraints with
            Fix = constraints.Fix |> Array.filter (fun one -> exists "Fix" one.Parameter)
            Bound = constraints.Bound |> Array.filter (fun one -> exists "Bound" one.Parameter)
        }

    let onBias constraints =
        targets constraints
        |> Array.exists (fun target ->
            match target with
            | ParameterTarget.Bias _ -> true
            | ParameterTarget.Weight _
            | ParameterTarget.Amplitude _
            | ParameterTarget.Offset -> false)

    let distinguishesUnits constraints =
        targets constraints |> Array.exists (fun target -> (ParameterTarget.unitOf target).IsSome)

    let allImages activation constraints =
        not constraints.NonNegative
        && targets constraints
           |> Array.forall (fun target ->
               match target with
               | ParameterTarget.Offset -> Activation.symmetry activation <> Symmetry.Complement
               | ParameterTarget.Weight _
               | ParameterTarget.Bias _
               | ParameterTarget.Amplitude _ -> false)

    let isFixed (layout: Layout) (constraints: Constraints) =
        let held = Array.create layout.ParameterCount false

        for one in constraints.Fix do
            for p in ParameterTarget.indices layout (ParameterTarget.parse "Fix" one.Parameter) do
                held[p] <- true

        held

    let limits (layout: Layout) (constraints: Constraints) =
        let lower = Array.create layout.ParameterCount -infinity
        let upper = Array.create layout.ParameterCount infinity

        let within low high p =
            lower[p] <- max lower[p] low
            upper[p] <- min upper[p] high

        for one in constraints.Bound do
            ParameterTarget.indices layout (ParameterTarget.parse "Bound" one.Parameter)
            |> Array.iter (within one.Lower one.Upper)

        if constraints.NonNegative then
            for unit in 0 .. layout.Units - 1 do
                within 0.0 infinity (layout.Amplitude unit)

            within 0.0 infinity layout.Offset

        for one in constraints.Fix do
            ParameterTarget.indices layout (ParameterTarget.parse "Fix" one.Parameter)
            |> Array.iter (within one.Value one.Value)

        struct (lower, upper)

    let directions dimension (constraints: Constraints) =
        let sign direction =
            match direction with
            | Monotone.Free -> 0
            | Monotone.Increasing -> 1
            | Monotone.Decreasing -> -1

        match constraints.Monotone with
        | [||] -> Array.zeroCreate dimension
        | [| all |] -> Array.create dimension (sign all)
        | each -> Array.map sign each

    let free layout constraints =
        isFixed layout constraints |> Array.sumBy (fun held -> if held then 0 else 1)

    let atBound constraints (network: Network) =
        let layout = network.Layout
        let struct (lower, upper) = limits layout constraints
        let held = isFixed layout constraints
        let theta = network.Parameters
        let signs = directions layout.Dimension constraints
        let found = theta |> Array.mapi (fun p value -> value = lower[p] || value = upper[p])

        if isMonotone constraints then
            for unit in 0 .. layout.Units - 1 do
                let a = layout.Amplitude unit
                found[a] <- found[a] || theta[a] = 0.0

                for k in 0 .. layout.Dimension - 1 do
                    let w = layout.Weight(unit, k)
                    found[w] <- found[w] || (signs[k] <> 0 && theta[w] = 0.0)

        Array.map2 (fun found held -> found && not held) found held

    let active constraints (network: Network) =
        atBound constraints network
        |> Array.indexed
        |> Array.filter snd
        |> Array.map (fst >> network.Layout.ParameterName)

    let determined constraints (network: Network) =
        let layout = network.Layout
        let theta = network.Parameters

        let out = Array.map2 (||) (isFixed layout constraints) (atBound constraints network)

        for unit in 0 .. layout.Units - 1 do
            if out[layout.Amplitude unit] && theta[layout.Amplitude unit] = 0.0 then
                for p in layout.Weight(unit, 0) .. layout.Bias unit do
                    out[p] <- true

        out |> Array.sumBy (fun held -> if held then 0 else 1)

    let isSatisfied constraints (network: Network) =
        let layout = network.Layout
        let struct (lower, upper) = limits layout constraints
        let signs = directions layout.Dimension constraints
        let theta = network.Parameters

        let monotone unit =
            signs
            |> Array.indexed
            |> Array.forall (fun (k, sign) ->
                float sign * theta[layout.Amplitude unit] * theta[layout.Weight(unit, k)] >= 0.0)

        theta |> Array.indexed |> Array.forall (fun (p, value) -> value >= lower[p] && value <= upper[p])
        && Seq.forall monotone (seq { 0 .. layout.Units - 1 })

    let private guaranteed option what (allowed: Activation list) activation =
        if not (List.contains activation allowed) then
            let names = allowed |> List.map Activation.name |> String.concat ", "

            Check.because
                option
                $"{Check.named option} has no guarantee with {Activation.name activation} units: the activation must be {what}, as {names} are."

    let validate activation (constraints: Constraints) =
        targets constraints |> ignore

        for one in constraints.Fix do
            Check.finite $"Fix[{one.Parameter}]" one.Value

        for one in constraints.Bound do
            if not (one.Lower <= one.Upper && one.Lower < infinity && one.Upper > -infinity) then
                Check.refuse
                    $"Bound[{one.Parameter}]"
                    (Check.told $"{Check.text one.Lower}, {Check.text one.Upper}")
                    $"a lower bound and an upper one that is not below it"

        for option, names in
            [
                "Fix", constraints.Fix |> Array.map _.Parameter
                "Bound", constraints.Bound |> Array.map _.Parameter
            ] do
            Check.allDifferent option (names |> Array.map _.ToLowerInvariant()) Check.told

        if isMonotone constraints then
            guaranteed "Monotone" "one that never falls" monotoneActivations activation

        if constraints.NonNegative then
            guaranteed "NonNegative" "one that is nowhere below 0" nonNegativeActivations activation

    let private checkPlaces dimension (units: int[]) constraints =
        let most = Array.max units

        for struct (option, name) in named constraints do
            let target = ParameterTarget.parse option name

            match ParameterTarget.unitOf target with
            | Some unit when unit > most ->
                Check.refuse
                    option
                    (Check.told $"'{name}'")
                    $"a parameter of a network of at most {most} units"
            | _ -> ()

            match target with
            | ParameterTarget.Weight(_, Some input) when input > dimension ->
                Check.refuse option (Check.told $"'{name}'") $"a weight of one of {dimension} inputs"
            | _ -> ()

    let private contradiction option (what: string) =
        Check.because option $"The constraints contradict each other: {what}."

    let allowsTurn (layout: Layout) (lower: float[]) (upper: float[]) (signs: int[]) unit turn =
        let allows turn p = if turn > 0 then upper[p] >= 0.0 else lower[p] <= 0.0

        allows turn (layout.Amplitude unit)
        && signs
           |> Array.indexed
           |> Array.forall (fun (k, sign) -> sign = 0 || allows (turn * sign) (layout.Weight(unit, k)))

    let validateNetwork (layout: Layout) (constraints: Constraints) =
        let dimension = layout.Dimension

        if constraints.Monotone.Length > 1 && constraints.Monotone.Length <> dimension then
            Check.refuse
                "Monotone"
                (Check.told $"{constraints.Monotone.Length} directions")
                $"one direction, or one for each of {dimension} inputs"

        let struct (lower, upper) = limits layout constraints
        let signs = directions dimension constraints

        for p in 0 .. layout.ParameterCount - 1 do
            if lower[p] > upper[p] then
                let option = if constraints.Fix.Length > 0 then "Fix" else "Bound"

                contradiction
                    option
                    $"{layout.ParameterName p} would be at least {Check.text lower[p]} and at most {Check.text upper[p]}"

        for unit in 0 .. layout.Units - 1 do
            if not (List.exists (allowsTurn layout lower upper signs unit) [ 1; -1 ]) then
                contradiction "Monotone" $"unit {unit + 1} cannot be monotone within its bounds"

    let validateFor (axes: Axes) (units: int[]) (constraints: Constraints) =
        if constraints.NonNegative && axes.Output = AxisScale.Log then
            Check.because
                "NonNegative"
                $"""{Check.named "NonNegative"} has no place beside {Check.named "LogY"}: a curve on a logarithmic axis of its output is above 0 everywhere."""

        let dimension = axes.Inputs.Length
        checkPlaces dimension units constraints
        validateNetwork { Dimension = dimension; Units = Array.max units } constraints

    let describe (constraints: Constraints) =
        let bound (one: BoundedParameter) =
            if one.Lower = -infinity then
                $"{one.Parameter} ≤ {Check.text one.Upper}"
            elif one.Upper = infinity then
                $"{one.Parameter} ≥ {Check.text one.Lower}"
            else
                $"{Check.text one.Lower} ≤ {one.Parameter} ≤ {Check.text one.Upper}"

        let directions =
            match constraints.Monotone |> Array.map (fun d -> (string d).ToLowerInvariant()) with
            | [||] -> []
            | _ when not (isMonotone constraints) -> []
            | [| one |] -> [ one ]
            | each -> [ each |> Array.mapi (fun k d -> $"{d} in input {k + 1}") |> String.concat ", " ]

        [
            for one in constraints.Fix do
                $"{one.Parameter} = {Check.text one.Value}"

            yield! constraints.Bound |> Array.map bound
            yield! directions

            if constraints.NonNegative then
                "nowhere below 0"
        ]
        |> String.concat ", "
