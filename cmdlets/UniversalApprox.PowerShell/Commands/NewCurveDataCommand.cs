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

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KnownSet, ValueFromPipeline = true, HelpMessage = "A known curve.")]
    public KnownCurve Curve { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = FunctionSet,
        HelpMessage = "A function: its arguments are the coordinates, and for one input $_ is x.")]
    public ScriptBlock? Function { get; set; }

    [Parameter(ParameterSetName = FunctionSet, HelpMessage = "The number of inputs of the function.")]
    [ValidateRange(1, 1000)]
    [NumbersTransform(Whole = true)]
    public int Dimension { get; set; } = 1;

    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet, HelpMessage = "The inputs.")]
    [NumbersTransform]
    public double[]? X { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet, HelpMessage = "The outputs, one for each input.")]
    [NumbersTransform]
    public double[]? Y { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The number of points: in all for random ones, per axis on a grid.")]
    [Parameter(ParameterSetName = FunctionSet)]
    [ValidateRange(1, 100_000_000)]
    [NumbersTransform(Whole = true)]
    public int? Points { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The lower end of the range of each input.")]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? Lower { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The upper end of the range of each input.")]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? Upper { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "Where the points lie.")]
    [Parameter(ParameterSetName = FunctionSet)]
    public Design? Design { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The kind of noise.")]
    [Parameter(ParameterSetName = FunctionSet)]
    public NoiseKind? Noise { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The upper end of uniform noise, the standard deviation of normal noise.")]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? NoiseLevel { get; set; }

    [Parameter(ParameterSetName = KnownSet, HelpMessage = "The seed of random points and noise.")]
    [Parameter(ParameterSetName = FunctionSet)]
    [SeedTransform]
    public ulong Seed { get; set; } = 1;

    [Parameter(HelpMessage = "What the data is called.")]
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
