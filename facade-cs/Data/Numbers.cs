using System.Globalization;

namespace UniversalApprox;

/// <summary>Numbers in text: invariant, or with a decimal comma. Never the culture of the machine.</summary>
internal static class Numbers
{
    private static readonly NumberFormatInfo CommaFormat = new() { NumberDecimalSeparator = "," };

    // .NET passes over NUL characters behind a number.

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char decimalSeparator, out double value) =>
        double.TryParse(text, NumberStyles.Float, Format(decimalSeparator), out value) && double.IsFinite(value) && !text.Contains('\0');

    /// <summary>Reads a finite number from UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, char decimalSeparator, out double value) =>
        double.TryParse(text, NumberStyles.Float, Format(decimalSeparator), out value) && double.IsFinite(value) && !text.Contains((byte)0);

    /// <summary>Whether a text would be a number with the other decimal separator.</summary>
    public static bool HasOtherSeparator(string text, char decimalSeparator) =>
        TryParse(text, decimalSeparator == '.' ? ',' : '.', out _);

    /// <summary>Why a text is not a finite number.</summary>
    public static string Reason(string text, char decimalSeparator)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "the value is missing.";
        string shown = PlainText.Quote(text);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value))
            return double.IsInfinity(value) && text.Any(char.IsAsciiDigit)
                ? $"{shown} is too large for a number."
                : $"{shown} is not a finite number.";
        return HasOtherSeparator(text, decimalSeparator)
            ? $"{shown} is not a number with a decimal {(decimalSeparator == '.' ? "point" : "comma")}."
            : $"{shown} is not a number.";
    }

    /// <summary>Whether a text is one that programs write for a missing value.</summary>
    public static bool IsMissingMark(string text) =>
        text.Trim().ToUpperInvariant() is "NA" or "N/A" or "NAN" or "NULL" or "NONE" or "-" or "--" or "?" or "*" or ".";

    private static NumberFormatInfo Format(char decimalSeparator) =>
        decimalSeparator == ',' ? CommaFormat : NumberFormatInfo.InvariantInfo;
}
