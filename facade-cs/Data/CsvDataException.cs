namespace UniversalApprox;

/// <summary>
/// A CSV file that cannot be read as a curve. The message says where, what is wrong, and which option may help, for example
/// <c>dose.csv, line 7, column "response": "n/a" is not a number.</c>
/// </summary>
public sealed class CsvDataException : FormatException
{
    private readonly FormattableString? remedy;

    internal CsvDataException(
        string file, int? line, string? column, CsvProblem problem, string reason, FormattableString? remedy = null)
    {
        File = file;
        Line = line;
        Column = column;
        Problem = problem;
        Reason = reason;
        this.remedy = remedy;
    }

    /// <summary>The name of the file, or "CSV text".</summary>
    public string File { get; }

    /// <summary>The line of the file on which the row begins, counting from 1; null if no line is to blame.</summary>
    public int? Line { get; }

    /// <summary>The name of the column; null if no single column is to blame.</summary>
    public string? Column { get; }

    /// <summary>The kind of problem.</summary>
    public CsvProblem Problem { get; }

    /// <summary>The problem in words.</summary>
    public string Reason { get; }

    /// <summary>The name of the option of <see cref="CsvOptions"/> that may help; null if there is none.</summary>
    public string? Option => remedy?.GetArguments().OfType<OptionName>().FirstOrDefault()?.Name;

    /// <summary>Place, reason and what may help, with names of options that can be spelled.</summary>
    internal FormattableString Text
    {
        get
        {
            string place = File + (Line is null ? "" : $", line {Line}") + (Column is null ? "" : $", column {PlainText.Quote(Column)}");
            if (remedy is null)
                return $"{place}: {Reason}";
            return $"{place}: {Reason} {remedy}";
        }
    }

    /// <summary>Place, reason and what may help.</summary>
    public override string Message => Describe(name => name);

    /// <summary>The message with the names of options spelled in another way.</summary>
    /// <param name="spell">Spells a name: <c>name => "-" + name</c>.</param>
    /// <returns>The message.</returns>
    public string Describe(Func<string, string> spell) => OptionName.Spell(Text, spell);
}
