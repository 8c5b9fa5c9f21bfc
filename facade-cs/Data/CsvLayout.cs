namespace UniversalApprox;

/// <summary>
/// How a text is laid out: where the table begins, what separates its cells, and where the names of its columns stand. What
/// the options leave open is found from the first lines.
/// </summary>
internal sealed class CsvLayout
{
    private const char Comment = '#';

    /// <summary>Where two delimiters do equally well, the first is taken. A blank stands for runs of blanks and tabs.</summary>
    private static readonly char[] Delimiters = ['\t', ';', '|', ',', ' '];

    /// <summary>Lines, and cells of a line, that are looked at.</summary>
    private const int MostLines = 200;
    private const int MostCells = 200;

    /// <summary>Rows below the names that must hold values before lines above them count as preamble.</summary>
    private const int RowsOfEvidence = 3;

    private readonly IReadOnlyList<string> lines;
    private readonly CsvOptions options;

    private CsvLayout(IReadOnlyList<string> lines, CsvOptions options)
    {
        this.lines = lines;
        this.options = options;
    }

    /// <summary>The lines before the names of columns or, without names, before the first row.</summary>
    public int SkippedLines { get; private set; }

    /// <summary>The delimiter; a blank stands for runs of blanks and tabs.</summary>
    public char Delimiter { get; private set; } = ',';

    public char DecimalSeparator { get; private set; } = '.';

    /// <summary>Names that do not stand in a row as wide as the others; null if the first row has them, or none are wanted.</summary>
    public string[]? Names { get; private set; }

    /// <summary>Whether the names stand in a comment above the rows.</summary>
    public bool NamesAreComment { get; private set; }

    /// <summary>Lines of preamble that were found, not counting comments and blank lines.</summary>
    public int Preamble { get; private set; }

    /// <summary>The cells of the first rows below the names.</summary>
    public IReadOnlyList<List<string>> Rows { get; private set; } = [];

    /// <summary>The layout; null if commas can be decimals and delimiters at once.</summary>
    public static CsvLayout? Find(CsvSample sample, CsvOptions options)
    {
        var layout = new CsvLayout(sample.Lines, options);
        return layout.Find() ? layout : null;
    }

    /// <summary>Whether a character can be a delimiter beside quotes and comments.</summary>
    public static bool CanSeparate(char c) => (char.IsBetween(c, ' ', '~') || c == '\t') && c is not ('"' or Comment);

    public static bool IsComment(string line) => line.AsSpan().TrimStart(" \t") is [Comment, ..];

    private bool Find()
    {
        int first = Math.Min(options.SkipRows ?? 0, lines.Count);
        char? hinted = first < lines.Count && HintedDelimiter(lines[first]) is { } hint ? hint : null;
        if (hinted is not null)
            first++;
        int[] content = [.. Enumerable.Range(first, lines.Count - first).Where(i => IsContent(lines[i])).Take(MostLines)];
        if (options.Delimiter is { } given)
            Delimiter = given;
        else if (hinted is { } sep)
            Delimiter = sep;
        else if (!FindDelimiter(content))
            return false;
        List<string>[] cells = [.. content.Select(i => CellText.Split(lines[i], Delimiter))];
        DecimalSeparator = options.DecimalSeparator ?? (Delimiter == '.' ? ',' : FoundDecimal(cells));
        int table = options.SkipRows is null ? TableStart(cells) : 0;
        Preamble = table;
        Names = options.NoHeader ? null : NamesFromComment(cells, content, table, first);
        if (Names is null && !options.NoHeader && NamesOfOtherWidth(cells, content, table) is { } names)
        {
            Names = names;
            table++;
        }

        NamesAreComment = Names is not null && Preamble == table;
        // The reader of the rows counts lines from here on, and passes over comments and blank lines.
        SkippedLines = content.Length == 0 ? Math.Max(first, options.SkipRows ?? 0) : content[table];
        Rows = cells.Length == 0 ? [] : cells[(options.NoHeader || Names is not null ? table : table + 1)..];
        return true;
    }

    private static bool IsContent(string line) => !string.IsNullOrWhiteSpace(line) && !IsComment(line);

    /// <summary>The delimiter that Excel writes above the table: sep=;</summary>
    private static char? HintedDelimiter(string line) =>
        line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && CanSeparate(line[4]) ? line[4] : null;

    /// <summary>Takes the delimiter by which the most lines have equally many cells, of which the most are values.</summary>
    private bool FindDelimiter(int[] content)
    {
        double best = 0;
        double comma = 0;
        foreach (char delimiter in Delimiters)
        {
            double quality = Quality([.. content.Select(i => CellText.Split(lines[i], delimiter))]);
            if (delimiter == ',' && options.DecimalSeparator == ',')
            {
                comma = quality;
            }
            else if (quality > best)
            {
                best = quality;
                Delimiter = delimiter;
            }
        }

        if (best == 0 && options.DecimalSeparator == ',')
            Delimiter = ';';
        return comma == 0 || best > 0;
    }

