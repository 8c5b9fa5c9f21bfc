/// Random values for properties. Every property runs from a fixed seed, which Expecto prints when it fails.
module UniversalApprox.Tests.Core.Generators

open System
open Expecto
open FsCheck.FSharp
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

let config = { FsCheckConfig.defaultConfig with replay = Some(20260101UL, 7UL, None) }

let activation = Gen.elements Activation.all

/// Any finite float64. Special ones are frequent: zeros of both signs, ones, the smallest, the largest.
let finite =
    let awkward =
        [
            0.0
            -0.0
            1.0
            -1.0
            1e-300
            1e300
            Double.Epsilon
            Double.MaxValue
            Double.MinValue
            0.1
            1e15
            1e16
        ]

    let anyBits =
        Gen.choose64 (Int64.MinValue, Int64.MaxValue)
        |> Gen.map BitConverter.Int64BitsToDouble
        |> Gen.filter Double.IsFinite

    Gen.frequency [ 1, Gen.elements awkward; 3, anyBits ]

/// A float64 from −size to size.
let within (size: float) = Gen.choose (-1000000, 1000000) |> Gen.map (fun i -> size * float i / 1e6)

/// A network with 1 to 5 inputs, `units` units and parameters from the given generator.
let network units parameter =
    gen {
        let! activation = activation
        let! dimension = Gen.choose (1, 5)
        let! units = units
        let! theta = Gen.arrayOfLength (units * (dimension + 2) + 1) parameter
        return Network.create activation dimension theta
    }

/// One network with standard normal parameters, the same for the same seed.
let randomNetwork seed activation dimension units =
    let theta = Array.zeroCreate<float>(units * (dimension + 2) + 1)
    Rng.fillNormal (theta.AsSpan()) (Rng.ofSeed seed) |> ignore
    Network.create activation dimension theta

/// Expects an argument error whose message contains all the given parts.
let rejects (parts: string list) (action: unit -> 'a) =
    let caught =
        try
            action () |> ignore
            None
        with :? ArgumentException as error ->
            Some error.Message

    match caught with
    | None -> failtest "Expected an ArgumentException, but nothing was rejected."
    | Some message ->
        for part in parts do
            Expect.stringContains message part "the message names what is wrong"
