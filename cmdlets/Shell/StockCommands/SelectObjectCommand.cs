using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>
/// Fallback for Select-Object. Once -First is served, the commands before it are stopped at once, as the stock command
/// does; a sweep that has given its first rows need not run to its end.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private IReadOnlyList<PropertyColumn> _columns = [];
    private int _skipped;
    private int _written;

    /// <summary>The object from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Names (with wildcards), script blocks, or tables with Name and Expression.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    /// <summary>Write the value of this property, not the object.</summary>
    [Parameter]
    public string? ExpandProperty { get; set; }

    /// <summary>How many objects from the start.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>How many objects from the end.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>How many objects to pass over: at the start, or at the end when -Last is given.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _columns = PropertyColumn.ParseAll(this, Property);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (First is 0 && Last is null)
            throw EngineInternals.StopUpstream(this);
        if (Last is null && _skipped < Skip)
        {
            _skipped++;
            return;
        }

        if (First is null ? Last is null : _written < First)
        {
            _written++;
            WriteSelected(InputObject);
            if (_written == First && Last is null)
                throw EngineInternals.StopUpstream(this);
            return;
        }

        if (Last is int last)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > (long)last + Skip)
                _last.Dequeue();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int count = Math.Max(0, _last.Count - Skip);
        foreach (PSObject item in _last.Take(count))
            WriteSelected(item);
    }

    private void WriteSelected(PSObject item)
    {
        if (ExpandProperty is not null)
            Expand(item, ExpandProperty);
        else
            WriteObject(_columns.Count == 0 ? item : PropertyColumn.Project(item, _columns));
    }

    private void Expand(PSObject item, string property)
    {
        List<PSPropertyExpressionResult> values = new PSPropertyExpression(property).GetValues(item);
        if (values.Count == 0)
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"Property \"{property}\" cannot be found."),
                "ExpandPropertyNotFound",
                ErrorCategory.InvalidArgument,
                item));
        }

        foreach (PSPropertyExpressionResult value in values)
            WriteObject(value.Result, enumerateCollection: true);
    }
}
