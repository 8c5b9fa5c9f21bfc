using System.Linq.Expressions;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A draw as a flat row: where it is from, its log-density, and a column per parameter.</summary>
internal static class SampleRow
{
    private const int ColumnsBesideParameters = 4;

    private static readonly Func<int, PSObject> Create = Constructor();

    public static PSObject Of(PosteriorSample sample, IReadOnlyList<string> names)
    {
        PSObject row = Create(ColumnsBesideParameters + names.Count);
        Add(row, "Ensemble", sample.Ensemble);
        Add(row, "Walker", sample.Walker);
        Add(row, "Step", sample.Step);
        Add(row, "LogDensity", sample.LogDensity);
        ReadOnlySpan<double> values = sample.Values.Span;
        for (int k = 0; k < values.Length; k++)
            Add(row, names[k], values[k]);
        return row;
    }

    /// <summary>
    /// A row of known size takes two thirds of the time of one that grows. The constructor is that of PowerShell 7, which the
    /// reference assembly of PowerShell Standard lacks.
    /// </summary>
    private static Func<int, PSObject> Constructor()
    {
        ParameterExpression capacity = Expression.Parameter(typeof(int));
        return typeof(PSObject).GetConstructor([typeof(int)]) is { } sized
            ? Expression.Lambda<Func<int, PSObject>>(Expression.New(sized, capacity), capacity).Compile()
            : _ => new PSObject();
    }

    // The names are known to differ from each other. To check that again takes most of the time of a row.
    private static void Add(PSObject row, string name, object value) =>
        row.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
}
