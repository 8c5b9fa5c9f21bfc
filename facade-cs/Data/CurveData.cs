using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The points of a curve: n observations of d inputs and one output. Immutable.</summary>
public sealed class CurveData
{
    internal CurveData(Core.Data.CurveData inner, string? origin = null)
    {
        (Inner, Origin) = (inner, origin);
        InputNames = Array.AsReadOnly(inner.InputNames);
        Inputs = Array.ConvertAll(inner.MeasuredInputs, column => new ReadOnlyMemory<double>(column)).AsReadOnly();
    }

    internal Core.Data.CurveData Inner { get; }

    /// <summary>
    /// The expression that makes the same data again: in PowerShell for data of a cmdlet, else in C#. It may also be a note of
    /// your own (<see cref="WithOrigin"/>). Null if the origin is not known. Reports quote it.
    /// </summary>
    public string? Origin { get; }

    /// <summary>The name, for rows, tables and titles.</summary>
    public string Name => Inner.Name;

    /// <summary>The names of the d inputs.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>The name of the output.</summary>
    public string OutputName => Inner.OutputName;

    /// <summary>The names of the inputs with a logarithmic axis, which networks see as ln x (<see cref="WithLogX"/>).</summary>
    public IReadOnlyList<string> LogX => [.. Inner.InputNames.Where((_, k) => Inner.Axes.Inputs[k].IsLog)];

    /// <summary>Whether the output has a logarithmic axis, so that networks are trained on ln y (<see cref="WithLogY"/>).</summary>
    public bool LogY => Inner.Axes.Output.IsLog;

    /// <summary>The number of inputs d, at least 1.</summary>
    public int Dimension => Inner.Dimension;

    /// <summary>The number of points n, at least 1.</summary>
    public int Count => Inner.Count;

    /// <summary>d columns of n coordinates each.</summary>
    public IReadOnlyList<ReadOnlyMemory<double>> Inputs { get; }

    /// <summary>The n observed values.</summary>
    public ReadOnlyMemory<double> Outputs => Inner.MeasuredOutputs;

    /// <summary>
    /// The known standard error of each output, in its units; null unless <see cref="WithSigma"/> or a column said it. They weight the
    /// points in training, and are the standard deviations of the default likelihood.
    /// </summary>
    public ReadOnlyMemory<double>? Sigma => Inner.MeasuredErrors is Core.Data.PointErrors.Known known ? new ReadOnlyMemory<double>(known.sigmas) : default(ReadOnlyMemory<double>?);

    /// <summary>
    /// The weight of each point: the variance of its error is in inverse proportion, and only ratios matter. Null unless
    /// <see cref="WithWeight"/> or a column said it.
    /// </summary>
    public ReadOnlyMemory<double>? Weight => Inner.MeasuredErrors is Core.Data.PointErrors.Relative relative ? new ReadOnlyMemory<double>(relative.weights) : default(ReadOnlyMemory<double>?);

    /// <summary>
    /// Which outputs are only known to lie below or above their number; null where none is. The noise is then taken as normal, fits have the
    /// largest likelihood (the tobit model), and draws of posteriors are those of that likelihood.
    /// </summary>
    public IReadOnlyList<Censoring>? Censoring => Inner.IsCensored ? Array.AsReadOnly(Array.ConvertAll(Inner.Censoring, one => (Censoring)one.Tag)) : null;

    /// <summary>
    /// How often data of one input are sure to turn (maxima and minima that stand out of the noise); null for more
    /// inputs. A lower bound: what the noise hides is not counted. It is counted at each call.
    /// </summary>
    public int? TurningPoints => CoreInterop.ToNullable(Core.Data.TurningPoints.ofData(Inner));

    /// <summary>
    /// The standard deviation of the noise in the outputs, or in ln y with <see cref="LogY"/> (of a point of median precision, where points have errors or weights of
    /// their own), estimated from neighbouring points; null for more than one input
    /// and for fewer than 20 different inputs. It is estimated at each call.
    /// </summary>
    public double? NoiseLevel => CoreInterop.ToNullable(Core.Data.NoiseLevel.ofData(Inner));

