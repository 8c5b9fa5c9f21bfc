namespace UniversalApprox.Models

/// Networks as JSON files: format "UniversalApprox.Network", version 1.
///
/// Members: format, version, activation, dimension, units (weights, bias, amplitude of each), offset, formula (for human
/// readers; not read), and where they are known data (name, inputs, output, points) and training (optimizer, learningRate,
/// iterations, stop, loss, scaling, precision, noOffset, seed, restart, rmse). Numbers read back exactly. Members of
/// other names are ignored; a file of a higher version is rejected.
[<RequireQualifiedAccess>]
module ModelJson =
    /// The version that is written, and the highest that is read.
    val version: int

    /// The text of a model.
    val print: model: SavedNetwork -> string

    /// The model of a text. Raises System.IO.InvalidDataException naming what is wrong and where.
    val parse: text: string -> SavedNetwork

    /// Writes a file, replacing one that is there only when it is complete.
    val save: path: string -> model: SavedNetwork -> unit

    /// Reads a file. Raises System.IO.InvalidDataException naming the file, what is wrong and where.
    val load: path: string -> SavedNetwork
