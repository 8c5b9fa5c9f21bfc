using System.Text.RegularExpressions;

namespace UniversalApprox.PowerShell;

/// <summary>The library's messages about CSV files in the words of the cmdlets: -Delimiter for the option Delimiter.</summary>
internal static partial class CsvMessages
{
    public static string Translate(string message) =>
        Option().Replace(message.Replace("the option HasHeader to false", "-NoHeader", StringComparison.Ordinal), "-$1");

    [GeneratedRegex(@"the option (X|Y|Delimiter|DecimalSeparator)\b")]
    private static partial Regex Option();
}
