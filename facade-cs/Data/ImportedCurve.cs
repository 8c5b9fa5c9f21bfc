namespace UniversalApprox;

/// <summary>Data that was read from a file.</summary>
/// <param name="Data">The data.</param>
/// <param name="SkippedRows">How many rows were skipped because they could not be used.</param>
/// <param name="Reasons">Why, for the first few of them: place and reason.</param>
public sealed record ImportedCurve(CurveData Data, int SkippedRows, IReadOnlyList<CsvDataException> Reasons);
