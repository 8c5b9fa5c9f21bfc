namespace UniversalApprox;

/// <summary>What is wrong with a CSV file.</summary>
public enum CsvProblem
{
    /// <summary>There is nothing in it.</summary>
    EmptyFile,

    /// <summary>The delimiter cannot be told from decimal commas.</summary>
    AmbiguousDelimiter,

    /// <summary>The first row has numbers where names of columns are expected.</summary>
    HeaderOfNumbers,

    /// <summary>It has fewer than two columns.</summary>
    TooFewColumns,

    /// <summary>A column is to be input and output at once.</summary>
    InputIsOutput,

    /// <summary>There is no column of a name.</summary>
    MissingColumn,

    /// <summary>There is more than one column of a name.</summary>
    RepeatedColumn,

    /// <summary>A row has more or fewer values than there are columns.</summary>
    RaggedRow,

    /// <summary>A value is not a finite number.</summary>
    InvalidValue,

    /// <summary>There are no rows below the header.</summary>
    NoRows,

    /// <summary>All rows were skipped.</summary>
    NoUsableRow,
}
