/// Reads formulas in the notation of the notebook (a public notebook of 2022 by L. Posti that asked the question of this
/// library with PyTorch and emcee). It is a recursive descent; positions in the text start at 0.
///   formula  = sum | exp "(" sum ")"
///   sum      = sum of:  number | [number ["*"]] activation "(" argument ")"
///   argument = sum of:  number | [number ["*"]] place
///   place    = input | ln "(" input ")"
///   input    = x | x1 | x2 | … or, in brackets, a name
module internal UniversalApprox.Core.Networks.FormulaParse

open System
open System.Collections.Generic
open System.Globalization
open UniversalApprox.Core
open UniversalApprox.Core.Expressions.Scan

/// A unit with the weights of the inputs it names, by index from 0.
type private Unit = { Weights: Dictionary<int, float>; Bias: float; Amplitude: float }

let private unexpected expected text position =
    match at text position with
    | '/' -> fail position "division is not part of the notation; write the quotient as one number"
    | '^' -> fail position "powers are not part of the notation; it has sums of a*activation(w*x + b) only"
    | _ -> fail position $"expected {expected}, found {found text position}"

let private nameEnd text start = skipWhile Char.IsAsciiDigit text (skipWhile Char.IsLetter text start)

let private tryActivation name =
    if name = "σ" then
        Some Activation.Sigmoid
    else
        Activation.tryParse name

/// The index from 0 of an input named x, x1, x2, …
let private inputIndex dimension (name: string) position =
    let mutable place = 0

    if name.Equals("x", StringComparison.OrdinalIgnoreCase) then
        0
    elif
        (name[0] = 'x' || name[0] = 'X')
        && name.Length > 1
        && isDigit name[1]
        && (Int32.TryParse(name.AsSpan 1, NumberStyles.None, CultureInfo.InvariantCulture, &place) |> not
            || place < 1
            || place > dimension)
    then
        let allowed =
            if dimension = 1 then
                "the only input is x"
            else
                $"inputs are x1 to x{dimension}"

        fail position $"the input {quote name} does not exist; {allowed}"
    elif place > 0 then
        place - 1
    elif (tryActivation name).IsSome then
        fail position $"an activation cannot stand inside another; found {quote name}"
    else
        fail position $"expected a number or an input (x, or x1, x2, …), found {quote name}"

/// The inputs of a formula as it is read: numbered, or named in the order in which the names appear.
type private Inputs(dimension: int) =
    let names = List<string>()
    let scales = Dictionary<int, AxisScale>()
    let mutable isNumbered = false

    /// An input stands as ln(x) everywhere or nowhere.
    member _.OnAxis(index: int, scale: AxisScale, position) =
        match scales.TryGetValue index with
        | true, other when other <> scale ->
            fail position "this input stands as itself and as its ln(…); it must be the same everywhere"
        | _ -> scales[index] <- scale

    member _.Scales(dimension) =
        Array.init dimension (fun k ->
            match scales.TryGetValue k with
            | true, scale -> scale
            | false, _ -> AxisScale.Linear)

    member _.Numbered(name, position) =
        if names.Count > 0 then
            fail
                position
                $"this formula names its inputs, as {quote names[0]}; numbered ones do not go with that"

        isNumbered <- true
        inputIndex dimension name position

    member _.Named(name, position) =
        if isNumbered then
            fail position $"this formula numbers its inputs, as x1; named ones do not go with that"

        match names.IndexOf name with
        | -1 when names.Count = dimension ->
            fail
                position
                $"""the input {quote name} is one too many: there {if dimension = 1 then "is 1" else $"are {dimension}"}"""
        | -1 ->
            names.Add name
            names.Count - 1
        | index -> index

/// Reads a name in brackets from behind its "[": struct (name, position behind "]"). A doubled ] stands for one.
let private bracketed (text: string) start =
    let rec close position =
        match text.IndexOf(']', (position: int)) with
        | -1 -> fail (start - 1) "expected ']' behind the name of this input"
        | found when at text (found + 1) = ']' -> close (found + 2)
        | found -> found

    let stop = close start

    if stop = start then
        fail start "expected the name of an input"

    struct (text.Substring(start, stop - start).Replace("]]", "]"), stop + 1)

/// Reads an optional factor: struct (value, whether there is a number, whether there is a "*", next position).
let private factor text position =
    if isNumberStart (at text position) then
        let struct (value, stop) = number text position
        let next = skipSpace text stop

        if isTimes (at text next) then
            struct (value, true, true, skipSpace text (next + 1))
        else
            struct (value, true, false, next)
    else
        struct (1.0, false, false, position)

/// Reads the sign of a term. The first term may have none. Behind an operator one more sign is allowed, as in 2 + -3.
let private sign text isFirst position =
    let start = skipSpace text position

    let one place =
        if isMinus (at text place) then
            struct (-1.0, skipSpace text (place + 1))
        elif at text place = '+' then
            struct (1.0, skipSpace text (place + 1))
        else
            struct (1.0, place)

    let struct (first, next) = one start

    if isFirst then
        struct (first, next)
    else
        let struct (second, next) = one next
        struct (first * second, next)

let private isSign c = c = '+' || isMinus c

let private checkedSum position (left: float) (right: float) =
    let sum = left + right

    if not (Double.IsFinite sum) then
        fail position "terms that add up exceed the range of numbers here"

    sum

