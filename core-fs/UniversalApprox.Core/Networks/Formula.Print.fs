/// Writes networks as text. A `Notation` says how numbers, inputs, products and activations are written; `write` is the
/// same for all notations.
module internal UniversalApprox.Core.Networks.FormulaPrint

open System
open System.Globalization
open UniversalApprox.Core

/// The rules of one notation. Every number arrives as the invariant text of its magnitude ("24", "1.2e-5");
/// `write` puts its sign between the terms, as `Plus` or `Minus`.
type Notation =
    {
        Prefix: string
        /// The network of a logarithmic output: the exponential of the sum.
        Exponential: string -> string
        /// The text between two terms.
        Plus: string
        Minus: string
        Constant: string -> string
        /// A weight times an input: the weight, the index of the input (from 0), and the number of inputs.
        Weighted: string -> int -> int -> string
        /// An amplitude times an activation: the amplitude, the activation and its argument.
        Scaled: string -> Activation -> string -> string
    }

/// "1E-05" as "1e-5", "1E+300" as "1e300".
let private tidyExponent (text: string) =
    match text.IndexOf 'E' with
    | -1 -> text
    | place -> text.Substring(0, place) + "e" + string (int (text.Substring(place + 1)))

let private magnitude digits (value: float) =
    let exact = abs value |> Check.text

    let rounded =
        match digits with
        | Some(count: int) -> (abs value).ToString("G" + string count, CultureInfo.InvariantCulture)
        | None -> exact

    // Rounding up can exceed the largest float64, and then the text could not be read back.
    let readable = Double.IsFinite(Double.Parse(rounded, CultureInfo.InvariantCulture))
    tidyExponent (if readable then rounded else exact)

/// A term: whether it is negative, and its text without the sign.
let private term (value: float) text = struct (value < 0.0, text)

let private join notation terms =
    let signed place struct (negative, text) =
        match place, negative with
        | 0, false -> text
        | 0, true -> "-" + text
        | _, false -> notation.Plus + text
        | _, true -> notation.Minus + text

    terms |> Array.mapi signed |> String.Concat

let private argument notation number (unit: HiddenUnit) =
    let dimension = unit.Weights.Length

    let weights =
        unit.Weights
        |> Array.mapi (fun k weight -> term weight (notation.Weighted (number weight) k dimension))

    let bias =
        if unit.Bias = 0.0 then
            [||]
        else
            [| term unit.Bias (notation.Constant(number unit.Bias)) |]

    join notation (Array.append weights bias)

let write (axes: Axes) notation digits (network: Network) =
    let number = magnitude digits

    let units =
        network.HiddenUnits
        |> Array.map (fun unit ->
            notation.Scaled (number unit.Amplitude) network.Activation (argument notation number unit)
            |> term unit.Amplitude)

    let offset =
        if network.Offset = 0.0 && units.Length > 0 then
            [||]
        else
            [| term network.Offset (notation.Constant(number network.Offset)) |]

    let sum = join notation (Array.append units offset)

    notation.Prefix
    + (match axes.Output with
       | AxisScale.Linear -> sum
       | AxisScale.Log -> notation.Exponential sum)

let private inputName k dimension = if dimension = 1 then "x" else $"x{k + 1}"

/// An input as its axis has it, given the logarithm of the notation.
let private onAxis (axes: Axes) logarithm k input =
    match axes.Inputs[k] with
    | AxisScale.Linear -> input
    | AxisScale.Log -> $"{logarithm}({input})"

/// The notation of the notebook with the given inputs.
let private notebookOf input =
    let name activation =
        if activation = Activation.Sigmoid then
            "sig"
        else
            Activation.name activation

    {
        Prefix = ""
        Exponential = fun sum -> $"exp({sum})"
        Plus = " + "
        Minus = " - "
        Constant = id
        Weighted = fun weight k dimension -> (if weight = "1" then "" else weight + "*") + input k dimension
        Scaled =
            fun amplitude activation z ->
                (if amplitude = "1" then "" else amplitude + " ") + $"{name activation}({z})"
    }

let notebook axes = notebookOf (fun k dimension -> onAxis axes "ln" k (inputName k dimension))

/// The notation of the notebook with inputs by name in brackets; a ] in a name is doubled. Names that are the usual ones, x or
/// x1, x2, …, need no brackets.
let named (names: string[]) axes =
    let usual = names |> Array.mapi (fun k _ -> inputName k names.Length)

    if names = usual then
        notebook axes
    else
        let bracketed = names |> Array.map (fun name -> "[" + name.Replace("]", "]]") + "]")
        notebookOf (fun k _ -> onAxis axes "ln" k bracketed[k])

let latex axes =
    let number (text: string) =
        match text.IndexOf 'e' with
        | -1 -> text
        | place -> $@"{text.Substring(0, place)}\times10^{{{text.Substring(place + 1)}}}"

    let factor (text: string) = if text = "1" then "" else number text

    let weighted (weight: string) k dimension =
        let space = if weight.Contains 'e' then @"\," else ""
        factor weight + space + onAxis axes @"\ln" k (if dimension = 1 then "x" else $"x_{{{k + 1}}}")

    let name activation =
        match activation with
        | Activation.Sigmoid -> @"\sigma"
        | Activation.Tanh -> @"\tanh"
        | Activation.Sin -> @"\sin"
        | other -> $@"\operatorname{{{Activation.name other}}}"

    {
        Prefix = ""
        Exponential = fun sum -> $@"\exp({sum})"
        Plus = "+"
        Minus = "-"
        Constant = number
        Weighted = weighted
        Scaled =
            fun amplitude activation z ->
                (if amplitude = "1" then "" else number amplitude + @"\,") + $"{name activation}({z})"
    }

