/// Log-densities as text: values, gradients, errors and limits, and that samplers get the same draws as from code.
module UniversalApprox.Tests.Sampling.TextDensityTests

open System
open Expecto
open MathNet.Numerics
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Tests.Sampling.Support

let private read names text =
    match LogDensity.ofText names text with
    | Ok density -> density
    | Error error -> failtest (Formula.explain text error)

let private valueAt (density: LogDensity) (point: float[]) =
    let value = Array.zeroCreate 1
    density.CreateEvaluator().Evaluate(point, 1, value)
    value[0]

let private gradientAt (density: LogDensity) (point: float[]) =
    let gradient = Array.zeroCreate point.Length
    density.CreateEvaluator().EvaluateWithGradient(point, 1, Array.zeroCreate 1, gradient)
    gradient

/// The derivative of a density of one parameter.
let private slopeAt density (x: float) = Array.head (gradientAt density [| x |])

let private differences (density: LogDensity) (point: float[]) =
    Array.init point.Length (fun p ->
        let at (by: float) =
            let moved = Array.copy point
            moved[p] <- moved[p] + by
            valueAt density moved

        (8.0 * (at 1e-4 - at -1e-4) - (at 2e-4 - at -2e-4)) / 12e-4)

let private near tolerance what (expected: float) (actual: float) =
    let isNear =
        expected = actual
        || Double.IsNaN expected && Double.IsNaN actual
        || abs (expected - actual) <= tolerance * (1.0 + abs expected)

    Expect.isTrue isNear $"{what}: {actual}, expected {expected}"

let private sigmoid x = 1.0 / (1.0 + exp -x)

/// Name, function, derivative, and points of its domain.
let private functions: (string * (float -> float) * (float -> float) * float list) list =
    let everywhere = [ -30.0; -2.5; -0.7; -1e-9; 0.3; 1.0; 4.5; 30.0 ]
    let positive = [ 1e-300; 1e-9; 0.3; 1.0; 2.0; 4.5; 1e9 ]
    let inside = [ -0.99; -0.3; 1e-9; 0.5; 0.99 ]
    let cosh' = Math.Cosh

    [
        "exp", exp, exp, everywhere
        "ln", log, (fun x -> 1.0 / x), positive
        "log", log, (fun x -> 1.0 / x), positive
        "log10", log10, (fun x -> 1.0 / (x * log 10.0)), positive
        "sqrt", sqrt, (fun x -> 0.5 / sqrt x), positive
        "abs", abs, (fun x -> float (sign x)), everywhere
        "sin", sin, cos, everywhere
        "cos", cos, (fun x -> -(sin x)), everywhere
        "tan", tan, (fun x -> 1.0 / (cos x * cos x)), everywhere
        "asin", asin, (fun x -> 1.0 / sqrt (1.0 - x * x)), inside
        "acos", acos, (fun x -> -1.0 / sqrt (1.0 - x * x)), inside
        "atan", atan, (fun x -> 1.0 / (1.0 + x * x)), everywhere
        "sinh", sinh, cosh', everywhere
        "cosh", cosh', sinh, everywhere
        "tanh", tanh, (fun x -> 1.0 / (cosh' x * cosh' x)), everywhere
        "expm1", (fun x -> 2.0 * exp (0.5 * x) * sinh (0.5 * x)), exp, everywhere
        "log1p", SpecialFunctions.Log1p, (fun x -> 1.0 / (1.0 + x)), inside @ positive
        "sigmoid", sigmoid, (fun x -> sigmoid x * sigmoid -x), everywhere
        "sig", sigmoid, (fun x -> sigmoid x * sigmoid -x), everywhere
        "softplus", (fun x -> max x 0.0 + SpecialFunctions.Log1p(exp -(abs x))), sigmoid, everywhere
        "erf", SpecialFunctions.Erf, (fun x -> 2.0 / sqrt Math.PI * exp (-x * x)), everywhere
        "lgamma",
        SpecialFunctions.GammaLn,
        SpecialFunctions.DiGamma,
        [ 0.01; 0.3; 1.0; 1.5; 2.0; 4.5; 171.0; 1e5 ]
    ]

