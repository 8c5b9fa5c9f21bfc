module UniversalApprox.Tests.Core.StandardisationTests

open Expecto
open FsCheck.FSharp
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Tests.Core.Generators

let private mean (values: float[]) = Array.average values

let private deviation (values: float[]) =
    let centre = mean values
    sqrt (values |> Array.averageBy (fun value -> (value - centre) * (value - centre)))

let private data inputs outputs =
    let names = Array.init (Array.length inputs) (fun k -> $"x{k + 1}")
    CurveData.create "Data" names "y" inputs outputs

/// A network with data of its dimension, all of moderate size.
let private networkAndData =
    gen {
        let! network = network (Gen.choose (0, 6)) (within 5.0)
        let! count = Gen.choose (2, 30)
        let! columns = Gen.arrayOfLength (network.Dimension + 1) (Gen.arrayOfLength count (within 20.0))
        let! noOffset = Gen.elements [ false; true ]
        return network, data columns[1..] columns[0], noOffset
    }

/// The scale of rounding errors in f(x), from the size of its terms: Σ|a|(1 + |w·x| + |b|) + |c|.
let private roundingScale (network: Network) (x: float[]) =
    let unitScale (unit: HiddenUnit) =
        let reach = Array.fold2 (fun sum w x -> sum + abs (w * x)) (1.0 + abs unit.Bias) unit.Weights x
        abs unit.Amplitude * reach

    abs network.Offset + Array.sumBy unitScale network.HiddenUnits

/// Whether rounding changes values only slightly. Heaviside units jump at 0, and rounding decides on which side.
let private isContinuous (network: Network) = network.Activation <> Activation.Heaviside

let private pointsOf (data: CurveData) =
    Array.init data.Count (fun i -> data.Inputs |> Array.map (fun column -> column[i]))

let private standardisedPredictionsAgree (network: Network, data, noOffset) =
    let map = Standardisation.ofData Scaling.Standardise noOffset data
    let standard = Standardisation.networkToStandard map network

    Array.forall2
        (fun x z ->
            let expected = Network.evaluate network x
            let actual = Network.evaluate standard z * map.OutputScale + map.OutputShift
            let scale = roundingScale network x + abs map.OutputShift
            // The bias collects w·shift, which may be larger than the rest.
            let shifted = roundingScale network map.InputShift
            abs (actual - expected) <= 1e-13 * (scale + shifted))
        (pointsOf data)
        (pointsOf (Standardisation.apply map data))

let private roundTripKeepsPredictions (network: Network, data, noOffset) =
    let map = Standardisation.ofData Scaling.Standardise noOffset data
    let back = network |> Standardisation.networkToStandard map |> Standardisation.networkToData map

    pointsOf data
    |> Array.forall (fun x ->
        let scale = roundingScale network x + roundingScale network map.InputShift + abs map.OutputShift
        abs (Network.evaluate back x - Network.evaluate network x) <= 1e-13 * scale)

let private property name test =
    testPropertyWithConfig config name
    <| Prop.forAll (Arb.fromGen networkAndData) (fun ((network, _, _) as case) ->
        not (isContinuous network) || test case)

