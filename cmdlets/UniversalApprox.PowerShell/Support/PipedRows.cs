using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// The rows that come to a cmdlet through the pipeline, with its parameters about rows. Errors end the cmdlet, because a part
/// of a table would give another answer.
/// </summary>
internal sealed class PipedRows(ModuleCmdlet cmdlet)
{
    private RowReader? reader;
    private int skipped;
    private string? firstSkipped;

    public string[]? X { get; init; }

    public string? Y { get; init; }

    public string? Sigma { get; init; }

    public string? Weight { get; init; }

    public string[]? LogX { get; init; }

    public bool LogY { get; init; }

    public required string Name { get; init; }

    public bool SkipInvalid { get; init; }

    public char DecimalSeparator { get; init; }

    public string[]? MissingValues { get; init; }

    public string? DateFormat { get; init; }

    /// <summary>Whether there were any, usable or not.</summary>
    public bool Any => reader is not null;

    /// <summary>The column behind the output, if there is one.</summary>
    private string[] Errors => (Sigma ?? Weight) is { } column ? [column] : [];

    /// <summary>Checks the parameters before the first row comes.</summary>
    public void Check()
    {
        if (Sigma is not null && Weight is not null)
            cmdlet.ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-Sigma and -Weight exclude each other: known errors are weights already."));
        if (X is not null && Y is not null && FirstTwice([.. X, Y, .. Errors]) is { } twice)
            cmdlet.ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"{(Errors.Length == 0 ? "-X and -Y" : Sigma is null ? "-X, -Y and -Weight" : "-X, -Y and -Sigma")} must name different columns; got {Shown.Text(twice)} twice."));
    }

    public void Add(PSObject row)
    {
        try
        {
            reader ??= StartReading(row);
            if (reader.Add(row) is not { } reason)
                return;
            if (!SkipInvalid)
                cmdlet.ThrowTerminatingError(
                    ErrorRecords.InvalidRow($"{char.ToUpperInvariant(reason[0])}{reason[1..]} (-SkipInvalid skips such rows.)", row));
            firstSkipped ??= reason;
            skipped++;
        }
        catch (ArgumentException error)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.InvalidArgument(cmdlet, error, row));
        }
    }

    /// <summary>The data of all rows; null, with an error, if none could be used.</summary>
    public CurveData? Finish()
    {
        if (skipped > 0)
            cmdlet.WriteWarning($"Skipped {skipped} of {skipped + reader!.Missing + reader.Count} rows. First: {firstSkipped}");
        if (reader!.Missing > 0)
            cmdlet.WriteVerbose($"Left out {reader.Missing} rows that lack a value.");
        try
        {
            if (reader.Count > 0)
                return reader.Build();
            cmdlet.WriteError(ErrorRecords.WrongInput("None of the rows could be used.", null));
        }
        catch (ArgumentException error)
        {
            cmdlet.WriteError(ErrorRecords.InvalidArgument(cmdlet, error, null));
        }

        return null;
    }

    private RowReader StartReading(PSObject row)
    {
        IReadOnlyList<string> columns = RowReader.ColumnsOf(row);
        string present = columns.Count > 0 ? Shown.List(columns) : "none";
        if (row.BaseObject is string or FileSystemInfo)
            cmdlet.ThrowTerminatingError(ErrorRecords.WrongInput(
                $"Data or rows are needed; got the {PipelineInput.TypeName(row)} '{Shown.Text(row)}'. Import-CurveData and Import-Csv read files.", row));
        string[] others = [.. columns.Except(Errors, StringComparer.OrdinalIgnoreCase)];
        (string[]? x, string? y) = X is null && Y is null && IsTable(row) && others.Length == 2 ? ([others[0]], others[1]) : (X, Y);
        if (x is null || y is null)
            cmdlet.ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"Piped rows need -X and -Y to say which columns are meant. The columns of the first ({PipelineInput.TypeName(row)}) are: {present}.", row));
        var builder = new CurveDataBuilder(x!, y!, Name)
        {
            Sigma = Sigma,
            Weight = Weight,
            LogX = LogX,
            LogY = LogY,
            DecimalSeparator = DecimalSeparator,
            MissingValues = MissingValues,
            DateFormat = DateFormat,
        };
        var found = new RowReader([.. x!, y!, .. Errors], builder);
        if (found.MissingIn(row).FirstOrDefault() is { } missing)
            cmdlet.ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"The rows have no column \"{Shown.Text(missing)}\". The columns of the first are: {present}.", row));
        return found;
    }

    /// <summary>Whether a row is one of a table whose columns have an order: Import-Csv, Select-Object, [ordered].</summary>
    public static bool IsTable(PSObject row) => row.BaseObject is PSCustomObject or System.Collections.Specialized.IOrderedDictionary;

    private static string? FirstTwice(string[] names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
}
