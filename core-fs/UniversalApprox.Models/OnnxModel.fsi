namespace UniversalApprox.Models

/// Networks as ONNX models: float64 throughout, opset 17 of the standard operators, IR version 8.
///
/// Input "x" [points, d], output "y" [points, 1]. Activations are composed of operators that ONNX Runtime has for float64.
/// Only erf and gelu use its float32 Erf, so they keep about 7 digits.
[<RequireQualifiedAccess>]
module OnnxModel =
    /// The version of the standard operators.
    val opset: int

    /// The bytes of a model. Data and training of the model become metadata.
    val toBytes: model: SavedNetwork -> byte[]

    /// Writes a file. It replaces an existing one only when the new one is complete.
    val save: path: string -> model: SavedNetwork -> unit
