using System.Collections.Concurrent;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes rows of any kind as a Parquet table, as they come.</summary>
[Cmdlet(VerbsData.Export, "ApproxTable", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportApproxTableCommand : FileWritingCmdlet
{
    private const int RowsAhead = 10_000;
    private BlockingCollection<object?>? rows;
    private Task? writing;
    private string path = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!System.IO.Path.GetExtension(Path).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"Tables are written as Parquet, and '{Shown.Path(Path)}' is the name of something else: end it in .parquet. Export-Csv writes CSV."));
        if (ResolveFile() is not { } file || !MayWrite(file) || !ShouldProcess(file, "Export table"))
            return;
        path = file;
        BlockingCollection<object?> pending = rows = new(RowsAhead);
        writing = Task.Run(() =>
        {
            try
            {
                ResultTable.ExportParquet(pending.GetConsumingEnumerable(Cancellation), file, Cancellation);
            }
            finally
            {
                // The pipeline may wait for room in the queue. After this it goes on, and sees how the writing ended.
                pending.CompleteAdding();
            }
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (rows is null)
            return;
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            Add(RowOf(input));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        rows?.CompleteAdding();
        Finish();
    }

    private void Add(object row)
    {
        try
        {
            rows!.Add(row, Cancellation);
        }
        catch (InvalidOperationException)
        {
            // The writer has ended early: EndProcessing reports why.
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Finish()
    {
        if (writing is null)
            return;
        try
        {
            Background(() =>
            {
                writing.GetAwaiter().GetResult();
                return true;
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnwritableFile(error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, path));
        }
    }

    /// <summary>Objects of this module as they are; other rows by the columns that Export-Csv would write.</summary>
    private static object RowOf(PSObject input) => input.BaseObject is PSCustomObject || input.BaseObject.GetType().Assembly != typeof(Posterior).Assembly
        ? Columns(input)
        : input.BaseObject;

    private static Dictionary<string, object?> Columns(PSObject input)
    {
        Dictionary<string, object?> row = [];
        foreach (PSPropertyInfo property in input.Properties)
            if (property.IsGettable)
                row[property.Name] = property.Value is PSObject wrapped ? wrapped.BaseObject : property.Value;
        return row;
    }
}