/// The notation of a language that writes a unit as amplitude * σ(z), given its numbers, inputs, exponential and σ.
let private code number input exponential activate =
    {
        Prefix = ""
        Exponential = fun sum -> $"{exponential}({sum})"
        Plus = " + "
        Minus = " - "
        Constant = number
        Weighted =
            fun weight k dimension -> (if weight = "1" then "" else number weight + "*") + input k dimension
        Scaled =
            fun amplitude activation z ->
                (if amplitude = "1" then "" else number amplitude + "*") + activate activation z
    }

// Each language below writes σ(z) so that no intermediate value overflows to an error or to NaN.

let excel axes =
    let rec letters k = (if k < 26 then "" else letters (k / 26 - 1)) + string (char (int 'A' + k % 26))

    // Excel's unary minus binds tighter than ^, and EXP is an error above 709.
    let activate activation z =
        match activation with
        | Activation.Sigmoid -> $"(0.5*(1+TANH(({z})/2)))"
        | Activation.Tanh -> $"TANH({z})"
        | Activation.Softsign -> $"(({z})/(1+ABS({z})))"
        | Activation.Relu -> $"MAX(0,{z})"
        | Activation.LeakyRelu -> $"MAX(0.01*({z}),{z})"
        | Activation.Softplus -> $"(MAX(0,{z})+LN(1+EXP(-ABS({z}))))"
        | Activation.Silu -> $"(({z})*0.5*(1+TANH(({z})/2)))"
        | Activation.Gelu -> $"(({z})*NORM.S.DIST({z},TRUE))"
        | Activation.Elu -> $"(MAX(0,{z})+(EXP(MIN(0,{z}))-1))"
        | Activation.Sin -> $"SIN({z})"
        | Activation.Gaussian -> $"EXP(-(({z})^2))"
        | Activation.Erf -> $"ERF.PRECISE({z})"
        | Activation.Heaviside -> $"(0.5*(1+SIGN({z})))"

    { code _.ToUpperInvariant() (fun k _ -> onAxis axes "LN" k (letters k + "2")) "EXP" activate with
        Prefix = "="
        Plus = "+"
        Minus = "-"
    }

let python axes =
    let activate activation z =
        match activation with
        | Activation.Sigmoid -> $"(0.5*(1 + np.tanh(0.5*({z}))))"
        | Activation.Tanh -> $"np.tanh({z})"
        | Activation.Softsign -> $"(({z})/(1 + np.abs({z})))"
        | Activation.Relu -> $"np.maximum(0, {z})"
        | Activation.LeakyRelu -> $"np.maximum(0.01*({z}), {z})"
        | Activation.Softplus -> $"np.logaddexp(0, {z})"
        | Activation.Silu -> $"(({z})*0.5*(1 + np.tanh(0.5*({z}))))"
        | Activation.Gelu -> $"(({z})*scipy.special.ndtr({z}))"
        | Activation.Elu -> $"(np.maximum(0, {z}) + np.expm1(np.minimum(0, {z})))"
        | Activation.Sin -> $"np.sin({z})"
        | Activation.Gaussian -> $"np.exp(-np.square({z}))"
        | Activation.Erf -> $"scipy.special.erf({z})"
        | Activation.Heaviside -> $"np.heaviside({z}, 0.5)"

    code id (fun k dimension -> onAxis axes "np.log" k (inputName k dimension)) "np.exp" activate

/// A number written so that neither C# nor PowerShell takes it for an integer.
let private realNumber (text: string) = if text.Contains '.' || text.Contains 'e' then text else text + ".0"

/// C# and PowerShell both call System.Math, under different names. It has no error function, so `erf` supplies the call.
let private dotNet axes math erf input =
    let activate activation z =
        match activation with
        | Activation.Sigmoid -> $"(1.0/(1.0 + {math}Exp(-({z}))))"
        | Activation.Tanh -> $"{math}Tanh({z})"
        | Activation.Softsign -> $"(({z})/(1.0 + {math}Abs({z})))"
        | Activation.Relu -> $"{math}Max(0.0, {z})"
        | Activation.LeakyRelu -> $"{math}Max(0.01*({z}), {z})"
        | Activation.Softplus -> $"({math}Max(0.0, {z}) + {math}Log(1.0 + {math}Exp(-{math}Abs({z}))))"
        | Activation.Silu -> $"(({z})/(1.0 + {math}Exp(-({z}))))"
        | Activation.Gelu -> $"""(0.5*({z})*(1.0 + {erf $"({z})/1.4142135623730951"}))"""
        | Activation.Elu -> $"({math}Max(0.0, {z}) + ({math}Exp({math}Min(0.0, {z})) - 1.0))"
        | Activation.Sin -> $"{math}Sin({z})"
        | Activation.Gaussian -> $"{math}Exp(-({z})*({z}))"
        | Activation.Erf -> erf z
        | Activation.Heaviside -> $"(0.5*(1.0 + {math}Sign({z})))"

    let input k dimension = onAxis axes $"{math}Log" k (input k dimension)
    let notation = code realNumber input $"{math}Exp" activate

    let scaled amplitude activation z =
        if activation = Activation.Sigmoid then
            $"{realNumber amplitude}/(1.0 + {math}Exp(-({z})))"
        else
            notation.Scaled amplitude activation z

    { notation with Scaled = scaled }

let cSharp axes = dotNet axes "Math." (fun z -> $"Erf({z})") inputName

let powerShell axes =
    let input k dimension = "$" + inputName k dimension

    { dotNet axes "[math]::" (fun z -> $"(Erf ({z}))") input with
        // Import-Csv delivers $x as text. With a number on the left, PowerShell converts it to a number.
        Weighted =
            fun weight k dimension ->
                $"""{realNumber weight}*{onAxis axes "[math]::Log" k (input k dimension)}"""
    }
