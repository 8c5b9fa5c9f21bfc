using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Networks as files, without libtorch. A file is written under a temporary name and then renamed, so a complete file replaces
/// one of the same name in one step. A file that cannot be read as a network (foreign, cut off, of a newer version,
/// with numbers that are not finite) raises <see cref="InvalidDataException"/> naming file, place and reason.
/// </summary>
public static class NeuronModelFile
{
    /// <summary>Writes a network as JSON at full precision, with the data and training that it comes from.</summary>
    /// <param name="fit">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportJson(UnitFit fit, string path) => ModelInterop.SaveJson(Saved(fit), Checked(path));

    /// <summary>Writes a network as JSON at full precision, with its provenance where it has one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportJson(ShallowNetwork network, string path) => ModelInterop.SaveJson(Saved(network), Checked(path));

    /// <summary>
    /// Writes a network as an ONNX model (opset 17, float64, input "x" [points, d], output "y" [points, 1]), with the data
    /// and training that it comes from as metadata. erf and gelu keep about 7 digits there.
    /// </summary>
    /// <param name="fit">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportOnnx(UnitFit fit, string path) => ModelInterop.SaveOnnx(Saved(fit), Checked(path));

    /// <summary>
    /// Writes a network as an ONNX model (opset 17, float64, input "x" [points, d], output "y" [points, 1]), with its
    /// provenance, where it has one, as metadata. erf and gelu keep about 7 digits there.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportOnnx(ShallowNetwork network, string path) => ModelInterop.SaveOnnx(Saved(network), Checked(path));

    /// <summary>
    /// Writes the weights as a TorchSharp state file, which the module Sequential(Linear(d, N), activation, Linear(N, 1))
    /// of float64 loads. The activation is not in the file.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The network has no units: torch has no layer of width 0; or it has a logarithmic axis.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportTorchWeights(ShallowNetwork network, string path) =>
        ModelInterop.SaveTorchWeights(Guard.NotNull(network, nameof(network)), Checked(path));

    /// <summary>Writes source text that evaluates the network at full precision and without this library.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="language">The language.</param>
    /// <param name="name">
    /// The name of the function, or of the class in C#: letters of ASCII, digits and underscores, not beginning with a digit.
    /// </param>
    /// <exception cref="ArgumentException">The name or the language is not allowed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportSource(
        ShallowNetwork network, string path, SourceLanguage language, string name = DefaultSourceName) =>
        ModelInterop.SaveSource(Guard.NotNull(network, nameof(network)), Checked(path), language, name);

    /// <summary>The name of exported source text when none is given.</summary>
    public const string DefaultSourceName = "Network";

    /// <summary>Reads a network that <see cref="ExportJson(UnitFit, string)"/> wrote, to the same bits.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidDataException">The file holds no such network; the message names file, place and reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ShallowNetwork ImportJson(string path) => new(ModelInterop.LoadJson(Checked(path)));

    /// <summary>
    /// Reads a TorchSharp state file of Sequential(Linear(d, N), activation, Linear(N, 1)) with float64 or float32 numbers.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="activation">The activation of the module, which is not in the file.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidDataException">The file holds no such weights; the message names file and reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ShallowNetwork ImportTorchWeights(string path, Activation activation) =>
        new(ModelInterop.LoadTorchWeights(Checked(path), activation));

    private static Models.SavedNetwork Saved(UnitFit fit) =>
        Guard.NotNull(fit, nameof(fit)).GetNetwork().Saved;

    private static Models.SavedNetwork Saved(ShallowNetwork network) =>
        Guard.NotNull(network, nameof(network)).Saved;

    private static string Checked(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path;
    }
}
