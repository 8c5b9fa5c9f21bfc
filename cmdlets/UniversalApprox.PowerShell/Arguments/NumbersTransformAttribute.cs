using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// Reads texts among numbers in invariant notation. PowerShell itself takes "1,5" for fifteen in every culture, and the "1,2"
/// that a script gets from its command line for twelve.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NumbersTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the numbers must be whole. PowerShell would round them.</summary>
    public bool Whole { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is IEnumerable many and not string ? many.Cast<object?>().Select(One).ToArray() : One(value);
    }

    private object? One(object? value)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is string text)
            bare = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed)
                ? parsed
                : throw Error(text, Whole ? "a whole number" : "a number with a decimal point");
        return Whole && bare is double number && number != Math.Floor(number)
            ? throw Error(number.ToString("R", CultureInfo.InvariantCulture), "a whole number")
            : bare;
    }

    private static ArgumentTransformationMetadataException Error(string value, string wanted) =>
        new($"'{Shown.Text(value)}' is not {wanted}.{Hint(value)}");

    private static string Hint(string value) =>
        value.Contains(',') ? " Several are written as an array: 1, 2"
        : value.Contains("..") ? $" A range is written in brackets: ({Shown.Text(value)})"
        : "";
}
