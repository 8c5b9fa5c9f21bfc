namespace UniversalApprox.Internal;

/// <summary>The border to model files.</summary>
internal static class ModelInterop
{
    // In the order of SourceLanguage.
    private static readonly Models.SourceLanguage[] Languages =
        [Models.SourceLanguage.CSharp, Models.SourceLanguage.Python, Models.SourceLanguage.PowerShell];

    public static void SaveJson(Models.SavedNetwork model, string path) => Models.ModelJson.save(path, model);

    public static void SaveOnnx(Models.SavedNetwork model, string path) => Models.OnnxModel.save(path, model);

    public static void SaveTorchWeights(Core.Networks.Network network, string path) => Models.TorchWeights.save(path, network);

    public static void SaveSource(Core.Networks.Network network, string path, SourceLanguage language, string name) =>
        Models.SourceText.save(path, Languages[(int)Guard.Defined(language, nameof(language))], name, network);

    public static Models.SavedNetwork LoadJson(string path) => Models.ModelJson.load(path);

    public static Core.Networks.Network LoadTorchWeights(string path, Activation activation) =>
        Models.TorchWeights.load(CoreInterop.ToCore(activation, nameof(activation)), path);
}
