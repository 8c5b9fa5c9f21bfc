namespace UniversalApprox;

/// <summary>Finds the columns of a header by name.</summary>
internal sealed class ColumnPlaces
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> withoutCase;

    public ColumnPlaces(string[] header)
    {
        for (int i = 0; i < header.Length; i++)
            if (header[i].Length > 0 && !indices.TryAdd(header[i], i))
                repeated.Add(header[i]);
        withoutCase = indices.Keys.ToLookup(name => name, StringComparer.OrdinalIgnoreCase);
    }

    public int IndexOf(string name) => indices[name];

    public bool IsRepeated(string name) => repeated.Contains(name);

    /// <summary>The column of this very name, or else all whose name differs in case only.</summary>
    public string[] Matching(string wanted) => indices.ContainsKey(wanted) ? [wanted] : [.. withoutCase[wanted]];
}
