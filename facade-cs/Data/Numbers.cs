using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Numbers in text: invariant, or with a decimal comma. Never the culture of the machine.</summary>
internal static class Numbers
{
    private static readonly NumberFormatInfo CommaFormat = new() { NumberDecimalSeparator = "," };

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char decimalSeparator, out double value) =>
        double.TryParse(text, NumberStyles.Float, Format(decimalSeparator), out value) && double.IsFinite(value);

    /// <summary>Reads a finite number from UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, char decimalSeparator, out double value) =>
        double.TryParse(text, NumberStyles.Float, Format(decimalSeparator), out value) && double.IsFinite(value);

    /// <summary>Whether a text would be a number with the other decimal separator.</summary>
    public static bool HasOtherSeparator(string text, char decimalSeparator) =>
        TryParse(text, decimalSeparator == '.' ? ',' : '.', out _);

    /// <summary>Why a text is not a finite number.</summary>
    public static string Reason(string text, char decimalSeparator)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "the value is missing.";
        string shown = text.Length <= 40 ? text : text[..40] + "…";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value))
            return double.IsInfinity(value) && text.Any(char.IsAsciiDigit)
                ? $"\"{shown}\" is too large for a number."
                : $"\"{shown}\" is not a finite number.";
        return HasOtherSeparator(text, decimalSeparator)
            ? $"\"{shown}\" is not a number with a decimal {(decimalSeparator == '.' ? "point" : "comma")}."
            : $"\"{shown}\" is not a number.";
    }

    /// <summary>Reads a finite number from a .NET number or its invariant text.</summary>
    public static bool TryConvert(object? cell, out double value, out string? reason)
    {
        reason = null;
        switch (cell)
        {
            case double or float or decimal or int or long or short or byte or sbyte or ushort or uint or ulong:
                value = Convert.ToDouble(cell, CultureInfo.InvariantCulture);
                if (!double.IsFinite(value))
                    reason = $"{Guard.Text(value)} is not a finite number.";
                break;
            case string text:
                if (!TryParse(text, '.', out value))
                    reason = Reason(text, '.');
                break;
            case null:
                value = double.NaN;
                reason = "the value is missing.";
                break;
            default:
                value = double.NaN;
                reason = $"\"{cell}\" ({cell.GetType().Name}) is not a number.";
                break;
        }

        return reason is null;
    }

    private static NumberFormatInfo Format(char decimalSeparator) =>
        decimalSeparator == ',' ? CommaFormat : NumberFormatInfo.InvariantInfo;
}
