using System.Globalization;

namespace UniversalApprox;

/// <summary>A parameter of a shared fit: a flat row.</summary>
/// <param name="Units">The number of hidden units of the fit.</param>
/// <param name="Parameter">c, w1, b1, a1, ….</param>
/// <param name="Group">The group; null where all groups have it in common.</param>
/// <param name="Value">
/// The least-squares estimate, in the units of the data (on logarithmic axes: of the network on the logarithms, as in formulas).
/// </param>
/// <param name="StandardError">Its standard error, from the curvature of the sum of squares; null where the data do not determine it.</param>
/// <param name="Lower">The lower end of the interval of probability 1 − Level, by Student's t; null as the error.</param>
/// <param name="Upper">The upper end; null as the error.</param>
public sealed record SharedParameter(
    int Units,
    string Parameter,
    string? Group,
    double Value,
    double? StandardError,
    double? Lower,
    double? Upper)
{
    /// <summary>A short line.</summary>
    /// <returns>For example "b1 of B = -2.5 ± 0.1".</returns>
    public override string ToString()
    {
        string name = Group is null ? Parameter : $"{Parameter} of {Group}";
        string error = StandardError is { } known ? string.Create(CultureInfo.InvariantCulture, $" ± {known:G2}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{name} = {Value:G4}{error}");
    }
}