let private values =
    testList
        "functions"
        [
            for name, f, derivative, points in functions do
                testCase $"{name}, its derivative, and the same by differences"
                <| fun () ->
                    let density = read None $"{name}(x)"

                    for x in points do
                        near 4e-15 $"{name}({x})" (f x) (valueAt density [| x |])
                        near 1e-12 $"{name}'({x})" (derivative x) (slopeAt density x)

                    for x in points |> List.filter (fun x -> abs x > 1e-2 && abs x < 5.0) do
                        near
                            1e-7
                            $"difference of {name} at {x}"
                            (Array.head (differences density [| x |]))
                            (slopeAt density x)

            testCase "close to 0 nothing cancels"
            <| fun () ->
                for x in [ 1e-5; -1e-10; 1e-17 ] do
                    near
                        4e-16
                        "expm1"
                        1.0
                        (valueAt (read None "expm1(x)/x") [| x |] / (1.0 + x / 2.0 + x * x / 6.0))

                    near
                        4e-16
                        "log1p"
                        1.0
                        (valueAt (read None "log1p(x)/x") [| x |] / (1.0 - x / 2.0 + x * x / 3.0))

            testCase "at the ends of their domains"
            <| fun () ->
                for text, x, expected in
                    [
                        "exp(x)", 1000.0, infinity
                        "exp(x)", -1000.0, 0.0
                        "exp(x)", -infinity, 0.0
                        "expm1(x)", -1000.0, -1.0
                        "expm1(x)", 0.0, 0.0
                        "log1p(x)", -1.0, -infinity
                        "log(x)", 0.0, -infinity
                        "softplus(x)", -1000.0, 0.0
                        "softplus(x)", 1000.0, 1000.0
                        "sigmoid(x)", -1000.0, 0.0
                        "x^0", infinity, 1.0
                        "lgamma(-x)", 1.5, log (4.0 / 3.0 * sqrt Math.PI)
                        "-lgamma(x)", 0.0, -infinity
                        "-lgamma(x)", -2.0, -infinity
                        "erf(x)", -30.0, -1.0
                    ] do
                    let density = read None text

                    if Double.IsPositiveInfinity expected then
                        Expect.throwsT<DensityException> (fun () -> valueAt density [| x |] |> ignore) text
                    else
                        near 4e-15 $"{text} at {x}" expected (valueAt density [| x |])

            testCase "of several arguments"
            <| fun () ->
                let check text expected gradient =
                    let density = read (Some [| "x"; "y" |]) text
                    near 1e-15 text expected (valueAt density [| 3.0; 2.0 |])

                    Array.iter2
                        (near 1e-13 $"gradient of {text}")
                        gradient
                        (gradientAt density [| 3.0; 2.0 |])

                check "min(x, y)" 2.0 [| 0.0; 1.0 |]
                check "max(x, y, 1)" 3.0 [| 1.0; 0.0 |]
                check "min(5, x^2, y^3)" 5.0 [| 0.0; 0.0 |]
                check "pow(x, y)" 9.0 [| 6.0; 9.0 * log 3.0 |]
                check "x^y" 9.0 [| 6.0; 9.0 * log 3.0 |]
                check "y^-2 + 0.5^x" 0.375 [| 0.125 * log 0.5; -0.25 |]
                check "x^2.5 + y" (3.0 ** 2.5 + 2.0) [| 2.5 * 3.0 ** 1.5; 1.0 |]
                check "x^11*y" (177147.0 * 2.0) [| 11.0 * 59049.0 * 2.0; 177147.0 |]
                check "x^y^2" 81.0 [| 4.0 * 27.0; 81.0 * log 3.0 * 4.0 |]
        ]

