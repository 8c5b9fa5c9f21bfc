using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Draws points of curves: merges the user's options into the curve's own.</summary>
internal static class CurveSampler
{
    /// <summary>The approximate number of points of a grid of several inputs, if the user gives none.</summary>
    private const double UsualGridPoints = 1000;

    public static CurveData Known(KnownCurve curve, CurveOptions options) =>
        Sample(
            Guard.Defined(curve, nameof(curve)) switch
            {
                KnownCurve.Sine => Core.Data.CurveModule.sine,
                KnownCurve.Abs => Core.Data.CurveModule.absolute,
                KnownCurve.Step => Core.Data.CurveModule.step,
                KnownCurve.GaussianBump => Core.Data.CurveModule.gaussianBump,
                KnownCurve.Runge => Core.Data.CurveModule.runge,
                _ => Core.Data.CurveModule.parabola,
            },
            options);

    public static CurveData Function(Func<double[], double> function, int dimension, CurveOptions options) =>
        Sample(CoreInterop.FunctionCurve("function", dimension, function), options);

    private static CurveData Sample(Core.Data.Curve usual, CurveOptions options)
    {
        string[] inputs = ColumnNames.OfInputs(usual.Dimension);
        AxesChoice axes = AxesChoice.Of(options.LogX, options.LogY, inputs);
        var curve = new Core.Data.Curve(
            string.IsNullOrEmpty(options.Name) ? usual.Name : options.Name,
            usual.Dimension,
            usual.Function,
            options.Lower ?? usual.Lower,
            options.Upper ?? usual.Upper,
            MergeDesign(usual, options),
            MergeNoise(usual, options));
        return Array.Exists(axes.LogX, isLog => isLog)
            ? OnAxes(curve, inputs, axes, options)
            : axes.On(new(Core.Data.CurveModule.sample(Core.Random.RngModule.ofSeed(options.Seed), curve)));
    }

    /// <summary>The points of a curve that lie evenly on axes, some of which are logarithmic.</summary>
    private static CurveData OnAxes(Core.Data.Curve curve, string[] inputs, AxesChoice axes, CurveOptions options)
    {
        (double lower, double upper) = (curve.Lower, curve.Upper);
        if (!(lower > 0))
            throw new OptionException(nameof(options.Lower), lower, $"above 0 with {new OptionName(nameof(options.LogX))}");
        // On parts of the way from the lower to the upper end.
        Core.Data.Curve ofParts = CoreInterop.FunctionCurve(
            curve.Name, curve.Dimension, parts => curve.Function.Invoke([.. parts.Select((part, k) => Place(part, axes.LogX[k]))]));
        Core.Data.CurveData sampled = Core.Data.CurveModule.sample(
            Core.Random.RngModule.ofSeed(options.Seed),
            new(ofParts.Name, ofParts.Dimension, ofParts.Function, 0, 1, curve.Design, curve.Noise));
        double[][] columns = [.. sampled.Inputs.Select((parts, k) => Array.ConvertAll(parts, part => Place(part, axes.LogX[k])))];
        return axes.On(CurveData.FromColumns(columns, sampled.Outputs, curve.Name, inputs, sampled.OutputName));

        double Place(double part, bool isLog) => part switch
        {
            0 => lower,
            1 => upper,
            _ when isLog => Math.Exp(((1 - part) * Math.Log(lower)) + (part * Math.Log(upper))),
            _ => ((1 - part) * lower) + (part * upper),
        };
    }

    private static Core.Data.Design MergeDesign(Core.Data.Curve usual, CurveOptions options)
    {
        (Design usualDesign, int usualPoints) = usual.Design switch
        {
            Core.Data.Design.Grid grid => (Design.Grid, grid.points),
            Core.Data.Design.Random random => (Design.Random, random.points),
            _ => throw new NotSupportedException($"Unknown design {usual.Design}."),
        };
        Design design = Guard.Defined(options.Design ?? usualDesign, nameof(options.Design));
        if (design == Design.Random)
            return Core.Data.Design.NewRandom(options.Points ?? usualPoints);
        int perAxis = usualDesign == Design.Grid
            ? usualPoints
            : Math.Max(2, (int)Math.Round(Math.Pow(UsualGridPoints, 1.0 / usual.Dimension)));
        return Core.Data.Design.NewGrid(options.Points ?? perAxis);
    }

    private static Core.Data.Noise MergeNoise(Core.Data.Curve usual, CurveOptions options)
    {
        double? usualLevel = (usual.Noise as Core.Data.Noise.Uniform)?.noiseLevel;
        NoiseKind usualKind = usualLevel is not null
            ? NoiseKind.Uniform
            : options.NoiseLevel is null ? NoiseKind.None : NoiseKind.Normal;
        NoiseKind kind = Guard.Defined(options.Noise ?? usualKind, nameof(options.Noise));
        if (kind == NoiseKind.None)
            return options.NoiseLevel is null or 0
                ? Core.Data.Noise.Zero
                : throw new OptionException(
                    nameof(options.NoiseLevel),
                    options.NoiseLevel,
                    $"0 or left out with {new OptionName(nameof(options.Noise))} None");
        double level = options.NoiseLevel ?? usualLevel ?? throw new OptionException(
            nameof(options.NoiseLevel), null, $"given with {new OptionName(nameof(options.Noise))} {kind}");
        return kind == NoiseKind.Uniform ? Core.Data.Noise.NewUniform(level) : Core.Data.Noise.NewNormal(level);
    }
}