    /// <summary>From 0, where there are no columns, to 1.</summary>
    private double Quality(List<string>[] cells)
    {
        int width = Width(cells);
        if (width < 2)
            return 0;
        List<string>[] rows = [.. cells.Where(row => row.Count == width)];
        string[] filled = [.. rows.Skip(options.NoHeader || rows.Length == 1 ? 0 : 1).SelectMany(row => row.Take(MostCells)).Where(cell => cell.Length > 0)];
        double values = filled.Length == 0
            ? 0
            : filled.Count(cell => CellText.IsValue(cell, '.') || CellText.IsValue(cell, ',')) / (double)filled.Length;
        return rows.Length / (double)cells.Length * (1 + values) / 2;
    }

    /// <summary>The number of cells that most lines have, among those with more than one; 0 if there are none.</summary>
    private static int Width(List<string>[] cells) =>
        cells.Where(row => row.Count > 1)
            .GroupBy(row => row.Count)
            .OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Key)
            .FirstOrDefault()?.Key ?? 0;

    /// <summary>A comma if there are decimal commas and no decimal points among the cells.</summary>
    private char FoundDecimal(List<string>[] cells)
    {
        if (Delimiter == ',')
            return '.';
        string[] looked = [.. cells.SelectMany(row => row.Take(MostCells)).Where(cell => cell.Any(char.IsAsciiDigit))];
        string[] commas = [.. looked.Where(cell => cell.Contains(',') && Numbers.TryParse(cell, ',', out _))];
        bool hasPoints = looked.Any(cell => cell.Contains('.') && Numbers.TryParse(cell, '.', out _));
        // 1,234 and 12,500 alone may as well be thousands.
        return !hasPoints && commas.Any(cell => !IsGrouped(cell)) ? ',' : '.';
    }

    private static bool IsGrouped(string number)
    {
        string[] groups = number.TrimStart('-', '+').Split(',');
        return groups[0].Length is >= 1 and <= 3 && groups[0] != "0" && Array.TrueForAll(groups[1..], group => group.Length == 3);
    }

    /// <summary>
    /// Which of the lines begins the table: the first one below a change of the number of cells that has names, and values
    /// in the lines below it. The first line if there is none.
    /// </summary>
    private int TableStart(List<string>[] cells)
    {
        int width = Width(cells);
        for (int i = 0; i < cells.Length; i++)
        {
            bool begins = cells[i].Count == width && (i == 0 || cells[i - 1].Count != width);
            int rows = options.NoHeader ? i : i + 1;
            if (begins
                && rows < cells.Length
                && (options.NoHeader || !cells[i].Exists(IsValue))
                && cells.Skip(rows).Take(RowsOfEvidence).All(row => row.Count == width && row.Take(MostCells).Any(IsValue)))
                return i;
        }

        return 0;
    }

    /// <summary>The names in the last comment above rows that begin with values, if it has as many words.</summary>
    private string[]? NamesFromComment(List<string>[] cells, int[] content, int table, int first)
    {
        if (cells.Length == 0 || !cells[table].TrueForAll(IsValue))
            return null;
        string? comment = Enumerable.Range(first, content[table] - first)
            .Select(i => lines[i])
            .LastOrDefault(IsComment);
        if (comment is null)
            return null;
        string text = comment.TrimStart(' ', '\t', Comment);
        return Delimiters.Prepend(Delimiter)
            .Select(delimiter => CellText.Split(text, delimiter))
            .FirstOrDefault(names => names.Count == cells[table].Count)?.ToArray();
    }

    /// <summary>
    /// The names of a first line that is as no other: with blanks in them, where at least two blanks separate the columns; or
    /// without a name of the column of row names, as R's write.table writes them.
    /// </summary>
    private string[]? NamesOfOtherWidth(List<string>[] cells, int[] content, int table)
    {
        int width = Width(cells);
        List<string>[] rows = [.. cells.Skip(table + 1)];
        if (rows.Length == 0 || cells[table].Count == width || cells[table].Exists(IsValue) || !Array.TrueForAll(rows, row => row.Count == width))
            return null;
        string[] apart = [.. lines[content[table]].Trim().Replace("\t", "  ", StringComparison.Ordinal)
            .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (Delimiter == ' ' && apart.Length == width)
            return apart;
        bool lacksFirst = cells[table].Count == width - 1 && Array.TrueForAll(rows, row => row[^1].Length > 0);
        return lacksFirst ? ["", .. cells[table]] : null;
    }

    private bool IsValue(string cell) => CellText.IsValue(cell, DecimalSeparator);
}
