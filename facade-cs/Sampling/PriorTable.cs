using System.Globalization;

namespace UniversalApprox;

/// <summary>
/// What narrower and wider priors of the amplitudes say of a model: its probability with each of them, because evidence depends on priors.
/// </summary>
public sealed class PriorTable
{
    internal PriorTable(IReadOnlyList<PriorTableRow> rows) => Rows = rows;

    /// <summary>One row per prior, the narrowest first; factor 1 is the prior that was asked for.</summary>
    public IReadOnlyList<PriorTableRow> Rows { get; }

    /// <summary>The table as one line.</summary>
    /// <returns>For example "x0.25: 0.29, x1: 0.39, x4: 0.61".</returns>
    public override string ToString() => string.Join(
        ", ", Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"x{row.Factor:G4}: {row.Probability:G2}")));
}