[<Tests>]
let tests =
    testList
        "Standardisation"
        [
            property "a network and its standardised twin predict the same" standardisedPredictionsAgree
            property "to standard units and back, a network predicts the same" roundTripKeepsPredictions

            testCase "standardised columns have mean 0 and standard deviation 1"
            <| fun () ->
                let curve = Curve.sample (Rng.ofSeed 1UL) { Curve.parabola with Lower = 3.0; Upper = 80.0 }

                let standard =
                    Standardisation.apply (Standardisation.ofData Scaling.Standardise false curve) curve

                for column in [ standard.Inputs[0]; standard.Outputs ] do
                    Expect.isLessThan (abs (mean column)) 1e-13 "mean"
                    Expect.isLessThan (abs (deviation column - 1.0)) 1e-13 "standard deviation"

            testCase "the target is standardised like the outputs"
            <| fun () ->
                let exact = Curve.sample (Rng.ofSeed 1UL) { Curve.sine with Noise = Noise.Zero }

                let standard =
                    Standardisation.apply (Standardisation.ofData Scaling.Standardise false exact) exact

                let expected = standard.Inputs[0] |> Array.map (fun x -> standard.Target.Value [| x |])

                Array.iter2
                    (fun y value -> Expect.isLessThan (abs (y - value)) 1e-13 "target")
                    standard.Outputs
                    expected

            testCase "with a fixed offset, an offset of 0 stays exactly 0"
            <| fun () ->
                let points = data [| [| 9.0; 42.0; 79.0 |] |] [| 8.93; 39.35; 67.08 |]
                let map = Standardisation.ofData Scaling.Standardise true points
                let network = Network.create Activation.Sigmoid 1 [| 0.067; -2.6; 72.5; 0.0 |]
                Expect.equal map.OutputShift 0.0 "shift"
                Expect.equal (Standardisation.networkToStandard map network).Offset 0.0 "to standard"
                Expect.equal (Standardisation.networkToData map network).Offset 0.0 "to data"
                let standard = Standardisation.apply map points
                let square = standard.Outputs |> Array.averageBy (fun y -> y * y)
                Expect.floatClose Accuracy.veryHigh square 1.0 "the output has root mean square 1"

            testCase "without scaling nothing changes, to the last bit"
            <| fun () ->
                let points = data [| [| 1.1; 7.3 |]; [| 0.1; 0.2 |] |] [| 0.3; 0.7 |]
                let map = Standardisation.ofData Scaling.None false points
                let network = Network.create Activation.Tanh 2 [| 0.1; 0.2; 0.3; 0.4; 0.5 |]
                Expect.equal map (Standardisation.identity 2) "map"
                Expect.equal (Standardisation.apply map points).Inputs points.Inputs "inputs"
                Expect.equal (Standardisation.networkToData map network) network "to data"
                Expect.equal (Standardisation.networkToStandard map network) network "to standard"

            testCase "a constant column keeps scale 1 and becomes exactly 0"
            <| fun () ->
                let points = data [| Array.create 7 0.1 |] (Array.create 7 1e9)
                let map = Standardisation.ofData Scaling.Standardise false points
                Expect.equal (map.InputScale, map.OutputScale) ([| 1.0 |], 1.0) "scale"
                let standard = Standardisation.apply map points

                Expect.equal
                    (standard.Inputs[0], standard.Outputs)
                    (Array.zeroCreate 7, Array.zeroCreate 7)
                    "values"

            testCase "very large and very small values are scaled without overflow"
            <| fun () ->
                for size in [ 1e-290; 1e-200; 1e200; 1e299 ] do
                    let column = [| 1.0; 2.0; 3.0; 6.0 |] |> Array.map ((*) size)
                    let points = data [| column |] column
                    let map = Standardisation.ofData Scaling.Standardise false points

                    Expect.floatClose
                        Accuracy.veryHigh
                        (map.OutputScale / size)
                        (deviation [| 1.0; 2.0; 3.0; 6.0 |])
                        "scale"

            testCase "deviations beyond 1e±300 keep scale 1"
            <| fun () ->
                for size in [ 1e-305; 1e307 ] do
                    let column = [| -size; size |]
                    let map = Standardisation.ofData Scaling.Standardise false (data [| column |] column)
                    Expect.equal (map.InputScale[0], map.OutputScale) (1.0, 1.0) "scale"

            testCase "a map for another dimension is rejected"
            <| fun () ->
                let points = data [| [| 1.0; 2.0 |] |] [| 1.0; 2.0 |]

                rejects [ "map"; "1 inputs"; "2" ] (fun () ->
                    Standardisation.apply (Standardisation.identity 2) points)
        ]
