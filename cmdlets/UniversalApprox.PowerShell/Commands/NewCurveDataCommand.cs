using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Makes the points of a curve: a known one, a function of yours, or columns of numbers.</summary>
[Cmdlet(VerbsCommon.New, "CurveData", DefaultParameterSetName = KnownSet)]
[OutputType(typeof(CurveData))]
public sealed class NewCurveDataCommand : PSCmdlet
{
    private const string KnownSet = "Known";
    private const string FunctionSet = "Function";
    private const string ColumnsSet = "Columns";

    /// <summary>A known curve.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KnownSet, ValueFromPipeline = true)]
    public KnownCurve Curve { get; set; }

    /// <summary>A function: its arguments are the coordinates, and for one input $_ is x.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FunctionSet)]
    public ScriptBlock? Function { get; set; }

    /// <summary>The number of inputs of the function.</summary>
    [Parameter(ParameterSetName = FunctionSet)]
    [ValidateRange(1, 1000)]
    public int Dimension { get; set; } = 1;

    /// <summary>The inputs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet)]
    public double[]? X { get; set; }

    /// <summary>The outputs, one for each input.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet)]
    public double[]? Y { get; set; }

    /// <summary>The number of points: in all for random ones, per axis on a grid.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    [ValidateRange(1, 100_000_000)]
    public int? Points { get; set; }

    /// <summary>The lower end of the range of each input.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public double? Lower { get; set; }

    /// <summary>The upper end of the range of each input.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public double? Upper { get; set; }

    /// <summary>Where the points lie.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public Design? Design { get; set; }

    /// <summary>The kind of noise.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public NoiseKind? Noise { get; set; }

    /// <summary>The upper end of uniform noise, the standard deviation of normal noise.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public double? NoiseLevel { get; set; }

    /// <summary>The seed of random points and noise.</summary>
    [Parameter(ParameterSetName = KnownSet)]
    [Parameter(ParameterSetName = FunctionSet)]
    public ulong Seed { get; set; } = 1;

    /// <summary>What the data is called.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(Make());
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(error, Function ?? (object)Curve));
        }
    }

    private CurveData Make() => ParameterSetName switch
    {
        KnownSet => CurveData.Generate(Curve, Options()),
        FunctionSet => CurveData.FromFunction(Evaluate, Dimension, Options() with { Name = Name ?? "function" }),
        _ => CurveData.FromColumns(X!, Y!, Name ?? "data"),
    };

    private CurveOptions Options() => new()
    {
        Name = Name,
        Points = Points,
        Lower = Lower,
        Upper = Upper,
        Design = Design,
        Noise = Noise,
        NoiseLevel = NoiseLevel,
        Seed = Seed,
    };

    private double Evaluate(double[] x)
    {
        object?[] arguments = [.. x.Cast<object>()];
        var underscore = new PSVariable("_", x.Length == 1 ? x[0] : x);
        var results = Function!.InvokeWithContext(null, [underscore], arguments);
        if (results.Count == 1 && LanguagePrimitives.TryConvertTo(results[0], CultureInfo.InvariantCulture, out double value))
            return value;
        throw new ArgumentException(
            $"The function must return one number; at {string.Join(", ", x.Select(c => c.ToString("R", CultureInfo.InvariantCulture)))} it returned {(results.Count == 1 ? $"'{results[0]}'" : $"{results.Count} objects")}.");
    }
}
