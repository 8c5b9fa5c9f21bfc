using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Sort-Object: stable, by properties or script blocks, or by the objects themselves.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];
    private IReadOnlyList<PropertyColumn> _columns = [];

    /// <summary>The object from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What to sort by, the most important first.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    /// <summary>The largest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _columns = PropertyColumn.ParseAll(this, Property);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _items.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var comparer = Comparer<object?[]>.Create(Compare);
        IEnumerable<PSObject> sorted = Descending ? _items.OrderByDescending(Keys, comparer) : _items.OrderBy(Keys, comparer);
        WriteObject(sorted, enumerateCollection: true);
    }

    private object?[] Keys(PSObject item) =>
        _columns.Count == 0
            ? [item]
            : [.. _columns.Select(c => c.Expression.GetValues(item) is [var found, ..] ? found.Result : null)];

    private static int Compare(object?[] left, object?[] right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            int order = CompareValues(left[i], right[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    /// <summary>PowerShell's own order (1 before "2", A equals a); values without one compare as text.</summary>
    private static int CompareValues(object? left, object? right) =>
        LanguagePrimitives.TryCompare(left, right, ignoreCase: true, CultureInfo.InvariantCulture, out int order)
            ? order
            : string.Compare(left?.ToString(), right?.ToString(), StringComparison.InvariantCultureIgnoreCase);
}