/// Texts with their values at x = 3, y = 2.
let private precedence =
    [
        "x + y*2", 7.0
        "(x + y)*2", 10.0
        "x - y - 1", 0.0
        "x/y/2", 0.75
        "x/y*2", 3.0
        "-x^2 + 0*y", -9.0
        "(-x)^2 + 0*y", 9.0
        "y^x^2", 512.0
        "(y^x)^2", 64.0
        "y**x", 8.0
        "2^-y*x", 0.75
        "-y^-x", -0.125
        "--x + +y", 5.0
        "x - -y", 5.0
        "x*-y", -6.0
        "x−y·2 × 1", -1.0
        "1e-1*x + .5e+1*y", 10.3
        "if(x > y, x, y)", 3.0
        "if(x <= y, x, y)", 2.0
        "if(0 < y < x, 1, 0)*x", 3.0
        "if(x < y < 10, 1, 0) + x - y", 1.0
        "if(x == 3 && y != 3, 1, 0)*x*y", 6.0
        "if(x < 0 || y > 0 && x > 0, 1, 0)*x*y", 6.0
        "if((x < 0 || y > 0) && x < 0, 1, 0) + x*y", 6.0
        "if(!x < 0, 1, 0)*x*y", 6.0
        "if(x ≥ 3, if(y ≤ 2, 4, 5), 6) + 0*x", 4.0
        "EXP(0*x*y) + Pi - pi", 1.0
        "log(e)*x + y", 5.0
        "x\n + y\t", 5.0
    ]

let private notation =
    testList
        "notation"
        [
            for text, expected in precedence do
                testCase text
                <| fun () ->
                    near 1e-15 text expected (valueAt (read (Some [| "x"; "y" |]) text) [| 3.0; 2.0 |])

            testCase "the names are those of the text in the order in which they appear"
            <| fun () ->
                Expect.equal
                    (read None "-beta2^2 - pi*_a*β - beta2").ParameterNames
                    [| "beta2"; "_a"; "β" |]
                    "names"

                let given = read (Some [| "y"; "x" |]) "-x^2 - 3*y^2"
                Expect.equal given.ParameterNames [| "y"; "x" |] "names that are given"
                Expect.equal (valueAt given [| 1.0; 2.0 |]) -7.0 "in their order"

            testCase "a parameter may have the name of a constant or a function"
            <| fun () ->
                let density = read (Some [| "e"; "min"; "pi" |]) "-e^2 - min - min(pi, 7)"
                Expect.equal (valueAt density [| 2.0; 10.0; 1.0 |]) -15.0 "value"

            testCase "capitals matter for parameters"
            <| fun () ->
                Expect.equal (read None "-x^2 - X^2 - E^2").ParameterNames [| "x"; "X"; "E" |] "names"
        ]

let private branches =
    testList
        "supports"
        [
            testCase "outside, the value is -inf and the gradient 0"
            <| fun () ->
                let gamma = read None "if(s > 0, 2*log(s) - s, -inf)"
                near 1e-15 "inside" (2.0 * log 0.5 - 0.5) (valueAt gamma [| 0.5 |])
                near 1e-15 "slope" 3.0 (slopeAt gamma 0.5)

                for s in [ 0.0; -0.5 ] do
                    Expect.equal (valueAt gamma [| s |]) -infinity "outside"
                    Expect.equal (gradientAt gamma [| s |]) [| 0.0 |] "slope outside"

            testCase "the branch that is not taken never spoils the gradient"
            <| fun () ->
                let density = read None "if(x > 1, sqrt(x - 1) + log(x - 1), -x^2) + max(x, 1/(x - 1)*0 - 9)"

                near 1e-15 "at the edge" -1.0 (slopeAt (read None "if(x > 1, sqrt(x - 1), -x^2) + x") 1.0)

                near 1e-15 "outside" 1.0 (slopeAt density 0.0)
                near 1e-14 "inside" (0.5 / sqrt 2.0 + 0.5 + 1.0) (slopeAt density 3.0)

            testCase "NaN and +infinity tell where they come from"
            <| fun () ->
                let fails text point (parts: string list) =
                    let error = Expect.throwsC (fun () -> valueAt (read None text) point |> ignore) id

                    Expect.isTrue (error :? DensityException) "type"

                    for part in parts do
                        Expect.stringContains error.Message part text

                fails
                    "-a - b*log(a)"
                    [| -0.5; 2.0 |]
                    [
                        "not a number at a = -0.5, b = 2"
                        "position 8 of its text, 'log(a)'"
                        "write if(condition, ..., -inf)"
                    ]

                fails "x + exp(x)" [| 1000.0 |] [ "+infinity at x = 1000"; "position 5"; "'exp(x)'" ]
                fails "if(x > 0, x, -x/(x - x))" [| -1.0 |] [ "+infinity"; "position 16" ]
        ]

