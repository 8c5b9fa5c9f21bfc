using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvOptions
{
    /// <summary>The columns of the inputs.</summary>
    /// <value>Default: null, all columns that have a name, but not <see cref="Y"/>.</value>
    public IReadOnlyList<string>? X { get; init; }

    /// <summary>The column of the output.</summary>
    /// <value>Default: null, the last column that has a name.</value>
    public string? Y { get; init; }

    /// <summary>The character between values.</summary>
    /// <value>Default: null, whichever of tab, semicolon, | and comma the first lines use.</value>
    public char? Delimiter { get; init; }

    /// <summary>The decimal separator of numbers, '.' or ','. There are no thousands separators.</summary>
    /// <value>Default: '.'.</value>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>
    /// Whether the first row has numbers, not names of columns. The columns are then called x (or x1, x2, …) and, the last, y.
    /// </summary>
    /// <value>Default: false.</value>
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
