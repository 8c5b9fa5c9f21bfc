using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Where walkers start: Fit, Prior, a point, or the walkers themselves (an array of points).</summary>
internal static class WalkerPositions
{
    /// <summary>Reads the arguments of -Start and -Radius.</summary>
    /// <exception cref="ArgumentException">The arguments are none of these.</exception>
    public static WalkerStart? Read(object[]? values, double? radius)
    {
        object[] items = [.. (values ?? []).Select(Bare)];
        if (radius is not null && items is ([WalkerStart] or [IEnumerable and not string, ..]))
            throw new ArgumentException("-Radius is for -Start Fit and a point; walkers stand where they are.");
        return items switch
        {
            [] => radius is null ? null : WalkerStart.Fit(radius),
            [WalkerStart start] => start,
            [string name] when name.Equals("Fit", StringComparison.OrdinalIgnoreCase) =>
                WalkerStart.Fit(radius),
            [string name] when name.Equals("Prior", StringComparison.OrdinalIgnoreCase) => radius is null
                ? WalkerStart.Prior
                : throw new ArgumentException("-Radius is for -Start Fit and a point; Prior has a width of its own."),
            [IEnumerable and not string, ..] => WalkerStart.Walkers(items.Select(Point).ToArray()),
            _ => WalkerStart.Ball(items.Select(Number).ToArray(), radius),
        };
    }

    private static object Bare(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static double[] Point(object value) =>
        value is IEnumerable coordinates and not string
            ? [.. coordinates.Cast<object>().Select(Number)]
            : throw new ArgumentException($"-Start must be Fit, Prior, a point, or one point per walker; got '{Shown.Text(value)}' among the walkers.");

    private static double Number(object value) =>
        value is not null && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new ArgumentException($"-Start must be Fit, Prior, a point, or one point per walker; got '{Shown.Text(value)}'.");
}
