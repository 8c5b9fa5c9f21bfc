namespace UniversalApprox;

/// <summary>Default names of columns, and suggestions for names that do not exist.</summary>
internal static class ColumnNames
{
    public static string[] OfInputs(int dimension) =>
        dimension == 1 ? ["x"] : [.. Enumerable.Range(1, dimension).Select(i => $"x{i}")];

    /// <summary>Why <paramref name="wanted"/> is rejected: the names there are, and a near miss if there is one.</summary>
    public static string Missing(string wanted, IReadOnlyList<string> names)
    {
        int limit = Math.Max(1, wanted.Length / 3);
        string? near = names
            .Where(name => Math.Abs(name.Length - wanted.Length) <= limit)
            .Select(name => (Name: name, Distance: Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        string hint = near is null ? "" : $" Did you mean {PlainText.Quote(near)}?";
        return $"there is no column {PlainText.Quote(wanted)}; the columns are {PlainText.List(names)}.{hint}";
    }

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
