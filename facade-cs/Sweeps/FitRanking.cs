using System.Collections;

namespace UniversalApprox;

/// <summary>Fits by score, best first. Its text is one line, so that it fits a cell of a CSV file.</summary>
public sealed class FitRanking : IReadOnlyList<RankedFit>
{
    private readonly RankedFit[] fits;

    internal FitRanking(RankedFit[] fits) => this.fits = fits;

    /// <summary>The number of fits.</summary>
    public int Count => fits.Length;

    /// <summary>The fit at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>The fit.</returns>
    public RankedFit this[int index] => fits[index];

    /// <summary>The fits, best first.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<RankedFit> GetEnumerator() => fits.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All fits in one line.</summary>
    /// <returns>For example "4 sigmoid: 0.149 *; 8 sigmoid: 0.15; 2 sigmoid: 0.9".</returns>
    public override string ToString() => string.Join("; ", (object[])fits);
}
