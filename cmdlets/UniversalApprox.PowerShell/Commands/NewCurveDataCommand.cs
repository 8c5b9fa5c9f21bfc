using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Makes the points of a curve: a known one, a function of yours, or columns of numbers.</summary>
[Cmdlet(VerbsCommon.New, "CurveData", DefaultParameterSetName = KnownSet)]
[OutputType(typeof(CurveData))]
public sealed class NewCurveDataCommand : ModuleCmdlet
{
    private const string KnownSet = "Known";
    private const string FunctionSet = "Function";
    private const string ColumnsSet = "Columns";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KnownSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public KnownCurve[] Curve { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = FunctionSet)]
    public ScriptBlock? Function { get; set; }

    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform(Whole = true)]
    public int Dimension { get; set; } = 1;

    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet)]
    [NumbersTransform]
    public double[]? X { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ColumnsSet)]
    [NumbersTransform]
    public double[]? Y { get; set; }

    [Parameter(ParameterSetName = ColumnsSet)]
    [NumbersTransform]
    public double[]? Sigma { get; set; }

    [Parameter(ParameterSetName = ColumnsSet)]
    [NumbersTransform]
    public double[]? Weight { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform(Whole = true)]
    public int? Points { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? Lower { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? Upper { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [SingleValue]
    public Design? Design { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [SingleValue]
    public NoiseKind? Noise { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [NumbersTransform]
    public double? NoiseLevel { get; set; }

    [Parameter(ParameterSetName = KnownSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FunctionSet)]
    [SeedTransform]
    public ulong Seed { get; set; } = new CurveOptions().Seed;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? LogX { get; set; }

    [Parameter]
    public SwitchParameter LogY { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case KnownSet:
                foreach (KnownCurve curve in Curve)
                    Write(() => CurveData.Generate(curve, Options()).WithOrigin(PowerShellCode.OfCurve(curve, Options())), curve);
                break;
            case FunctionSet:
                Write(() => CurveData.FromFunction(Evaluate, Dimension, Options() with { Name = Name ?? "function" }), Function!);
                break;
            default:
                Write(() => OnAxes(WithErrors(CurveData.FromColumns(X!, Y!, Name ?? "data"))), X!);
                break;
        }
    }

    private CurveData WithErrors(CurveData data) => (Sigma, Weight) switch
    {
        ({ }, { }) => throw new ArgumentException("-Sigma and -Weight exclude each other: known errors are weights already."),
        ({ } sigma, null) => data.WithSigma(sigma),
        (null, { } weight) => data.WithWeight(weight),
        _ => data,
    };

    private CurveData OnAxes(CurveData data)
    {
        CurveData onX = LogX is null ? data : data.WithLogX(LogX);
        return LogY ? onX.WithLogY() : onX;
    }

    private void Write(Func<CurveData> make, object target)
    {
        try
        {
            WriteObject(make());
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, target));
        }
    }

    private CurveOptions Options() => new()
    {
        Name = Name,
        Points = Points,
        Lower = Lower,
        Upper = Upper,
        Design = Design,
        Noise = Noise,
        NoiseLevel = NoiseLevel,
        LogX = LogX,
        LogY = LogY,
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
            $"The function must return one number; at {string.Join(", ", x.Select(c => c.ToString("R", CultureInfo.InvariantCulture)))} it returned {(results.Count == 1 ? $"'{Shown.Text(results[0])}'" : $"{results.Count} objects")}.");
    }
}
