using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Moves with weights: @{ Stretch = 0.8; DE = 0.2 }, names alone for equal weights, or WeightedMove objects.</summary>
internal static class MoveWeights
{
    /// <summary>Reads the argument of -Moves. Entries of a hashtable, which has no order, are taken by name.</summary>
    /// <exception cref="OptionException">An unknown move, or a weight that is no number.</exception>
    public static IReadOnlyList<WeightedMove> Read(object[] values) =>
        [.. values.Select(value => value is PSObject wrapped ? wrapped.BaseObject : value).SelectMany(One)];

    private static IEnumerable<WeightedMove> One(object value) => value switch
    {
        WeightedMove weighted => [weighted],
        Move move => [new(move)],
        IDictionary table => table.Keys.Cast<object>()
            .OrderBy(key => key.ToString(), StringComparer.OrdinalIgnoreCase)
            .Select(key => new WeightedMove(Move.FromName(key.ToString()!), Weight(key, table[key]))),
        _ => [new(Move.FromName(value?.ToString() ?? ""))],
    };

    private static double Weight(object move, object? value) =>
        LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double weight)
            ? weight
            : throw new OptionException($"{nameof(McmcOptions.Moves)}.{move}", value, $"a number");
}
