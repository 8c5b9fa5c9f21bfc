namespace UniversalApprox.Internal;

/// <summary>The border to model files.</summary>
internal static class ModelInterop
{
    // In the order of SourceLanguage.
    private static readonly Models.SourceLanguage[] Languages =
        [Models.SourceLanguage.CSharp, Models.SourceLanguage.Python, Models.SourceLanguage.PowerShell];

    public static void SaveJson(Models.SavedNetwork model, string path) => Models.ModelJson.save(path, model);

    public static void SaveOnnx(Models.SavedNetwork model, string path) => Models.OnnxModel.save(path, model);

    public static void SaveTorchWeights(ShallowNetwork network, string path)
    {
        if (!Core.Networks.AxesModule.isLinear(network.Axes))
            throw new ArgumentException("TorchSharp weights cannot say that an axis is logarithmic: write JSON or ONNX instead.");
        Models.TorchWeights.save(path, network.Inner);
    }

    public static void SaveSource(ShallowNetwork network, string path, SourceLanguage language, string name) =>
        Models.SourceText.saveOn(network.Axes, path, Languages[(int)Guard.Defined(language, nameof(language))], name, network.Inner);

    public static Models.SavedNetwork LoadJson(string path) => Models.ModelJson.load(path);

    public static Core.Networks.Network LoadTorchWeights(string path, Activation activation) =>
        Models.TorchWeights.load(CoreInterop.ToCore(activation, nameof(activation)), path);
}
