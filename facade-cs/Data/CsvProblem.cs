namespace UniversalApprox;

/// <summary>What is wrong with a CSV file.</summary>
public enum CsvProblem : long
{
    /// <summary>The file is empty.</summary>
    EmptyFile,

    /// <summary>Decimal commas and the delimiter cannot be told apart.</summary>
    AmbiguousDelimiter,

    /// <summary>The first row has numbers where names of columns are expected.</summary>
    HeaderOfNumbers,

    /// <summary>The file has fewer than two columns.</summary>
    TooFewColumns,

    /// <summary>The options name one column as input and as output.</summary>
    InputIsOutput,

    /// <summary>The options name a column that the file does not have.</summary>
    MissingColumn,

    /// <summary>The options name a column that the file has more than once.</summary>
    RepeatedColumn,

    /// <summary>A row has more or fewer values than there are columns.</summary>
    RaggedRow,

    /// <summary>A value is not a finite number.</summary>
    InvalidValue,

    /// <summary>There are no rows below the header.</summary>
    NoRows,

    /// <summary>All rows were skipped.</summary>
    NoUsableRow,

    /// <summary>All dates of a column can be read with the month and with the day first.</summary>
    AmbiguousDates,
}
