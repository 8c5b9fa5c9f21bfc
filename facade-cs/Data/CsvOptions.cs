using System.Text;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvOptions
{
    /// <summary>The columns of the inputs; their case does not matter where it makes no difference.</summary>
    /// <value>
    /// Default: null, all columns that have a name, but not <see cref="Y"/>. Of three or more columns those that count rows,
    /// hold text or look like errors or weights are left out too (see <see cref="Sigma"/>), with a warning (<see cref="ImportedCurve.Warnings"/>).
    /// </value>
    public IReadOnlyList<string>? X { get; init; }

    /// <summary>The column of the output.</summary>
    /// <value>Default: null, the last column that has a name and is not left out (see <see cref="X"/>).</value>
    public string? Y { get; init; }

    /// <summary>
    /// The column with the standard error of each output, in its units and above 0; its case does not matter where it makes no
    /// difference. A column that looks like one is never taken unasked: a warning offers it, because errors change fits and
    /// likelihoods.
    /// </summary>
    /// <value>Default: null, none.</value>
    public string? Sigma { get; init; }

    /// <summary>The column with the weight of each row, above 0; only ratios matter. It excludes <see cref="Sigma"/>.</summary>
    /// <value>Default: null, none.</value>
    public string? Weight { get; init; }

    /// <summary>
    /// The inputs with a logarithmic axis, by name, or "*" for all: networks then see ln x, and everything else stays in the units of
    /// the data. Rows with a number that is not above 0 there cannot be used.
    /// </summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? LogX { get; init; }

    /// <summary>
    /// Whether the output has a logarithmic axis: networks are then trained on ln y, where noise is relative. Rows with an output that
    /// is not above 0 cannot be used. A standard error σ becomes σ/y there, to first order, and must be below y.
    /// </summary>
    /// <value>Default: false.</value>
    public bool LogY { get; init; }

    /// <summary>The character between values. A blank stands for any run of blanks and tabs.</summary>
    /// <value>Default: null, whichever of tab, semicolon, |, comma and blanks divides the first lines into columns.</value>
    public char? Delimiter { get; init; }

    /// <summary>The decimal separator of numbers, '.' or ','. There are no thousands separators.</summary>
    /// <value>Default: null, '.' unless the delimiter is no comma and the first lines have decimal commas.</value>
    public char? DecimalSeparator { get; init; }

    /// <summary>
    /// How many lines before the table are skipped, 0 or more. Blank lines and comments, which begin with #, are skipped at any
    /// place without being counted in.
    /// </summary>
    /// <value>Default: null, as many as have another number of columns and come before names with rows of values below.</value>
    public int? SkipRows { get; init; }

    /// <summary>The encoding of a file.</summary>
    /// <value>
    /// Default: null, what the byte order mark says, else UTF-8, or Windows-1252 if the beginning of the file is not in UTF-8.
    /// </value>
    public Encoding? Encoding { get; init; }

    /// <summary>Texts that stand for a missing value, such as "NA" or "-999"; "" for empty cells. Rows that lack a value are left out.</summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? MissingValues { get; init; }

    /// <summary>The format of dates, as for <see cref="DateTime.ParseExact(string, string, IFormatProvider)"/>, in English.</summary>
    /// <value>Default: null, ISO formats, 31.3.2026, 31 Mar 2026, and 3/31/2026 or 31/3/2026, whichever fits all rows.</value>
    public string? DateFormat { get; init; }

    /// <summary>
    /// Whether the first row has numbers, not names of columns. The columns are then called x (or x1, x2, …) and, the last, y.
    /// </summary>
    /// <value>Default: false. A comment above rows of values has the names if it has as many words as they have cells.</value>
    public bool NoHeader { get; init; }

    /// <summary>Whether rows that cannot be used are skipped and counted, instead of being an error.</summary>
    /// <value>Default: false.</value>
    public bool SkipInvalid { get; init; }

    /// <summary>What the data is called.</summary>
    /// <value>Default: null, the name of the file without its extension, or "data".</value>
    public string? Name { get; init; }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "CsvOptions { X = [dose], … }".</returns>
    public override string ToString() => OptionText.Of(this);
}
