namespace UniversalApprox;

/// <summary>The notations a network's formula can be written in.</summary>
public enum FormulaStyle : long
{
    /// <summary>The notation of the notebook (a public one of 2022 by L. Posti): <c>24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1</c>. It can be read back.</summary>
    Notebook,

    /// <summary>An Excel formula over cell A2 for the first input, B2 for the second, and so on.</summary>
    Excel,

    /// <summary>LaTeX math.</summary>
    LaTeX,

    /// <summary>
    /// A C# expression over <see cref="Math"/>. For erf and gelu it calls <c>Erf(z)</c>, which is to be supplied.
    /// </summary>
    CSharp,

    /// <summary>
    /// A Python expression over NumPy arrays. Needs <c>import numpy as np</c>, and for erf and gelu
    /// <c>import scipy.special</c>.
    /// </summary>
    Python,

    /// <summary>
    /// A PowerShell expression over $x, or $x1, $x2, … For erf and gelu it calls a function <c>Erf</c>, which is to be
    /// supplied.
    /// </summary>
    PowerShell,
}
