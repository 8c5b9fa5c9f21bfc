namespace UniversalApprox;

/// <summary>The file formats of networks.</summary>
public enum ModelFormat : long
{
    /// <summary>JSON at full precision, with the data and training that it comes from: .json.</summary>
    Json,

    /// <summary>An ONNX model: .onnx.</summary>
    Onnx,

    /// <summary>A TorchSharp state file: .dat.</summary>
    TorchWeights,

    /// <summary>A static class: .cs.</summary>
    CSharp,

    /// <summary>A function of NumPy arrays: .py.</summary>
    Python,

    /// <summary>A function: .ps1.</summary>
    PowerShell,
}