/// Reads the argument of an activation, from behind "(" to behind ")".
let private argument (inputs: Inputs) text start =
    let weights = Dictionary<int, float>()

    let add index position value =
        let mutable weight = 0.0
        weights.TryGetValue(index, &weight) |> ignore
        weights[index] <- checkedSum position weight value

    /// An input by number or by name: struct (index, position behind it).
    let input next =
        if at text next = '[' then
            let struct (name, stop) = bracketed text (next + 1)
            struct (inputs.Named(name, next), stop)
        elif Char.IsLetter(at text next) then
            let stop = nameEnd text next
            struct (inputs.Numbered(text.Substring(next, stop - next), next), stop)
        else
            unexpected "an input" text next

    /// The position of the input in "ln(", if that is what stands here.
    let logarithm next =
        let stop = nameEnd text next
        let behind = skipSpace text stop

        if text.Substring(next, stop - next) = "ln" && at text behind = '(' then
            ValueSome(skipSpace text (behind + 1))
        else
            ValueNone

    let place next =
        match logarithm next with
        | ValueNone ->
            let struct (index, stop) = input next
            struct (index, AxisScale.Linear, stop)
        | ValueSome inner ->
            let struct (index, stop) = input inner
            let stop = skipSpace text stop

            if at text stop <> ')' then
                unexpected "')' behind the input of ln" text stop

            struct (index, AxisScale.Log, stop + 1)

    let rec terms isFirst bias position =
        let struct (sign, start) = sign text isFirst position
        let struct (value, hasNumber, hasTimes, next) = factor text start
        let value = sign * value

        let struct (bias, next) =
            if Char.IsLetter(at text next) || at text next = '[' then
                let struct (index, scale, stop) = place next
                inputs.OnAxis(index, scale, next)
                add index start value
                struct (bias, skipSpace text stop)
            elif hasTimes then
                unexpected "an input (x, or x1, x2, …)" text next
            elif hasNumber then
                struct (checkedSum start bias value, next)
            else
                unexpected "a number or an input" text next

        match at text next with
        | ')' -> struct (bias, next + 1)
        | c when isSign c -> terms false bias next
        | _ -> unexpected "'+', '-' or ')'" text next

    let struct (bias, next) = terms true 0.0 start
    struct (weights, bias, next)

let private known = lazy (Activation.all |> List.map Activation.name |> String.concat ", ")

/// Reads the activation named at a position; also returns the position behind its "(".
let private activation text start =
    let stop = nameEnd text start
    let name = text.Substring(start, stop - start)

    match tryActivation name with
    | Some activation ->
        let next = skipSpace text stop

        if at text next <> '(' then
            unexpected $"'(' after {quote name}" text next

        struct (activation, next + 1)
    | None when name[0] = 'x' || name[0] = 'X' ->
        fail start $"an input can stand inside an activation only, as in sig(x); found {quote name}"
    | None -> fail start $"unknown activation {quote name}; known are {known.Value}"

let private checkSame (first: Activation voption) (next: Activation) position =
    match first with
    | ValueSome first when first <> next ->
        fail
            position
            $"all terms must use one activation; the first uses {Activation.name first}, this one {Activation.name next}"
    | _ -> ()

/// Reads the text from a position on: units in order, their activation, the offset, and the inputs.
let private sum dimension (text: string) start =
    let units = List<Unit>()
    let inputs = Inputs dimension

    let rec terms isFirst activationSoFar offset position =
        let struct (sign, start) = sign text isFirst position
        let struct (value, hasNumber, hasTimes, next) = factor text start
        let value = sign * value

        let struct (activationSoFar, offset, next) =
            if Char.IsLetter(at text next) then
                let struct (activation, behind) = activation text next
                checkSame activationSoFar activation next

                if units.Count = Network.maxUnits then
                    fail start $"a network has at most {Network.maxUnits} units"

                let struct (weights, bias, behind) = argument inputs text behind

                units.Add { Weights = weights; Bias = bias; Amplitude = value }

                struct (ValueSome activation, offset, skipSpace text behind)
            elif hasTimes then
                unexpected "an activation" text next
            elif hasNumber then
                struct (activationSoFar, checkedSum start offset value, next)
            else
                unexpected "a number or an activation" text next

        if next = text.Length then
            struct (activationSoFar, offset)
        elif isSign (at text next) then
            terms false activationSoFar offset next
        else
            unexpected "'+' or '-' or the end" text next

    let struct (activation, offset) = terms true ValueNone 0.0 start
    struct (ValueOption.defaultValue Activation.Sigmoid activation, units, offset, inputs)

/// The text without the ")" of an exp(…) around everything, and the position of the sum in it.
let private unwrapped (text: string) =
    let start = skipSpace text 0
    let stop = nameEnd text start
    let behind = skipSpace text stop

    if text.Substring(start, stop - start) <> "exp" || at text behind <> '(' then
        struct (text, 0, AxisScale.Linear)
    else
        let trimmed = text.TrimEnd()

        if not (trimmed.EndsWith ')') then
            fail trimmed.Length "expected the ')' of exp(…), which can only stand around the whole formula"

        struct (trimmed.Substring(0, trimmed.Length - 1), behind + 1, AxisScale.Log)

let private toHidden dimension (unit: Unit) : HiddenUnit =
    let weights = Array.zeroCreate dimension

    for pair in unit.Weights do
        weights[pair.Key] <- pair.Value

    { Weights = weights; Bias = unit.Bias; Amplitude = unit.Amplitude }

let formula (dimension: int option) (text: string) =
    try
        let struct (text, start, output) = unwrapped text

        let struct (activation, units, offset, inputs) =
            sum (defaultArg dimension Network.maxDimension) text start

        let highest = units |> Seq.collect _.Weights.Keys |> Seq.fold (fun top k -> max top (k + 1)) 1

        let dimension = defaultArg dimension highest
        let network = Network.ofUnits activation dimension (units |> Seq.map (toHidden dimension)) offset
        Ok(struct (network, { Inputs = inputs.Scales dimension; Output = output }))
    with SyntaxError(position, message) ->
        Error(struct (position + 1, message))