/// A regression in text: long sums, and what they share.
let private regression count =
    let x = Array.init count (fun i -> sin (float i))
    let y = Array.init count (fun i -> 0.5 + 1.5 * x[i] + 0.1 * cos (7.0 * float i))
    let text (value: float) = value.ToString("R", Globalization.CultureInfo.InvariantCulture)

    let terms =
        Array.map2 (fun x y -> $"- 0.5*(({text y} - a - b*{text x})/exp(s))^2 - s") x y |> String.concat " "

    let direct (p: float[]) =
        Array.map2 (fun x y -> -0.5 * (((y - p[0] - p[1] * x) / exp p[2]) ** 2.0) - p[2]) x y |> Array.sum

    terms, direct

let private evaluation =
    testList
        "evaluation"
        [
            testCase "a point has the same bits in a batch of any size and at any place"
            <| fun () ->
                let density =
                    read None "-exp(x)*lgamma(y^2 + 1) + sin(x)*log1p(y^2) - softplus(x*y) + tanh(y)/sig(x)"

                let points = Array.init (2 * 21) (fun i -> 2.0 * sin (float i))
                let evaluator = density.CreateEvaluator()

                for count in 1..21 do
                    let values = Array.zeroCreate count
                    let gradients = Array.zeroCreate (2 * count)
                    evaluator.Evaluate(points, count, values)

                    for b in 0 .. count - 1 do
                        Expect.equal values[b] (valueAt density points[2 * b .. 2 * b + 1]) "value"

                    evaluator.EvaluateWithGradient(points, count, values, gradients)

                    for b in 0 .. count - 1 do
                        Expect.equal
                            values[b]
                            (valueAt density points[2 * b .. 2 * b + 1])
                            "value beside the gradient"

                        Expect.equal
                            gradients[2 * b .. 2 * b + 1]
                            (gradientAt density points[2 * b .. 2 * b + 1])
                            "gradient"

            testCase "a thousand observations"
            <| fun () ->
                let text, direct = regression 1000
                let density = read None text
                Expect.equal density.ParameterNames [| "a"; "b"; "s" |] "names"
                let point = [| 0.4; 1.4; -1.0 |]
                near 1e-12 "value" (direct point) (valueAt density point)
                let gradient = gradientAt density point
                Array.iter2 (near 1e-8 "gradient") (differences density point) gradient

            testCase "no allocation once an evaluator has run"
            <| fun () ->
                let evaluator =
                    (read None "-exp(x)*lgamma(y^2 + 1) + if(x > y, sin(x), x^1.5)").CreateEvaluator()

                let points = Array.init 40 (fun i -> 1.0 + sin (float i))
                let values, gradients = Array.zeroCreate 20, Array.zeroCreate 40

                let work () =
                    evaluator.Evaluate(points, 20, values)
                    evaluator.EvaluateWithGradient(points, 20, values, gradients)

                work ()
                let before = GC.GetAllocatedBytesForCurrentThread()
                work ()
                Expect.equal (GC.GetAllocatedBytesForCurrentThread() - before) 0L "bytes"

            testCase "priors are added"
            <| fun () ->
                let density =
                    read None "-x^2 - y"
                    |> LogDensity.withPriors [| Prior.Normal(0.0, 1.0); Prior.Uniform(0.0, 2.0) |]

                let expected = -2.0 + Prior.logDensity (Prior.Normal(0.0, 1.0)) 1.0 - log 2.0
                near 1e-15 "value" expected (valueAt density [| 1.0; 1.0 |])
                Array.iter2 (near 1e-15 "gradient") [| -3.0; -1.0 |] (gradientAt density [| 1.0; 1.0 |])
                Expect.equal (valueAt density [| 1.0; 3.0 |]) -infinity "outside"
        ]

let private expectError names text position (part: string) =
    match LogDensity.ofText names text with
    | Ok _ -> failtest $"'{text}' was accepted"
    | Error(struct (where, message)) ->
        Expect.equal where position $"position in '{text}': {message}"
        Expect.stringContains message part "message"

