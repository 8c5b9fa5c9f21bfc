using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace UniversalApprox.PowerShell;

/// <summary>Reads encodings as PowerShell's own commands do: by PowerShell's names, names of the web, and numbers of code pages.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class EncodingTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>The names that Tab offers.</summary>
    internal static string[] Names { get; } =
        ["ansi", "ascii", "bigendianunicode", "bigendianutf32", "latin1", "unicode", "utf32", "utf8", "utf8BOM", "utf8NoBOM", "windows-1252"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is null or Encoding ? bare : Named(LanguagePrimitives.ConvertTo<string>(bare));
    }

    private static Encoding Named(string name) => name.ToUpperInvariant() switch
    {
        "ANSI" => CodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage, name),
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "BIGENDIANUTF32" => Encoding.GetEncoding("utf-32BE"),
        "UNICODE" => Encoding.Unicode,
        "UTF8" or "UTF8BOM" or "UTF8NOBOM" => Encoding.UTF8,
        "UTF32" => Encoding.UTF32,
        _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int page) => CodePage(page, name),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Known(() => Encoding.GetEncoding(name), name),
    };

    private static Encoding CodePage(int page, string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Known(() => Encoding.GetEncoding(page), name);

    private static Encoding Known(Func<Encoding> find, string name)
    {
        try
        {
            return find();
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(
                $"There is no encoding '{Shown.Text(name)}'. Known are {string.Join(", ", Names)} and numbers of code pages.");
        }
    }
}
