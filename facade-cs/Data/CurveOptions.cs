namespace UniversalApprox;

/// <summary>
/// The points and the noise of a generated curve. An option that is null takes the usual value of the curve:
/// <see cref="KnownCurve"/> lists those of known curves; functions of your own have points on [−1, 1]ᵈ and no noise.
/// </summary>
public sealed record CurveOptions
{
    /// <summary>What the data is called.</summary>
    /// <value>Default: null, the name of the curve, or "function".</value>
    public string? Name { get; init; }

    /// <summary>
    /// The number of points, at least 1: in all for <see cref="UniversalApprox.Design.Random"/>, per axis for
    /// <see cref="UniversalApprox.Design.Grid"/>. At most 10⁸ numbers in all.
    /// </summary>
    /// <value>
    /// Default: null, as usual for the curve; for your own functions 500 for one input, 1000 in all (about 1000 on a
    /// grid) for more.
    /// </value>
    public int? Points { get; init; }

    /// <summary>The lower end of the range of each input, finite.</summary>
    /// <value>Default: null, as usual for the curve; −1 for your own functions.</value>
    public double? Lower { get; init; }

    /// <summary>The upper end of the range of each input, finite, above <see cref="Lower"/>.</summary>
    /// <value>Default: null, as usual for the curve; 1 for your own functions.</value>
    public double? Upper { get; init; }

    /// <summary>Where the points lie.</summary>
    /// <value>Default: null, a grid for one input and random points for more.</value>
    public Design? Design { get; init; }

    /// <summary>The kind of noise.</summary>
    /// <value>
    /// Default: null, uniform for known curves; for your own functions normal if <see cref="NoiseLevel"/> is given, else
    /// none.
    /// </value>
    public NoiseKind? Noise { get; init; }

    /// <summary>
    /// The upper end of uniform noise, or the standard deviation of normal noise, in units of the output. 0 or more.
    /// </summary>
    /// <value>Default: null, as usual for the curve.</value>
    public double? NoiseLevel { get; init; }

    /// <summary>
    /// The inputs with a logarithmic axis, by name (x, or x1, x2, …), or "*" for all, as in <see cref="CsvOptions.LogX"/>. Points are
    /// spread evenly on the axis. <see cref="Lower"/> must be above 0.
    /// </summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? LogX { get; init; }

    /// <summary>Whether the output has a logarithmic axis, as in <see cref="CsvOptions.LogY"/>. All outputs must be above 0, noise included.</summary>
    /// <value>Default: false.</value>
    public bool LogY { get; init; }

    /// <summary>Seed of random points and noise; any value.</summary>
    /// <value>Default: 1.</value>
    public ulong Seed { get; init; } = SweepDefaults.Seed;
}
