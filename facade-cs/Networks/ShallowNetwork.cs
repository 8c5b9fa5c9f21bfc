using System.Diagnostics.CodeAnalysis;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A one-hidden-layer network f(x) = c + Σᵢ aᵢσ(wᵢ·x + bᵢ) of d inputs and N units. Immutable; equality is by value.
/// Behind logarithmic axes (<see cref="LogX"/>, <see cref="LogY"/>) it is exp(c + Σᵢ aᵢσ(wᵢ·ln x + bᵢ)); x and f are always in the
/// units of the data.
/// </summary>
public sealed class ShallowNetwork : IEquatable<ShallowNetwork>
{
    internal ShallowNetwork(Core.Networks.Network inner)
        : this(Models.SavedNetworkModule.ofNetwork(inner))
    {
    }

    internal ShallowNetwork(Core.Networks.Network inner, Core.Networks.Axes axes)
        : this(Models.SavedNetworkModule.ofNetworkOn(axes, inner))
    {
    }

    internal ShallowNetwork(Models.SavedNetwork saved) => Saved = saved;

    /// <summary>The network and where it comes from.</summary>
    internal Models.SavedNetwork Saved { get; }

    internal Core.Networks.Network Inner => Saved.Network;

    internal Core.Networks.Axes Axes => Saved.Axes;

    /// <summary>The nonlinearity σ, common to all units.</summary>
    public Activation Activation => CoreInterop.FromCore(Inner.Activation);

    /// <summary>The number of inputs d, from 1 to 1000.</summary>
    public int Dimension => Inner.Dimension;

    /// <summary>The number of hidden units N, from 0 to 4096; 0 is the constant <see cref="Offset"/>.</summary>
    public int Units => Inner.Units;

    /// <summary>For each input whether its axis is logarithmic, so that the units see ln x.</summary>
    public IReadOnlyList<bool> LogX => Array.AsReadOnly(AxesChoice.Of(Axes).LogX);

    /// <summary>Whether the axis of the output is logarithmic, so that f is the exponential of the sum.</summary>
    public bool LogY => Axes.Output.IsLog;

    /// <summary>The constant c.</summary>
    public double Offset => Inner.Offset;

    /// <summary>The network in notebook notation, with as many digits as give exactly the same network back.</summary>
    public string Formula => ToString();

    /// <summary>
    /// Where a trained network comes from, also by way of a JSON file; null for others, and no part of equality.
    /// </summary>
    public ModelProvenance? Provenance => ModelProvenance.Of(Saved);

    /// <summary>The hidden units, in order.</summary>
    public IReadOnlyList<HiddenUnit> HiddenUnits =>
        Array.ConvertAll(Inner.HiddenUnits, unit => new HiddenUnit(unit.Weights, unit.Bias, unit.Amplitude));

    /// <summary>
    /// A copy of the N(d + 2) + 1 parameters: for each unit its d weights, bias and amplitude, then the offset.
    /// </summary>
    public double[] Parameters => Inner.Parameters;

    /// <summary>The names of the parameters, in their order: w1, b1, a1, …, c; for more inputs w1_1, w1_2, b1, …</summary>
    public IReadOnlyList<string> ParameterNames
    {
        get
        {
            Core.Networks.Layout layout = Inner.Layout;
            return [.. Enumerable.Range(0, layout.ParameterCount).Select(layout.ParameterName)];
        }
    }

    /// <summary>A network from its parameters, in the order of <see cref="Parameters"/>.</summary>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="dimension">The number of inputs d, from 1 to 1000.</param>
    /// <param name="parameters">N(d + 2) + 1 finite numbers for some N from 0 to 4096.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">A wrong number of parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or a parameter is out of range.</exception>
    public static ShallowNetwork FromParameters(Activation activation, int dimension, IReadOnlyList<double> parameters)
    {
        Guard.NotNull(parameters, nameof(parameters));
        Core.Networks.Activation sigma = CoreInterop.ToCore(activation, nameof(activation));
        return new(Core.Networks.NetworkModule.create(sigma, dimension, [.. parameters]));
    }

    /// <summary>A network from its units. Its dimension is the number of weights of each.</summary>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="units">From 1 to 4096 units with equally many weights, all numbers finite.</param>
    /// <param name="offset">The constant c, finite.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">No units, or units of different dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public static ShallowNetwork FromUnits(Activation activation, IReadOnlyList<HiddenUnit> units, double offset = 0)
    {
        HiddenUnit[] given = Guard.NotEmpty(units, nameof(units));
        int dimension = given[0].Weights.Count;
        var parameters = new List<double>();
        foreach (HiddenUnit unit in given)
        {
            if (unit.Weights.Count != dimension)
                throw OptionException.Because(
                    nameof(units), $"All units must have equally many weights; got {dimension} and {unit.Weights.Count}.");
            parameters.AddRange([.. unit.Weights, unit.Bias, unit.Amplitude]);
        }

        return FromParameters(activation, dimension, [.. parameters, offset]);
    }

