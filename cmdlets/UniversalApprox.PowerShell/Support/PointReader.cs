using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads the points of -X: a number each, or an array of coordinates each.</summary>
internal static class PointReader
{
    /// <summary>The points as columns, one for each input.</summary>
    public static double[][] Columns(object[] points, int dimension)
    {
        double[][] rows = [.. points.Select(Point)];
        if (rows.FirstOrDefault(row => row.Length != dimension) is { } wrong)
            throw new ArgumentException(
                $"The network has {Counted(dimension, "input")}, but a point of -X has {Counted(wrong.Length, "coordinate")}.{Hint(dimension)}");
        return [.. Enumerable.Range(0, dimension).Select(k => Array.ConvertAll(rows, row => row[k]))];
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Hint(int dimension) =>
        dimension == 1 ? "" : " Write an array per point, and one point alone with a comma before it: -X (, @(1, 2)).";

    private static double[] Point(object point)
    {
        object bare = point is PSObject wrapped ? wrapped.BaseObject : point;
        return bare is IEnumerable coordinates and not string ? [.. coordinates.Cast<object>().Select(Number)] : [Number(bare)];
    }

    /// <summary>Reads a finite number, texts as in rows of a CSV: PowerShell itself would take "1,5" for fifteen.</summary>
    public static bool TryNumber(object? value, out double number)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        number = double.NaN;
        bool isNumber = bare is string text
            ? CurveDataBuilder.TryParseNumber(text, out number)
            : bare is not null && LanguagePrimitives.TryConvertTo(bare, out number);
        return isNumber && double.IsFinite(number);
    }

    private static double Number(object? value) => TryNumber(value, out double number)
        ? number
        : throw new ArgumentException($"-X must hold finite numbers; got '{Shown.Text(value)}'.");
}
