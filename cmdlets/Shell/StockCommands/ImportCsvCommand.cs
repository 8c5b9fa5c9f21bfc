using System.Management.Automation;
using System.Text;
using CsvHelper;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>
/// Fallback for Import-Csv: one object of strings per row, as it is read. A row that is too short leaves nulls, fields
/// beyond the header are dropped, as in the stock command.
/// </summary>
[Cmdlet(VerbsData.Import, "Csv")]
[OutputType(typeof(PSObject))]
public sealed class ImportCsvCommand : PSCmdlet
{
    /// <summary>The files to read.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>What stands between the fields.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <summary>The names of the columns, for a file whose first row is data.</summary>
    [Parameter]
    public string[]? Header { get; set; }

    /// <summary>utf8 unless named; a byte order mark in the file wins.</summary>
    [Parameter]
    public string Encoding { get; set; } = "utf8";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Encoding? encoding = CsvEncoding.Find(Encoding);
        if (encoding is null)
            ThrowTerminatingError(CsvErrors.UnknownEncoding(Encoding));
        foreach (string path in Path)
            ReadFile(GetUnresolvedProviderPathFromPSPath(path), encoding!);
    }

    private void ReadFile(string file, Encoding encoding)
    {
        try
        {
            using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true);
            using var rows = CsvReader.Create(reader, new CsvReaderOptions { Separator = Delimiter, HasHeader = false });
            bool hasRow = rows.Read();

            // Windows PowerShell 5.1 wrote the type of the objects above the header.
            if (hasRow && rows.GetString(0).StartsWith("#TYPE", StringComparison.OrdinalIgnoreCase))
                hasRow = rows.Read();
            string[] columns = Columns(file, Header ?? (hasRow ? [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetString)] : []));
            if (Header is null && hasRow)
                hasRow = rows.Read();
            for (; hasRow && !Stopping; hasRow = rows.Read())
                WriteObject(Row(columns, rows));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(CsvErrors.CannotOpen(file, cause));
        }
    }

    /// <summary>Trailing empty names are dropped, other empty ones are called H1, H2 and so on, as by the stock command.</summary>
    private string[] Columns(string file, string[] header)
    {
        int count = Array.FindLastIndex(header, name => name.Trim().Length > 0) + 1;
        string[] columns = header[..count];
        int unnamed = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Length == 0)
                columns[i] = $"H{++unnamed}";
        }

        if (unnamed > 0)
            WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
        string? twice = columns.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            ThrowTerminatingError(CsvErrors.DuplicateColumn(file, twice));
        return columns;
    }

    private static PSObject Row(string[] columns, CsvReader fields)
    {
        var row = new PSObject(columns.Length);
        for (int i = 0; i < columns.Length; i++)
            row.Properties.Add(new PSNoteProperty(columns[i], i < fields.FieldCount ? fields.GetString(i) : null), preValidated: true);
        return row;
    }
}
