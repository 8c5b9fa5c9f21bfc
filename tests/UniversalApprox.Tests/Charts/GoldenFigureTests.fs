/// One figure of each kind for a fixed seed, as JSON files. A change of a figure changes its file in Fixtures/figures.
/// UNIVERSALAPPROX_UPDATE_FIGURES=1 rewrites them. Networks and draws are computed without vectors, and numbers may
/// differ by rounding, so that the files hold on any machine.
module UniversalApprox.Tests.Charts.GoldenFigureTests

open System
open System.IO
open Expecto
open Newtonsoft.Json
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures
open UniversalApprox.Tests.Support

let private data =
    lazy (Curve.sample (Rng.ofSeed 7UL) { Curve.parabola with Design = Design.Random 25 })

let private network =
    lazy (Network.create Activation.Sigmoid 1 [| -1.2; -4.0; 25.0; 1.2; -4.0; 25.0; 0.3 |])

/// A fit without training, because rounding would change the result of training from machine to machine.
let private fitOf units network =
    {
        Data = data.Value
        Activation = Activation.Sigmoid
        Units = units
        Restart = 0
        Seed = 7UL
        Options = TrainingOptions.defaults
        Trained =
            {
                Network = network
                Start = network
                Iterations = 3
                Stop = StopReason.Converged
                History = [| 8.0; 2.0; 0.5; 0.25 |]
            }
        Accuracy = GoodnessOfFit.ofNetwork 7 network data.Value
        Validation = Some { Rmse = 1.5; StandardError = 0.2; SquaredErrors = [||]; VarianceFactor = 1.0 }
        TurningPoints = Some 1
        Elapsed = TimeSpan.FromMilliseconds 3.0
        IsBest = true
    }

let private fits =
    lazy [ fitOf 1 (Network.create Activation.Sigmoid 1 [| -1.2; -4.0; 25.0; 5.0 |]); fitOf 2 network.Value ]

/// Random walks of two ensembles of four walkers around the network. They are the same on every machine.
let private posterior =
    lazy
        (let theta = network.Value.Parameters
         let steps, walkers = 60, 4

         let noise index =
             let bits = uint64 index * 0x9E3779B97F4A7C15UL
             let mixed = (bits ^^^ (bits >>> 29)) * 0xBF58476D1CE4E5B9UL
             float (mixed >>> 11) / float (1UL <<< 53) - 0.5

         let ensemble e =
             let draws =
                 Array.init (steps * walkers * theta.Length) (fun i ->
                     let p = i % theta.Length
                     theta[p] + 0.1 * (1.0 + abs theta[p]) * noise (i + 100_000 * (e + 1)))

             {
                 KeptSteps = steps
                 Walkers = walkers
                 Dimension = theta.Length
                 Draws = draws
                 LogDensity = Array.init (steps * walkers) (fun i -> -30.0 + noise (7 * i + e))
                 Statistics = [||]
                 AcceptedPerWalker = Array.create walkers 25L
                 ProposedPerWalker = Array.create walkers 60L
                 AcceptedPerMove = [| 100L |]
                 ProposedPerMove = [| 240L |]
             }

         let layout = network.Value.Layout

         Posterior.create
             { Posterior.defaults with
                 Model =
                     Some
                         {
                             Activation = Activation.Sigmoid
                             Layout = layout
                             Data = Some data.Value
                             Noise = Bands.noNoise
                             Constraints = Constraints.none
                         }
                 Reference = Some network.Value
             }
             {
                 Ensembles = [| ensemble 0; ensemble 1 |]
                 ParameterNames = Array.init layout.ParameterCount layout.ParameterName
                 StepsBefore = 0L
                 Thin = 1
             })

let private plane =
    lazy
        (Curve.sample
            (Rng.ofSeed 7UL)
            { Curve.ofFunction "saddle" 2 (fun x -> x[0] * x[1]) with Design = Design.Grid 5 })

let private figures =
    [
        "sweep-panels", fun () -> SweepPanels.create 0.25 fits.Value
        "error-against-units", fun () -> ErrorAgainstUnits.create (Some fits.Value[1]) fits.Value
        "neuron-sums", fun () -> NeuronSums.create None (Some data.Value) [ network.Value ]
        "anatomy", fun () -> Anatomy.ofFit fits.Value[1]
        "training-history", fun () -> TrainingHistory.create fits.Value[1]
        "corner",
        fun () ->
            Corner.create { Corner.defaults with Parameters = Some [| "w1"; "b1"; "a1" |] } posterior.Value
        "traces", fun () -> Chains.traces Chains.defaults posterior.Value
        "ranks", fun () -> Chains.ranks Chains.defaults posterior.Value
        "autocorrelation", fun () -> Chains.autocorrelation Chains.defaults posterior.Value
        "convergence", fun () -> Chains.convergence Chains.defaults posterior.Value
        "acceptance", fun () -> Chains.acceptance Chains.defaults posterior.Value
        "prediction", fun () -> Prediction.create Prediction.defaults posterior.Value
        "many-inputs",
        fun () ->
            ManyInputs.create (Network.create Activation.Tanh 2 [| 1.0; -1.0; 0.3; 0.8; 0.5 |]) plane.Value
        "surface",
        fun () ->
            ManyInputs.surface (Network.create Activation.Tanh 2 [| 1.0; -1.0; 0.3; 0.8; 0.5 |]) plane.Value
    ]

let private folder =
    Path.Combine(Process.repositoryRoot, "tests", "UniversalApprox.Tests", "Fixtures", "figures")

/// The first place where two trees differ by more than rounding.
let rec private difference (path: string) (expected: JToken) (actual: JToken) =
    let isNumber (token: JToken) = token.Type = JTokenType.Float || token.Type = JTokenType.Integer

    match expected, actual with
    | (:? JObject as a), (:? JObject as b) ->
        let names (o: JObject) = o.Properties() |> Seq.map _.Name |> set

        if names a <> names b then
            Some $"{path}: {names a} became {names b}"
        else
            names a |> Seq.tryPick (fun name -> difference $"{path}.{name}" a[name] b[name])
    | (:? JArray as a), (:? JArray as b) ->
        if a.Count <> b.Count then
            Some $"{path}: {a.Count} elements became {b.Count}"
        else
            Seq.init a.Count id |> Seq.tryPick (fun i -> difference $"{path}[{i}]" a[i] b[i])
    | a, b when isNumber a && isNumber b ->
        let x, y = float a, float b

        if abs (x - y) <= 2e-6 * (1.0 + abs x) then
            None
        else
            Some $"{path}: {x} became {y}"
    | a, b ->
        if JToken.DeepEquals(a, b) then
            None
        else
            Some $"{path}: {a} became {b}"

[<Tests>]
let tests =
    testList
        "Charts.Golden"
        [
            for name, make in figures do
                testCase $"{name} is drawn as on file"
                <| fun () ->
                    let path = Path.Combine(folder, name + ".json")
                    let json = JObject.Parse(Figure.toJson (make ()))
                    json.AddFirst(JProperty("caption", (make ()).Caption))

                    if Environment.GetEnvironmentVariable "UNIVERSALAPPROX_UPDATE_FIGURES" = "1" then
                        Directory.CreateDirectory folder |> ignore
                        File.WriteAllText(path, json.ToString Formatting.None + "\n")

                    let expected = JObject.Parse(File.ReadAllText path)

                    match difference name expected json with
                    | None -> ()
                    | Some where -> failtest $"{where} (UNIVERSALAPPROX_UPDATE_FIGURES=1 accepts it)"
        ]
