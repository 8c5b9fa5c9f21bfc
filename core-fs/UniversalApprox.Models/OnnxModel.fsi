namespace UniversalApprox.Models

/// Networks as ONNX models: float64 throughout, opset 17 of the standard operators, IR version 8.
///
/// Input "x" [points, d], output "y" [points, 1]. Activations are composed of operators that ONNX Runtime has for float64;
/// erf and gelu go through its float32 Erf and so keep about 7 digits only.
[<RequireQualifiedAccess>]
module OnnxModel =
    /// The version of the standard operators.
    val opset: int

    /// The bytes of a model. Provenance becomes metadata.
    val toBytes: model: SavedNetwork -> byte[]

    /// Writes a file, replacing one that is there only when it is complete.
    val save: path: string -> model: SavedNetwork -> unit
