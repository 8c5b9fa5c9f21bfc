using System.Text;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>The encoding names of PowerShell that a CSV file is met in.</summary>
internal static class CsvEncoding
{
    private static readonly Dictionary<string, Encoding> s_byName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ["utf8NoBOM"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ["utf8BOM"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        ["ascii"] = Encoding.ASCII,
        ["latin1"] = Encoding.Latin1,
        ["unicode"] = Encoding.Unicode,
    };

    public static IEnumerable<string> Names => s_byName.Keys;

    /// <summary>The encoding, or null for an unknown name.</summary>
    public static Encoding? Find(string name) => s_byName.GetValueOrDefault(name);
}