    /// <summary>
    /// Reads notebook notation, for example <c>24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1</c>: what
    /// <see cref="ToString"/> writes. Inputs are x (or x1), x2, …, or names in brackets in the order in which they appear. An input may
    /// stand as ln(x), everywhere in the formula, and the whole sum in exp(…): these are logarithmic axes.
    /// </summary>
    /// <param name="formula">The text.</param>
    /// <param name="dimension">The number of inputs, from 1 to 1000. Default: the highest that the text uses.</param>
    /// <returns>The network.</returns>
    /// <exception cref="FormulaException">The text is not a formula; the message shows where.</exception>
    public static ShallowNetwork Parse(string formula, int? dimension = null)
    {
        Guard.NotNull(formula, nameof(formula));
        (ShallowNetwork? network, int position, string reason) = CoreInterop.ParseFormula(formula, dimension);
        return network ?? throw new FormulaException(formula, position, reason);
    }

    /// <summary>Reads notebook notation as <see cref="Parse"/> does.</summary>
    /// <param name="formula">The text.</param>
    /// <param name="network">The network, if the text is a formula.</param>
    /// <returns>Whether the text is a formula.</returns>
    public static bool TryParse([NotNullWhen(true)] string? formula, [NotNullWhen(true)] out ShallowNetwork? network)
    {
        network = formula is null ? null : CoreInterop.ParseFormula(formula, null).Network;
        return network is not null;
    }

    /// <summary>f(x) for a network of one input.</summary>
    /// <param name="x">The input. NaN gives NaN.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The network has more inputs.</exception>
    public double Evaluate(double x) => Evaluate([x]);

    /// <summary>f at one point.</summary>
    /// <param name="x">The <see cref="Dimension"/> coordinates.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">A wrong number of coordinates.</exception>
    public double Evaluate(params ReadOnlySpan<double> x) => Core.Networks.AxesModule.evaluate(Axes, Inner, Point(x));

    /// <summary>f at many points of one input.</summary>
    /// <param name="x">The inputs.</param>
    /// <returns>The values, as many as inputs.</returns>
    /// <exception cref="ArgumentException">The network has more inputs.</exception>
    public double[] Predict(IReadOnlyList<double> x)
    {
        Guard.NotNull(x, nameof(x));
        return PredictColumns([[.. x]]);
    }

    /// <summary>f at n points.</summary>
    /// <param name="columns"><see cref="Dimension"/> columns of n coordinates each.</param>
    /// <returns>The n values.</returns>
    /// <exception cref="ArgumentException">A wrong number of columns, or columns of different lengths.</exception>
    public double[] Predict(IReadOnlyList<IReadOnlyList<double>> columns)
    {
        Guard.NotNull(columns, nameof(columns));
        return PredictColumns([.. columns.Select(column => Guard.NotNull(column, nameof(columns)).ToArray())]);
    }

    /// <summary>The partial derivatives ∂f/∂θ at one point, in the order of <see cref="Parameters"/>.</summary>
    /// <param name="x">The <see cref="Dimension"/> coordinates.</param>
    /// <returns>N(d + 2) + 1 derivatives.</returns>
    /// <exception cref="ArgumentException">A wrong number of coordinates.</exception>
    public double[] Gradient(params ReadOnlySpan<double> x) => Core.Networks.AxesModule.gradient(Axes, Inner, Point(x));

    /// <summary>The same units with another activation: for example the heaviside version of a sum of sigmoids.</summary>
    /// <param name="activation">The new nonlinearity.</param>
    /// <returns>A new network.</returns>
    public ShallowNetwork WithActivation(Activation activation) =>
        new(Core.Networks.NetworkModule.withActivation(CoreInterop.ToCore(activation, nameof(activation)), Inner), Axes);

    /// <summary>The same parameters behind other axes.</summary>
    /// <param name="logX">For each input whether its axis is logarithmic.</param>
    /// <param name="logY">Whether the axis of the output is logarithmic.</param>
    /// <returns>A new network, without provenance.</returns>
    /// <exception cref="ArgumentException">A wrong number of axes.</exception>
    public ShallowNetwork WithAxes(IReadOnlyList<bool> logX, bool logY) =>
        new(Inner, new AxesChoice([.. Guard.NotNull(logX, nameof(logX))], logY).ToCore());

    /// <summary>How often f turns (its local maxima and minima) between two inputs.</summary>
    /// <param name="lower">The lower end, finite.</param>
    /// <param name="upper">The upper end, finite, above <paramref name="lower"/>.</param>
    /// <returns>The number of turning points; null for more than one input.</returns>
    /// <exception cref="ArgumentException">The range is not finite or empty.</exception>
    public int? CountTurningPoints(double lower, double upper) =>
        CoreInterop.ToNullable(Core.Data.TurningPoints.ofNetwork(OnFirstAxis(lower), OnFirstAxis(upper), Inner));

