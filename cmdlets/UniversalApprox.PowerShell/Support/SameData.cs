namespace UniversalApprox.PowerShell;

/// <summary>Tells data apart by name, columns and values: two files may well have the same name.</summary>
internal sealed class SameData : IEqualityComparer<CurveData>
{
    public bool Equals(CurveData? one, CurveData? other) =>
        ReferenceEquals(one, other)
        || (one is not null
            && other is not null
            && one.Name == other.Name
            && one.Count == other.Count
            && one.InputNames.SequenceEqual(other.InputNames)
            && one.Outputs.Span.SequenceEqual(other.Outputs.Span)
            && one.Inputs.Zip(other.Inputs).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span)));

    public int GetHashCode(CurveData data) => HashCode.Combine(data.Name, data.Count);
}
