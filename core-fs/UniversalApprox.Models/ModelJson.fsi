namespace UniversalApprox.Models

/// Networks as JSON files: format "UniversalApprox.Network", version 2.
///
/// Members: format, version, activation, dimension, units (weights, bias and amplitude of each), offset, and formula (for
/// human readers only; the reader ignores it); where an axis is logarithmic, axes (inputs and output, each "linear" or "log"), and
/// version 2, without which the file has version 1. Where they are known, also data (name, inputs, output, points) and training
/// (optimizer, learningRate, iterations, stop, loss, scaling, precision, noOffset, seed, restart, rmse). Numbers read
/// back exactly. The reader ignores members with other names and rejects a file of a higher version.
[<RequireQualifiedAccess>]
module ModelJson =
    /// The highest version that `save` writes and `load` reads.
    val version: int

    /// The text of a model.
    val print: model: SavedNetwork -> string

    /// The model in a text. Raises System.IO.InvalidDataException naming the error and its place.
    val parse: text: string -> SavedNetwork

    /// Writes a file. It replaces an existing one only when the new one is complete.
    val save: path: string -> model: SavedNetwork -> unit

    /// Reads a file. Raises System.IO.InvalidDataException naming the file, the error and its place.
    val load: path: string -> SavedNetwork