    /// <summary>
    /// Which x gives y: all crossings of the curve with levels, in ascending x for each level. A curve that only touches a level does
    /// not cross it.
    /// </summary>
    /// <param name="y">One or more levels, finite.</param>
    /// <param name="lower">The lower end of the range. Finite.</param>
    /// <param name="upper">The upper end of the range, above <paramref name="lower"/>. Finite.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per crossing, without an interval; none where the curve does not get there.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<LevelCrossing> GetCrossings(
        IReadOnlyList<double> y, double lower, double upper, CancellationToken cancellationToken = default) =>
        Owner().Crossings(() => Core.Quantities.CurveDistributionModule.ofNetworkOn(Axes, Inner), y, lower, upper, false, cancellationToken);

    /// <summary>
    /// Named numbers of the curve: plateaus, inflection and effective concentrations of a sigmoid shape, extremes, zeros, and the
    /// integral over the range.
    /// </summary>
    /// <param name="lower">The lower end of the range. Finite.</param>
    /// <param name="upper">The upper end of the range, above <paramref name="lower"/>. Finite.</param>
    /// <param name="percent">For a sigmoid shape, percentages of the way between the plateaus. Default: 50, which is EC50.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per quantity that the curve has, without an interval.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<CurveQuantity> GetQuantities(
        double lower, double upper, IReadOnlyList<double>? percent = null, CancellationToken cancellationToken = default) =>
        Owner().Quantities(() => Core.Quantities.CurveDistributionModule.ofNetworkOn(Axes, Inner), percent, lower, upper, cancellationToken);

    /// <summary>The formula of the network.</summary>
    /// <param name="style">The notation. Default: the notebook's.</param>
    /// <param name="digits">
    /// Significant digits, from 1 to 17. Default: the shortest text that reads back to exactly the same numbers.
    /// </param>
    /// <returns>The formula.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public string ToFormula(FormulaStyle style = FormulaStyle.Notebook, int? digits = null) =>
        CoreInterop.PrintFormula(Axes, Inner, style, digits);

    /// <summary>
    /// The formula in notebook notation with inputs by name, in brackets: <c>24 sig(-1.4*[dose] - 4.9) + 1</c>. <see cref="Parse"/>
    /// reads it back to the same network.
    /// </summary>
    /// <param name="inputNames">One name for each input, all different and not empty, such as <see cref="CurveData.InputNames"/>.</param>
    /// <param name="digits">
    /// Significant digits, from 1 to 17. Default: the shortest text that reads back to exactly the same numbers.
    /// </param>
    /// <returns>The formula.</returns>
    /// <exception cref="ArgumentException">A wrong number of names, names that are empty or repeated, or digits out of range.</exception>
    public string ToFormula(IReadOnlyList<string> inputNames, int? digits = null) =>
        CoreInterop.PrintNamedFormula(Axes, Inner, [.. Guard.NotNull(inputNames, nameof(inputNames))], digits);

    /// <summary>The formula in notebook notation at full precision, which <see cref="Parse"/> reads back.</summary>
    /// <returns>The formula.</returns>
    public override string ToString() => ToFormula();

    /// <summary>Whether activation, dimension, axes and all parameters are the same.</summary>
    /// <param name="other">The network to compare with.</param>
    /// <returns>Whether they are the same.</returns>
    public bool Equals(ShallowNetwork? other) => other is not null && Inner.Equals(other.Inner) && Axes.Equals(other.Axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ShallowNetwork);

    /// <inheritdoc/>
    public override int GetHashCode() => Inner.GetHashCode();

    private CurveOwner Owner() => new(null, Inner.Activation, Units, null);

    private double[] PredictColumns(double[][] columns)
    {
        if (columns.Length != Dimension)
            throw OptionException.Because(
                nameof(columns), $"The network has {Dimension} inputs, so it needs as many columns; got {columns.Length}.");
        if (columns.FirstOrDefault(column => column.Length != columns[0].Length) is { } other)
            throw OptionException.Because(
                nameof(columns), $"All columns must be equally long; got {columns[0].Length} and {other.Length} values.");
        return Core.Networks.AxesModule.predict(Axes, Inner, columns);
    }

    private double OnFirstAxis(double x) => Core.Networks.AxisScaleModule.toAxis(Axes.Inputs[0], x);

    private double[] Point(ReadOnlySpan<double> x) =>
        x.Length == Dimension
            ? x.ToArray()
            : throw OptionException.Because(nameof(x), $"The network has {Dimension} inputs; got {x.Length} coordinates.");
}
