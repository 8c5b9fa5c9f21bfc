module UniversalApprox.Tests.Core.NetworkTests

open System
open Expecto
open UniversalApprox.Core.Networks
open UniversalApprox.Tests.Core.Generators

let private notebook = Network.create Activation.Sigmoid 1 [| -1.4; -4.9; 24.0; 1.5; -5.0; 23.0; 1.0 |]

let private numericGradient (network: Network) x =
    let theta = network.Parameters
    let h = 1e-5

    let shifted k (by: float) =
        let moved = Array.copy theta
        moved[k] <- moved[k] + by
        Network.evaluate (Network.create network.Activation network.Dimension moved) x

    Array.init theta.Length (fun k -> (shifted k h - shifted k -h) / (2.0 * h))

[<Tests>]
let tests =
    testList
        "Network"
        [
            testCase "evaluates the sum of its units and its offset"
            <| fun () ->
                let sigmoid z = 1.0 / (1.0 + exp -z)
                let expected = 24.0 * sigmoid (-1.4 * 2.0 - 4.9) + 23.0 * sigmoid (1.5 * 2.0 - 5.0) + 1.0
                Expect.floatClose Accuracy.veryHigh (Network.evaluate notebook [| 2.0 |]) expected "f(2)"

            testCase "a network without units is its offset"
            <| fun () ->
                let network = Network.create Activation.Tanh 3 [| 7.5 |]
                Expect.equal network.Units 0 "units"
                Expect.equal (Network.evaluate network [| 1.0; 2.0; 3.0 |]) 7.5 "value"

            testCase "the layout is weights, bias, amplitude of each unit, and the offset last"
            <| fun () ->
                let layout = { Dimension = 2; Units = 3 }
                Expect.equal layout.ParameterCount 13 "P = N(d + 2) + 1"
                Expect.equal layout.Stride 4 "stride"
                Expect.equal (layout.Weight(1, 0)) 4 "w2_1"
                Expect.equal (layout.Weight(1, 1)) 5 "w2_2"
                Expect.equal (layout.Bias 1) 6 "b2"
                Expect.equal (layout.Amplitude 1) 7 "a2"
                Expect.equal layout.Offset 12 "c"

            testCase "parameters are named by group, unit and input, counted from 1"
            <| fun () ->
                let names (layout: Layout) =
                    [ for i in 0 .. layout.ParameterCount - 1 -> layout.ParameterName i ]

                Expect.equal
                    (names { Dimension = 1; Units = 2 })
                    [ "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c" ]
                    "d = 1"

                Expect.equal (names { Dimension = 2; Units = 1 }) [ "w1_1"; "w1_2"; "b1"; "a1"; "c" ] "d = 2"
                rejects [ "index"; "7"; "6" ] (fun () -> { Dimension = 1; Units = 2 }.ParameterName 7)

            testCase "units and parameters describe the same network"
            <| fun () ->
                let rebuilt = Network.ofUnits notebook.Activation 1 notebook.HiddenUnits notebook.Offset
                Expect.equal rebuilt notebook "rebuilt from its units"
                Expect.equal (rebuilt.GetHashCode()) (notebook.GetHashCode()) "hash code"

                Expect.notEqual
                    (Network.withActivation Activation.Tanh notebook)
                    notebook
                    "another activation"

            testCase "nothing outside can change a network"
            <| fun () ->
                let theta = [| 1.0; 2.0; 3.0; 4.0 |]
                let network = Network.create Activation.Tanh 1 theta
                theta[0] <- 99.0
                network.Parameters[1] <- 99.0
                Expect.equal network.Parameters [| 1.0; 2.0; 3.0; 4.0 |] "parameters"

            testCase "predicting columns equals evaluating points"
            <| fun () ->
                let network = randomNetwork 1UL Activation.Silu 2 4
                let columns = [| [| 0.5; -1.0; 3.0 |]; [| 2.0; 0.0; -4.0 |] |]

                let expected =
                    Array.init 3 (fun i -> Network.evaluate network [| columns[0][i]; columns[1][i] |])

                Expect.equal (Network.predict network columns) expected "predictions"

            testList
                "the gradient is the slope in every parameter"
                [
                    for activation in Activation.all do
                        testCase (Activation.name activation)
                        <| fun () ->
                            let network = randomNetwork 3UL activation 2 3

                            for x in [ [| 0.3; -1.2 |]; [| 2.0; 0.7 |]; [| -1.5; 1.1 |] ] do
                                let actual = Network.gradient network x

                                Array.iteri2
                                    (fun k expected value ->
                                        Expect.isLessThan
                                            (abs (value - expected))
                                            (1e-8 * max 1.0 (abs expected))
                                            $"θ[{k}]")
                                    (numericGradient network x)
                                    actual
                ]

            testCase "bad networks are rejected with the argument, the value and what is allowed"
            <| fun () ->
                let create dimension theta () = Network.create Activation.Tanh dimension theta
                rejects [ "dimension"; "0"; "1000" ] (create 0 [| 1.0 |])
                rejects [ "dimension"; "1001"; "1000" ] (create 1001 [| 1.0 |])
                rejects [ "parameters"; "N*3 + 1"; "got 5" ] (create 1 (Array.zeroCreate 5))
                rejects [ "parameters"; "got 0" ] (create 1 [||])

                rejects
                    [ "parameters"; "4096"; $"got {3 * 4097 + 1}" ]
                    (create 1 (Array.zeroCreate (3 * 4097 + 1)))

                rejects [ "parameters[2]"; "NaN" ] (create 1 [| 1.0; 2.0; nan; 3.0 |])
                rejects [ "parameters[0]"; "Infinity" ] (create 1 [| infinity |])

                let unit = { Weights = [| 1.0 |]; Bias = 0.0; Amplitude = 1.0 }

                rejects [ "Weights"; "2"; "1" ] (fun () -> Network.ofUnits Activation.Tanh 2 [ unit ] 0.0)

            testCase "points of a wrong dimension are rejected"
            <| fun () ->
                rejects [ "x"; "1"; "got 2" ] (fun () -> Network.evaluate notebook [| 1.0; 2.0 |])
                rejects [ "x"; "got 0" ] (fun () -> Network.gradient notebook [||])
                rejects [ "columns"; "got 2" ] (fun () -> Network.predict notebook [| [| 1.0 |]; [| 1.0 |] |])

            testCase "the largest network is allowed"
            <| fun () ->
                let network = Network.create Activation.Relu 1 (Array.zeroCreate (3 * Network.maxUnits + 1))
                Expect.equal network.Units 4096 "units"
        ]