    /// <summary>Data of one input.</summary>
    /// <param name="x">The n inputs, finite.</param>
    /// <param name="y">The n outputs, finite.</param>
    /// <param name="name">What the data is called.</param>
    /// <param name="xName">The name of the input.</param>
    /// <param name="yName">The name of the output, another one.</param>
    /// <returns>The data; the numbers are copied.</returns>
    /// <exception cref="ArgumentException">Columns of different lengths, no points, or bad names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite; the message names column and row.</exception>
    public static CurveData FromColumns(
        IReadOnlyList<double> x, IReadOnlyList<double> y, string name = "data", string xName = "x", string yName = "y")
    {
        Guard.NotNull(x, nameof(x));
        return FromColumns([x], y, name, [xName], yName);
    }

    /// <summary>The same data, of which some outputs are limits: "&lt;2.5" is the number 2.5 with <see cref="UniversalApprox.Censoring.Below"/>.</summary>
    /// <param name="censoring">What each output means: n values, of which at least one is None.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">Another number of values, or nothing but limits.</exception>
    public CurveData WithCensoring(IReadOnlyList<Censoring> censoring)
    {
        Core.Data.Censoring[] sides = [.. Guard.NotNull(censoring, nameof(censoring)).Select(one => Guard.Defined(one, nameof(censoring)) switch
        {
            UniversalApprox.Censoring.Below => Core.Data.Censoring.Below,
            UniversalApprox.Censoring.Above => Core.Data.Censoring.Above,
            _ => Core.Data.Censoring.None,
        })];
        return new(Core.Data.CurveDataModule.withCensoring(sides, Inner), Origin);
    }

    /// <summary>Data of d inputs.</summary>
    /// <param name="x">d columns of n inputs each, finite.</param>
    /// <param name="y">The n outputs, finite.</param>
    /// <param name="name">What the data is called.</param>
    /// <param name="xNames">The names of the inputs. Default: x for one input, x1, x2, … for more.</param>
    /// <param name="yName">The name of the output, different from all others.</param>
    /// <returns>The data; the numbers are copied.</returns>
    /// <exception cref="ArgumentException">Columns of different lengths, no points, or bad names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite; the message names column and row.</exception>
    public static CurveData FromColumns(
        IReadOnlyList<IReadOnlyList<double>> x,
        IReadOnlyList<double> y,
        string name = "data",
        IReadOnlyList<string>? xNames = null,
        string yName = "y")
    {
        Guard.NotNull(x, nameof(x));
        Guard.NotNull(y, nameof(y));
        Guard.NotNull(name, nameof(name));
        Guard.NotNull(yName, nameof(yName));
        double[][] columns = [.. x.Select(column => Guard.NotNull(column, nameof(x)).ToArray())];
        string[] names = xNames is null ? ColumnNames.OfInputs(columns.Length) : [.. xNames];
        return new(Core.Data.CurveDataModule.create(name, names, yName, columns, [.. y]));
    }

    /// <summary>The points of a known curve.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="options">Range, number of points, noise and seed. Default: as usual for the curve, seed 1.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">Options that contradict each other or are out of range.</exception>
    public static CurveData Generate(KnownCurve curve, CurveOptions? options = null) =>
        CurveSampler.Known(curve, options ?? new()).WithOrigin(CSharpCode.OfCurve(curve, options ?? new()));

    /// <summary>The points of a function of one input.</summary>
    /// <param name="function">The function; its values must be finite.</param>
    /// <param name="options">Range, number of points, noise and seed. Default: 500 points on [−1, 1], no noise.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">Options out of range, or a value that is not finite.</exception>
    public static CurveData FromFunction(Func<double, double> function, CurveOptions? options = null)
    {
        Guard.NotNull(function, nameof(function));
        return CurveSampler.Function(x => function(x[0]), 1, options ?? new());
    }

