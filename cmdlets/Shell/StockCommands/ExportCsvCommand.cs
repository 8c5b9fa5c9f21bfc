using System.Management.Automation;
using System.Text;
using CsvHelper;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>
/// Fallback for Export-Csv with the stock command's bytes: every field quoted, nothing at all for a null. A row is in the
/// file as soon as it has arrived, so that an interrupted sweep leaves all finished rows.
/// </summary>
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true)]
public sealed class ExportCsvCommand : PSCmdlet, IDisposable
{
    private CsvWriter? _writer;
    private string _file = "";
    private List<string>? _existingColumns;
    private List<string>? _columns;

    /// <summary>The objects, one row each.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The file to write.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What stands between the fields.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <summary>Add rows to an existing file; its header must match.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Write a read-only file; append although the header does not match.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave an existing file alone.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Accepted; no type line is ever written.</summary>
    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    /// <summary>utf8 (without a byte order mark) unless named.</summary>
    [Parameter]
    public string Encoding { get; set; } = "utf8";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Encoding? encoding = CsvEncoding.Find(Encoding);
        if (encoding is null)
            ThrowTerminatingError(CsvErrors.UnknownEncoding(Encoding));
        _file = GetUnresolvedProviderPathFromPSPath(Path);
        if (!ShouldProcess(_file))
            return;
        try
        {
            _writer = CsvWriter.Create(OpenFile(encoding!), WriterOptions());
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(CsvErrors.CannotOpen(_file, cause));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_writer is null || InputObject is null)
            return;
        bool isFirst = _columns is null;
        _columns ??= ColumnsFor(InputObject);
        try
        {
            if (isFirst && _existingColumns is null)
                WriteRow(_writer, _columns);
            WriteRow(_writer, _columns.Select(column => CsvColumns.Text(InputObject, column)));
        }
        catch (IOException cause)
        {
            ThrowTerminatingError(CsvErrors.CannotWrite(_file, cause));
        }
    }

    /// <summary>The engine calls this at the end and after a stop or an error too.</summary>
    public void Dispose()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (IOException)
        {
            // Every row was flushed when it came; a full disk has been reported then.
        }

        _writer = null;
    }

    private static void WriteRow(CsvWriter writer, IEnumerable<string?> fields)
    {
        foreach (string? field in fields)
            writer.WriteField(field, field is null ? CsvQuoting.WhenNeeded : CsvQuoting.Always);
        writer.EndRecord();
        writer.Flush();
    }

    private CsvWriterOptions WriterOptions() => new()
    {
        Separator = Delimiter,
        NewLine = Environment.NewLine,
        ValidateFieldCount = false,
    };

    private StreamWriter OpenFile(Encoding encoding)
    {
        var info = new FileInfo(_file);
        if (NoClobber && !Append && info.Exists)
            ThrowTerminatingError(CsvErrors.NoClobber(_file));
        if (Force && info is { Exists: true, IsReadOnly: true })
            info.IsReadOnly = false;
        if (!Append || info is not { Exists: true, Length: > 0 })
            return new StreamWriter(new FileStream(_file, FileMode.Create, FileAccess.Write, FileShare.Read), encoding);

        (_existingColumns, Encoding found, bool endsWithNewLine) = ReadExisting(encoding);
        var writer = new StreamWriter(new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.Read), found);
        if (!endsWithNewLine)
            writer.WriteLine();
        return writer;
    }

    private (List<string> Columns, Encoding Encoding, bool EndsWithNewLine) ReadExisting(Encoding encoding)
    {
        using var reader = new StreamReader(_file, encoding, detectEncodingFromByteOrderMarks: true);
        using var rows = CsvReader.Create(reader, new CsvReaderOptions { Separator = Delimiter, HasHeader = false }, leaveOpen: true);
        List<string> columns = rows.Read() ? [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetString)] : [];

        // A run killed in the middle of a row must not have the next row glued to it. In every encoding offered here the
        // last character's line feed is byte 10, followed by a zero in UTF-16 only.
        reader.BaseStream.Seek(-Math.Min(2, reader.BaseStream.Length), SeekOrigin.End);
        int beforeLast = reader.BaseStream.ReadByte();
        int last = reader.BaseStream.ReadByte();
        return (columns, reader.CurrentEncoding, last is '\n' || (last is 0 && beforeLast is '\n'));
    }

    private List<string> ColumnsFor(PSObject first)
    {
        List<string> columns = CsvColumns.Names(first);
        if (_existingColumns is null)
            return columns;
        string? missing = _existingColumns.Except(columns, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
        if (missing is not null && !Force)
            ThrowTerminatingError(CsvErrors.HeaderMismatch(_file, missing));
        return _existingColumns;
    }
}
