module UniversalApprox.Tests.Core.ActivationTests

open System
open Expecto
open UniversalApprox.Core.Networks

/// Points that are not kinks.
let private points = [ -30.0; -8.3; -5.0; -2.5; -1.0; -0.3; -1e-3; 1e-3; 0.4; 1.0; 1.7; 3.0; 6.2; 25.0 ]

let private extremes =
    [ 1e4; 745.2; 709.8; 1e154; 1e300; Double.MaxValue ] |> List.collect (fun z -> [ z; -z ])

let private close tolerance (expected: float) what (actual: float) =
    Expect.isLessThanOrEqual (abs (actual - expected)) (tolerance * max 1.0 (abs expected)) what

let private eachActivation test =
    Activation.all
    |> List.map (fun activation -> testCase (Activation.name activation) (fun () -> test activation))

/// Values to 16 digits, computed with 40-digit arithmetic.
let private references =
    [
        Activation.Sigmoid, -2.0, 0.11920292202211756
        Activation.Tanh, 0.5, 0.46211715726000976
        Activation.Softsign, -3.0, -0.75
        Activation.Relu, 2.5, 2.5
        Activation.LeakyRelu, -2.0, -0.02
        Activation.Softplus, 0.0, 0.6931471805599453
        Activation.Softplus, -40.0, 4.248354255291589e-18
        Activation.Silu, 1.0, 0.7310585786300049
        Activation.Gelu, 1.0, 0.8413447460685429
        Activation.Elu, -1.0, -0.6321205588285577
        Activation.Sin, 1.0, 0.8414709848078965
        Activation.Gaussian, 1.5, 0.10539922456186433
        Activation.Erf, 0.5, 0.5204998778130465
        Activation.Heaviside, 0.0, 0.5
    ]

[<Tests>]
let tests =
    testList
        "Activation"
        [
            testCase "values agree with references to 16 digits"
            <| fun () ->
                for activation, z, expected in references do
                    let value = Activation.value activation z
                    let message = $"{Activation.name activation} at {z}"
                    Expect.isLessThanOrEqual (abs (value - expected)) (4e-16 * abs expected) message

            testList "the derivative is the slope of the value"
            <| eachActivation (fun activation ->
                for z in points do
                    let h = 1e-5

                    let slope =
                        (Activation.value activation (z + h) - Activation.value activation (z - h))
                        / (2.0 * h)
                    // Rounding: 1e-16·|value|/h; truncation: h²·|third derivative|/6.
                    close 1e-9 slope $"at {z}" (Activation.derivative activation z))

            testList "extreme arguments give finite values and slopes, never NaN"
            <| eachActivation (fun activation ->
                for z in extremes do
                    Expect.isTrue (Double.IsFinite(Activation.value activation z)) $"value at {z}"
                    Expect.isTrue (Double.IsFinite(Activation.derivative activation z)) $"derivative at {z}")

            testCase "the sigmoid is exactly 1 far above and vanishes far below"
            <| fun () ->
                Expect.equal (Activation.value Activation.Sigmoid 1e4) 1.0 "above"
                Expect.isLessThan (Activation.value Activation.Sigmoid -1e4) 1e-300 "below"

            testCase "derivatives at kinks are the left limits"
            <| fun () ->
                Expect.equal (Activation.derivative Activation.Relu 0.0) 0.0 "relu"
                Expect.equal (Activation.derivative Activation.LeakyRelu 0.0) 0.01 "leakyRelu"
                Expect.equal (Activation.derivative Activation.Elu 0.0) 1.0 "elu"

            testList "the stated symmetry holds"
            <| eachActivation (fun activation ->
                let value = Activation.value activation

                for z in 0.0 :: points do
                    match Activation.symmetry activation with
                    | Symmetry.Odd -> close 1e-15 (-(value z)) $"odd at {z}" (value -z)
                    | Symmetry.Complement -> close 1e-15 (1.0 - value z) $"complement at {z}" (value -z)
                    | Symmetry.Even -> close 1e-15 (value z) $"even at {z}" (value -z)
                    | Symmetry.Homogeneous ->
                        close 1e-14 (3.0 * value z) $"homogeneous at {z}" (value (3.0 * z))
                    | Symmetry.Permutation -> ())

            testList "activations without a stated symmetry have none of the four"
            <| eachActivation (fun activation ->
                if Activation.symmetry activation = Symmetry.Permutation then
                    let value = Activation.value activation
                    let differs expected actual = abs (actual - expected) > 1e-3
                    Expect.isTrue (differs (-(value 1.0)) (value -1.0)) "not odd"
                    Expect.isTrue (differs (1.0 - value 1.0) (value -1.0)) "no complement"
                    Expect.isTrue (differs (value 1.0) (value -1.0)) "not even"
                    Expect.isTrue (differs (2.0 * value -1.0) (value -2.0)) "not homogeneous")

            testList "names read back in any case"
            <| eachActivation (fun activation ->
                let name = Activation.name activation

                for written in [ name; name.ToUpperInvariant(); name.ToLowerInvariant() ] do
                    Expect.equal (Activation.tryParse written) (Some activation) written)

            testCase "names are distinct, aliases are understood, other names are not"
            <| fun () ->
                let names = Activation.all |> List.map Activation.name
                Expect.hasLength (List.distinct names) 13 "distinct names"
                Expect.equal (Activation.tryParse "sig") (Some Activation.Sigmoid) "sig"
                Expect.equal (Activation.tryParse "Logistic") (Some Activation.Sigmoid) "Logistic"
                Expect.equal (Activation.tryParse "SWISH") (Some Activation.Silu) "SWISH"
                Expect.equal (Activation.tryParse "step") (Some Activation.Heaviside) "step"
                Expect.equal (Activation.tryParse "gauss") (Some Activation.Gaussian) "gauss"
                Expect.equal (Activation.tryParse "sigm") None "sigm"
                Expect.equal (Activation.tryParse "") None "empty"

            testCase "only heaviside cannot be trained by gradients"
            <| fun () ->
                let untrainable = Activation.all |> List.filter (Activation.isTrainable >> not)
                Expect.equal untrainable [ Activation.Heaviside ] "untrainable"
        ]
