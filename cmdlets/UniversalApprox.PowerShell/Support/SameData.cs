namespace UniversalApprox.PowerShell;

/// <summary>Compares data by name, columns and values, because two files may have the same name.</summary>
internal sealed class SameData : IEqualityComparer<CurveData>
{
    public bool Equals(CurveData? one, CurveData? other) =>
        one is null ? other is null : other is not null && one.HasSameValues(other);

    public int GetHashCode(CurveData data) => HashCode.Combine(data.Name, data.Count);
}
