namespace UniversalApprox;

/// <summary>The language of a source text.</summary>
public enum SourceLanguage : long
{
    /// <summary>A static class whose method Evaluate takes doubles.</summary>
    CSharp,

    /// <summary>A function of NumPy arrays; erf and gelu need SciPy too.</summary>
    Python,

    /// <summary>A function of numbers.</summary>
    PowerShell,
}
