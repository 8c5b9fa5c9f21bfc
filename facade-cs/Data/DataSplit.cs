namespace UniversalApprox;

/// <summary>Data in two parts.</summary>
/// <param name="Training">The points for training.</param>
/// <param name="Validation">The other points, which training does not see.</param>
public sealed record DataSplit(CurveData Training, CurveData Validation);