let private errors =
    testList
        "errors"
        [
            for text, position, part in
                [
                    "", 1, "expected a number, a name or '(', found the end of the text"
                    "x +", 4, "found the end"
                    "x + * y", 5, "found '*'"
                    "2x", 2, "expected an operator or the end, found 'x'; a product is written with *"
                    "2(x + 1)", 2, "a product is written with *"
                    "x y", 3, "found 'y'"
                    "(x + y", 7, "expected an operator or ')', found the end"
                    "x + y)", 6, "found ')'"
                    "exp x", 5, "expected '(' after 'exp', found 'x'"
                    "exp(x", 6, "expected ',' or ')' in the arguments of exp"
                    "exp()", 5, "found ')'"
                    "exp(x, y)", 1, "exp takes 1 argument; found 2"
                    "min(x) + y", 1, "min takes 2 or more arguments; found 1"
                    "x + if(y > 0, y)", 5, "if takes 3 arguments; found 2"
                    "x*lgama(y)", 3, "unknown function 'lgama'; did you mean 'lgamma'?"
                    "x*gamma(y)", 3, "known are exp, ln, log"
                    "x(y)", 1, "unknown function 'x'"
                    "pi(y)", 1, "'pi' is no function"
                    "x > y", 1, "a condition is no number"
                    "x*(x > y)", 3, "a condition is no number"
                    "if(x, x, y)", 4, "expected a condition, such as x > 0"
                    "if(x > 0 && y, x, y)", 13, "expected a condition"
                    "if(x = y, x, y)", 6, "a comparison is written =="
                    "if(x > 0 & y > 0, x, y)", 10, "joined by &&"
                    "$x^2", 1, "without $"
                    "p[0]^2", 2, "without an index"
                    "1,5*x", 2, "decimal point"
                    "1e999*x", 1, "too large"
                    "x + .", 5, "expected a number"
                    "x # y", 3, "found '#'"
                    "x\000", 2, "U+0000"
                    "1 + pi", 1, "no parameter occurs"
                ] do
                testCase $"""'{text.Replace("\000", "NUL")}' is wrong at {position}"""
                <| fun () -> expectError None text position part

            testCase "unknown names, with the parameters and a suggestion"
            <| fun () ->
                let names = Some [| "alpha"; "x" |]

                expectError
                    names
                    "-x^2 - aplha"
                    8
                    "unknown name 'aplha'; the parameters are alpha, x; did you mean 'alpha'?"

                expectError names "-x^2 - X - alpha" 8 "did you mean 'x'?"
                expectError names "-x^2 - omega" 8 "unknown name 'omega'; the parameters are alpha, x"
                expectError names "-x(alpha)" 2 "'x' is no function; a product is written with *"

            testCase "names that are unused, repeated or empty"
            <| fun () ->
                let refuses names (part: string) =
                    let error = Expect.throwsC (fun () -> LogDensity.ofText (Some names) "-x^2" |> ignore) id

                    Expect.isTrue (error :? OptionException) "type"
                    Expect.stringContains error.Message part "message"

                refuses [| "x"; "z" |] "ParameterNames must be names that occur in the log-density; got 'z'"
                refuses [| "x"; "x" |] "all different"
                refuses [| "x"; " " |] "not empty"
                refuses [||] "ParameterNames"
                Expect.throwsT<ArgumentNullException> (fun () -> LogDensity.ofText None null |> ignore) "null"

            testCase "an error is explained by a caret"
            <| fun () ->
                let text = "-0.5*(x^2 + (y - x^2)^2/0.1"

                match LogDensity.ofText None text with
                | Ok _ -> failtest "was accepted"
                | Error error ->
                    let lines = (Formula.explain text error).Split Environment.NewLine
                    Expect.stringStarts lines[0] "Position 28: expected an operator or ')'" "reason"
                    Expect.equal lines[1] ("  " + text) "text"
                    Expect.equal lines[2].Length (2 + 28) "caret"

            testCase "hostile text is refused with a short message, or read"
            <| fun () ->
                let repeated count (part: string) = String.replicate count part
                let deep = "more than 200 levels"

                for text, part in
                    [
                        repeated 1_000_000 "(", "at most 200000 characters; this one has 1000000"
                        repeated 100_000 "(" + "x", deep
                        repeated 100_000 "-" + "x", deep
                        repeated 60_000 "x^" + "x", deep
                        repeated 40_000 "exp(" + "x", deep
                        "if(" + repeated 100_000 "!" + "x > 0, x, x)", deep
                        repeated 100_000 "name"
                        |> fun name -> name.Substring(0, 150_000) + "(x)", "unknown function"
                        repeated 90_000 "x ", "found 'x'"
                    ] do
                    match LogDensity.ofText None text with
                    | Ok _ -> failtest "was accepted"
                    | Error(struct (_, message)) ->
                        Expect.stringContains message part "message"
                        Expect.isLessThan message.Length 400 "length"

                Expect.equal
                    (valueAt (read None (repeated 199 "(" + "x" + repeated 199 ")")) [| -2.0 |])
                    -2.0
                    "199 levels"

                let sum = read None (repeated 99_999 "x+" + "x")
                Expect.equal (valueAt sum [| -2.0 |]) -200000.0 "a sum"
                Expect.equal (gradientAt sum [| -2.0 |]) [| 100000.0 |] "its gradient"
                let product = read None ("x" + String.init 20_000 (fun i -> $"*(x+{i})"))
                Expect.equal (valueAt product [| 0.0 |]) 0.0 "a product"
        ]

