using System.Collections.ObjectModel;

namespace UniversalApprox.Internal;

/// <summary>A read-only list whose text is its items, so that a row with it stays flat where it is written to a CSV file.</summary>
internal sealed class ListedText<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    public override string ToString() => string.Join("; ", this);
}
