namespace UniversalApprox.Models

open System
open System.IO
open System.Runtime.InteropServices
open Google.Protobuf
open UniversalApprox.Core.Networks
open UniversalApprox.Files

/// One operation of the graph. Constants are initialisers.
type private Node =
    {
        Operator: string
        Inputs: string list
        Output: string
        /// An integer attribute.
        Attribute: (string * int64) option
    }

[<RequireQualifiedAccess>]
module OnnxModel =
    let opset = 17
    let private irVersion = 8L
    // TensorProto.DataType.
    let private float32Type = 1L
    let private float64Type = 11L

    // Fields of protocol buffer messages; their numbers are those of onnx.proto.
    let private text (field: int) (value: string) (out: CodedOutputStream) =
        out.WriteTag(field, WireFormat.WireType.LengthDelimited)
        out.WriteString value

    let private whole (field: int) (value: int64) (out: CodedOutputStream) =
        out.WriteTag(field, WireFormat.WireType.Varint)
        out.WriteInt64 value

    let private bytes (field: int) (value: ByteString) (out: CodedOutputStream) =
        out.WriteTag(field, WireFormat.WireType.LengthDelimited)
        out.WriteBytes value

    let private content (fields: (CodedOutputStream -> unit) list) =
        use stream = new MemoryStream()
        use out = new CodedOutputStream(stream)
        fields |> List.iter (fun field -> field out)
        out.Flush()
        stream.ToArray()

    let private message field fields = bytes field (ByteString.CopyFrom(content fields))

    let private node (node: Node) =
        message
            1
            [
                yield! node.Inputs |> List.map (text 1)
                text 2 node.Output
                text 3 node.Output
                text 4 node.Operator
                match node.Attribute with
                // AttributeProto: name, i, type INT.
                | Some(name, value) -> message 5 [ text 1 name; whole 3 value; whole 20 2L ]
                | None -> ()
            ]

    let private tensor name (shape: int list) (values: float[]) =
        let raw = ByteString.CopyFrom(MemoryMarshal.AsBytes(ReadOnlySpan<float> values))

        message
            5
            [ yield! shape |> List.map (int64 >> whole 1); whole 2 float64Type; text 8 name; bytes 9 raw ]

    let private value field name columns =
        let dimensions = message 2 [ message 1 [ text 2 "points" ]; message 1 [ whole 1 (int64 columns) ] ]

        message field [ text 1 name; message 2 [ message 1 [ whole 1 float64Type; dimensions ] ] ]

    let private op operator inputs output =
        { Operator = operator; Inputs = inputs; Output = output; Attribute = None }

    let private cast input toType output = { op "Cast" [ input ] output with Attribute = Some("to", toType) }

    /// erf(input), computed in float32, because ONNX Runtime has no float64 Erf on the CPU.
    let private erf input output =
        [
            cast input float32Type "single"
            op "Erf" [ "single" ] "singleErf"
            cast "singleErf" float64Type output
        ]

    /// Operations from "z" to "s", with the constants they use.
    let private activation kind =
        match kind with
        | Activation.Sigmoid -> [ op "Sigmoid" [ "z" ] "s" ], []
        | Activation.Tanh -> [ op "Tanh" [ "z" ] "s" ], []
        | Activation.Softsign ->
            [ op "Abs" [ "z" ] "size"; op "Add" [ "size"; "one" ] "q"; op "Div" [ "z"; "q" ] "s" ],
            [ "one", 1.0 ]
        | Activation.Relu -> [ op "Max" [ "z"; "zero" ] "s" ], [ "zero", 0.0 ]
        | Activation.LeakyRelu ->
            [ op "Mul" [ "z"; "slope" ] "low"; op "Max" [ "z"; "low" ] "s" ], [ "slope", 0.01 ]
        | Activation.Softplus ->
            // max(z, 0) + ln(1 + e^−|z|) does not overflow.
            [
                op "Abs" [ "z" ] "size"
                op "Neg" [ "size" ] "minus"
                op "Exp" [ "minus" ] "e"
                op "Add" [ "e"; "one" ] "q"
                op "Log" [ "q" ] "tail"
                op "Max" [ "z"; "zero" ] "high"
                op "Add" [ "high"; "tail" ] "s"
            ],
            [ "zero", 0.0; "one", 1.0 ]
        | Activation.Silu -> [ op "Sigmoid" [ "z" ] "g"; op "Mul" [ "z"; "g" ] "s" ], []
        | Activation.Gelu ->
            [
                yield op "Mul" [ "z"; "rootHalf" ] "scaled"
                yield! erf "scaled" "erf"
                yield op "Add" [ "erf"; "one" ] "twice"
                yield op "Mul" [ "twice"; "half" ] "cumulative"
                yield op "Mul" [ "z"; "cumulative" ] "s"
            ],
            [ "rootHalf", sqrt 0.5; "one", 1.0; "half", 0.5 ]
        | Activation.Elu ->
            [
                op "Min" [ "z"; "zero" ] "low"
                op "Exp" [ "low" ] "e"
                op "Sub" [ "e"; "one" ] "tail"
                op "Max" [ "z"; "zero" ] "high"
                op "Add" [ "high"; "tail" ] "s"
            ],
            [ "zero", 0.0; "one", 1.0 ]
        | Activation.Sin -> [ op "Sin" [ "z" ] "s" ], []
        | Activation.Gaussian ->
            [ op "Mul" [ "z"; "z" ] "square"; op "Neg" [ "square" ] "minus"; op "Exp" [ "minus" ] "s" ], []
        | Activation.Erf -> erf "z" "s", []
        | Activation.Heaviside ->
            [ op "Sign" [ "z" ] "sign"; op "Add" [ "sign"; "one" ] "twice"; op "Mul" [ "twice"; "half" ] "s" ],
            [ "one", 1.0; "half", 0.5 ]

    let private boolType = 9L

    /// Nodes from "x" to the inputs on their axes, with their name, and the masks they use. Where only some inputs are logarithmic, the
    /// logarithm of the others is taken of 1 and not used.
    let private inputNodes (axes: Axes) =
        let isLinear = axes.Inputs |> Array.map (fun scale -> scale = AxisScale.Linear)

        if Array.forall id isLinear then
            "x", [], []
        elif not (Array.contains true isLinear) then
            "lx", [ op "Log" [ "x" ] "lx" ], []
        else
            "lx",
            [
                cast "linear" boolType "isLinear"
                op "Where" [ "isLinear"; "unity"; "x" ] "positive"
                op "Log" [ "positive" ] "logs"
                op "Where" [ "isLinear"; "x"; "logs" ] "lx"
            ],
            [
                "linear", [ 1; isLinear.Length ], isLinear |> Array.map (fun yes -> if yes then 1.0 else 0.0)
                "unity", [ 1; isLinear.Length ], Array.create isLinear.Length 1.0
            ]

    /// The name before the exponential of a logarithmic output, and the node behind it.
    let private outputNodes (axes: Axes) =
        match axes.Output with
        | AxisScale.Linear -> "y", []
        | AxisScale.Log -> "ly", [ op "Exp" [ "ly" ] "y" ]

    /// The nodes, and the initialisers by name, shape and values.
    let private graph (axes: Axes) (network: Network) =
        let x, before, masks = inputNodes axes
        let y, behind = outputNodes axes
        let units = network.HiddenUnits
        let dimension = network.Dimension
        let offset = "c", [ 1 ], [| network.Offset |]

        if units.Length = 0 then
            // The product with zero weights gives the constant once per point.
            before @ [ op "MatMul" [ x; "w" ] "f"; op "Add" [ "f"; "c" ] y ] @ behind,
            [ "w", [ dimension; 1 ], Array.zeroCreate dimension; offset ] @ masks
        else
            let nodes, constants = activation network.Activation
            let weight k = units |> Array.map (fun unit -> unit.Weights[k])

            [
                yield! before
                yield op "MatMul" [ x; "w" ] "wx"
                yield op "Add" [ "wx"; "b" ] "z"
                yield! nodes
                yield op "MatMul" [ "s"; "a" ] "f"
                yield op "Add" [ "f"; "c" ] y
                yield! behind
            ],
            [
                yield "w", [ dimension; units.Length ], Array.collect weight [| 0 .. dimension - 1 |]
                yield "b", [ units.Length ], units |> Array.map (fun unit -> unit.Bias)
                yield "a", [ units.Length; 1 ], units |> Array.map (fun unit -> unit.Amplitude)
                yield offset
                yield! masks
                for name, constant in constants do
                    yield name, [ 1 ], [| constant |]
            ]

    let private metadata (model: SavedNetwork) =
        [
            yield "formula", Formula.printOn model.Axes FormulaStyle.Notebook None model.Network

            match model.Data with
            | Some data ->
                yield "data", data.Name
                yield "inputs", String.Join(", ", data.InputNames)
                yield "output", data.OutputName
            | None -> ()

            match model.Training with
            | Some training ->
                yield "optimizer", training.Optimizer
                yield "loss", training.Loss
                yield "seed", string training.Seed
            | None -> ()
        ]

    let toBytes (model: SavedNetwork) =
        let nodes, initialisers = graph model.Axes model.Network

        let graphFields =
            [
                yield! nodes |> List.map node
                yield text 2 "network"
                for name, shape, values in initialisers do
                    yield tensor name shape values
                yield value 11 "x" model.Network.Dimension
                yield value 12 "y" 1
            ]

        content
            [
                yield whole 1 irVersion
                yield text 2 "UniversalApprox"
                yield message 7 graphFields
                yield message 8 [ text 1 ""; whole 2 (int64 opset) ]
                for key, text' in metadata model do
                    yield message 14 [ text 1 key; text 2 text' ]
            ]

    let save path model = AtomicFile.writeBytes path (toBytes model)