    /// <summary>The points of a function of d inputs.</summary>
    /// <param name="function">The function of an array of d coordinates; its values must be finite.</param>
    /// <param name="dimension">The number of inputs d, from 1 to 1000.</param>
    /// <param name="options">
    /// Range, number of points, noise and seed. Default: 1000 random points of [−1, 1]ᵈ (for one input a grid of 500), no
    /// noise.
    /// </param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">Options out of range, or a value that is not finite.</exception>
    public static CurveData FromFunction(Func<double[], double> function, int dimension, CurveOptions? options = null)
    {
        Guard.NotNull(function, nameof(function));
        return CurveSampler.Function(function, dimension, options ?? new());
    }

    /// <summary>Reads a CSV file, or any other text file with a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Columns, delimiter, decimal separator and what to do with rows that cannot be used.</param>
    /// <param name="cancellationToken">Asked at every row.</param>
    /// <returns>The data, and how many rows were skipped.</returns>
    /// <exception cref="CsvDataException">The file cannot be read as a curve; the message says where and why.</exception>
    /// <exception cref="ArgumentException">Options that contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImportedCurve ReadCsv(string path, CsvOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CsvImport.Check(options ??= new());
        ImportedCurve imported = CsvImport.Read(path, options, cancellationToken);
        return imported with { Data = imported.Data.WithOrigin(CSharpCode.OfFile(path, options)) };
    }

    /// <summary>Reads the names of the columns of a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the file is laid out, as far as it is not to be found. Columns are not looked at.</param>
    /// <returns>The names that are not empty, in the order of the file; none for an empty file.</returns>
    /// <exception cref="ArgumentException">Options that contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static IReadOnlyList<string> ReadCsvColumns(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CsvImport.Check(options ??= new());
        return CsvImport.Columns(path, options);
    }

    /// <summary>Reads CSV text.</summary>
    /// <param name="reader">The text. It is not closed.</param>
    /// <param name="options">Columns, delimiter, decimal separator and what to do with rows that cannot be used.</param>
    /// <param name="cancellationToken">Asked at every row.</param>
    /// <returns>The data, and how many rows were skipped.</returns>
    /// <exception cref="CsvDataException">The text cannot be read as a curve; the message says where and why.</exception>
    /// <exception cref="ArgumentException">Options that contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImportedCurve ReadCsv(
        TextReader reader, CsvOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(reader, nameof(reader));
        CsvImport.Check(options ??= new());
        return CsvImport.Read(reader, options, cancellationToken);
    }

    /// <summary>The same data with another <see cref="Origin"/>.</summary>
    /// <param name="origin">The expression that makes them again, or a note of your own.</param>
    /// <returns>Data that share the numbers of these.</returns>
    public CurveData WithOrigin(string origin) => new(Inner, Guard.NotNull(origin, nameof(origin)));

    /// <summary>The same points with known standard errors. A former <see cref="Weight"/> is dropped.</summary>
    /// <param name="sigma">The standard error of each output, in its units: n finite numbers above 0.</param>
    /// <returns>Data that share the points of these; their <see cref="Origin"/> is not known.</returns>
    /// <exception cref="ArgumentException">A wrong number of them, or one that is not a finite number above 0.</exception>
    public CurveData WithSigma(IReadOnlyList<double> sigma) =>
        new(Core.Data.CurveDataModule.withErrors(Core.Data.PointErrors.NewKnown([.. Guard.NotNull(sigma, nameof(sigma))]), Inner));

    /// <summary>The same points with weights. A former <see cref="Sigma"/> is dropped.</summary>
    /// <param name="weight">
    /// The weight of each point, of which only ratios matter: n finite numbers above 0. A point of weight 2 counts like two equal
    /// points in training.
    /// </param>
    /// <returns>Data that share the points of these; their <see cref="Origin"/> is not known.</returns>
    /// <exception cref="ArgumentException">A wrong number of them, or one that is not a finite number above 0.</exception>
    public CurveData WithWeight(IReadOnlyList<double> weight) =>
        new(Core.Data.CurveDataModule.withErrors(Core.Data.PointErrors.NewRelative([.. Guard.NotNull(weight, nameof(weight))]), Inner));

    /// <summary>
    /// The same points with logarithmic axes of inputs: networks see ln x, and formulas, predictions and charts stay in the units of
    /// the data. Another unit of an input then changes nothing but its numbers. Other axes stay as they are.
    /// </summary>
    /// <param name="inputs">Names of inputs whose numbers are above 0. Default: all inputs.</param>
    /// <returns>Data that share the points of these; their <see cref="Origin"/> is not known.</returns>
    /// <exception cref="ArgumentException">
    /// A name that is not that of an input; a number that is not above 0, with its column and row.
    /// </exception>
    public CurveData WithLogX(params string[] inputs)
    {
        string[] wanted = Guard.NotNull(inputs, nameof(inputs)).Length == 0 ? [AxesChoice.All] : [.. LogX, .. inputs];
        return AxesChoice.Of(wanted, LogY, InputNames).On(this);
    }

    /// <summary>
    /// The same points with a logarithmic axis of the output: networks are trained on ln y, where noise is relative, and formulas,
    /// predictions and charts stay in the units of the data. Other axes stay as they are.
    /// </summary>
    /// <remarks>
    /// Residuals, errors such as the RMSE, and noise levels are then those of ln y: 0.05 is about 5 %. Bands are exponentials of the
    /// quantiles of ln y, so that the middle curve is the median of y. A standard error σ (<see cref="Sigma"/>) is σ/y for ln y, to
    /// first order; weights stay as they are.
    /// </remarks>
    /// <returns>Data that share the points of these; their <see cref="Origin"/> is not known.</returns>
    /// <exception cref="ArgumentException">
    /// An output that is not above 0, or a standard error that is not below its output, with its row.
    /// </exception>
    public CurveData WithLogY() => (AxesChoice.Of(Inner.Axes) with { LogY = true }).On(this);

    /// <summary>Whether other data are the same: name, names of columns, axes and all numbers, errors and weights too.</summary>
    /// <param name="other">The other data.</param>
    /// <returns>True if nothing but <see cref="Origin"/> differs.</returns>
    public bool HasSameValues(CurveData other) => Core.Data.CurveDataModule.isSame(Inner, Guard.NotNull(other, nameof(other)).Inner);

    /// <summary>A random split into training and validation data. Both keep the order of the points.</summary>
    /// <param name="validationFraction">The part for validation, above 0 and below 1; it is rounded to at least 1 point.</param>
    /// <param name="seed">The seed; any value.</param>
    /// <returns>The two parts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is out of range or leaves no point for training.</exception>
    public DataSplit Split(double validationFraction, ulong seed = 1) =>
        ToSplit(Core.Data.CurveDataModule.split(validationFraction, Core.Random.RngModule.ofSeed(seed), Inner));

    /// <summary>k-fold cross-validation: every point is in exactly one validation part. All parts keep the order.</summary>
    /// <param name="count">The number of folds k, from 2 to the number of points.</param>
    /// <param name="seed">The seed; any value.</param>
    /// <returns>k splits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of folds is out of range.</exception>
    public IReadOnlyList<DataSplit> Folds(int count = 5, ulong seed = 1) =>
        Array.ConvertAll(Core.Data.CurveDataModule.folds(count, Core.Random.RngModule.ofSeed(seed), Inner), ToSplit);

    /// <summary>A short line: name, number of points and columns.</summary>
    /// <returns>For example "Parabola: 500 points, y(x)".</returns>
    public override string ToString() =>
        $"{Name}: {Count} {(Count == 1 ? "point" : "points")}, {OutputName}({string.Join(", ", InputNames)})";

    private static DataSplit ToSplit((Core.Data.CurveData Training, Core.Data.CurveData Validation) parts) =>
        new(new(parts.Training), new(parts.Validation));
}
