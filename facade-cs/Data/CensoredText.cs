namespace UniversalApprox;

/// <summary>Texts of outputs that are only known to lie beyond a limit: &lt;2.5, &gt;100, ≤2.5, &gt;= 100.</summary>
internal static class CensoredText
{
    public static bool TryParse(string text, char decimalSeparator, out double limit, out Censoring side)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        side = rest.Length == 0 ? Censoring.None : rest[0] switch
        {
            '<' or '≤' => Censoring.Below,
            '>' or '≥' => Censoring.Above,
            _ => Censoring.None,
        };
        limit = double.NaN;
        if (side == Censoring.None)
            return false;
        rest = rest[1..];
        if (rest.Length > 0 && rest[0] == '=')
            rest = rest[1..];
        return Numbers.TryParse(rest.Trim().ToString(), decimalSeparator, out limit) && double.IsFinite(limit);
    }
}