/// The densities of text and of code with the same arithmetic.
let private twin =
    read None "-0.5*(x*x + (y - x*x)*(y - x*x)/0.1)",
    LogDensity.ofFunction
        [| "x"; "y" |]
        (PointDensity(fun p ->
            let off = p[1] - p[0] * p[0]
            -0.5 * (p[0] * p[0] + off * off / 0.1)))

let private sampling =
    testList
        "sampling"
        [
            for move in [ Move.stretch; Move.differentialEvolution; Move.snooker ] do
                testCase $"{move}: draw by draw as for compiled code, on 1 and 2 threads"
                <| fun () ->
                    let options = { options with Steps = 300; BurnIn = 100; Moves = only move }
                    let start = EnsembleStart.Ball([| [| 0.0; 0.0 |] |], 1.0)

                    let draws threads density =
                        let hooks = { SamplingHooks.standard with Threads = threads }

                        (Sampler.run options start hooks density).Chain.Ensembles
                        |> Array.map (fun ensemble -> ensemble.Draws, ensemble.LogDensity)

                    let text, code = twin
                    let expected = draws 1 code
                    Expect.equal (draws 1 text) expected "text, 1 thread"
                    Expect.equal (draws 2 text) expected "text, 2 threads"

            testCase "by NUTS, with the moments of the banana"
            <| fun () ->
                let density = read None "-0.5*(x^2 + (y - x^2)^2)"
                let start = EnsembleStart.Ball([| [| 0.0; 0.0 |] |], 1.0)
                let options = { NutsOptions.standard with Seed = seed; Steps = 6000 }

                let draws threads =
                    NutsSampler.run options start { SamplingHooks.standard with Threads = threads } density

                let chain = (draws 1).Chain
                passes "mean of x" 400.0 0.0 (estimate 25 (fun draws at -> draws[at]) chain)
                passes "mean of y" 400.0 1.0 (estimate 25 (fun draws at -> draws[at + 1]) chain)
                passes "mean of x²" 400.0 1.0 (estimate 25 (fun draws at -> draws[at] * draws[at]) chain)

                Expect.equal
                    ((draws 2).Chain.Ensembles |> Array.map _.Draws)
                    (chain.Ensembles |> Array.map _.Draws)
                    "2 threads"

            testCase "a support stays closed"
            <| fun () ->
                let density = read None "if(s > 0, 2*log(s) - s, -inf)"
                let start = EnsembleStart.Ball([| [| 3.0 |] |], 0.5)
                let result = sample { options with Steps = 4000; BurnIn = 200 } start density

                Expect.isTrue
                    (result.Chain.Ensembles |> Array.forall (fun e -> Array.forall (fun s -> s > 0.0) e.Draws))
                    "positive"

                passes "mean of a gamma law" 400.0 3.0 (estimate 25 (fun draws at -> draws[at]) result.Chain)
        ]

[<Tests>]
let tests = testList "Densities as text" [ values; notation; branches; evaluation; errors; sampling ]
