using System.Globalization;
using System.Text;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>C# expressions that give the same numbers again. Options at their defaults are left out.</summary>
internal static class CSharpCode
{
    public static string OfCurve(KnownCurve curve, CurveOptions options) =>
        $"CurveData.Generate(KnownCurve.{curve}, {New("CurveOptions", [
            Given("Name", string.IsNullOrEmpty(options.Name) ? null : Quote(options.Name)),
            Given("Points", options.Points),
            Given("Lower", options.Lower),
            Given("Upper", options.Upper),
            Given("Design", Member(options.Design)),
            Given("Noise", Member(options.Noise)),
            Given("NoiseLevel", options.NoiseLevel),
            Given("LogX", options.LogX is { Count: > 0 } log ? List(log.Select(Quote)) : null),
            options.LogY ? "LogY = true" : null,
            $"Seed = {options.Seed}",
        ])})";

    public static string OfFile(string path, CsvOptions options)
    {
        string?[] given =
        [
            Given("X", options.X is null ? null : List(options.X.Select(Quote))),
            Given("Y", options.Y is null ? null : Quote(options.Y)),
            Given("Sigma", options.Sigma is null ? null : Quote(options.Sigma)),
            Given("Weight", options.Weight is null ? null : Quote(options.Weight)),
            Given("LogX", options.LogX is { Count: > 0 } log ? List(log.Select(Quote)) : null),
            options.LogY ? "LogY = true" : null,
            Given("Delimiter", Character(options.Delimiter)),
            Given("DecimalSeparator", Character(options.DecimalSeparator)),
            Given("SkipRows", options.SkipRows),
            Given("Encoding", options.Encoding is { } encoding ? OfEncoding(encoding) : null),
            Given("MissingValues", options.MissingValues is null ? null : List(options.MissingValues.Select(Quote))),
            Given("DateFormat", options.DateFormat is null ? null : Quote(options.DateFormat)),
            options.NoHeader ? "NoHeader = true" : null,
            options.SkipInvalid ? "SkipInvalid = true" : null,
            Given("Name", options.Name is null ? null : Quote(options.Name)),
        ];
        string further = Array.TrueForAll(given, part => part is null) ? "" : $", {New("CsvOptions", given)}";
        return $"CurveData.ReadCsv({Quote(path)}{further}).Data";
    }

    /// <summary>Code pages are not among the encodings that .NET knows by itself.</summary>
    private static string OfEncoding(Encoding encoding) =>
        CodePagesEncodingProvider.Instance.GetEncoding(encoding.CodePage) is null
            ? $"Encoding.GetEncoding({Quote(encoding.WebName)})"
            : $"CodePagesEncodingProvider.Instance.GetEncoding({encoding.CodePage})";

    public static string OfSweep(SweepOptions options) => New("SweepOptions", [
        $"Units = {List(options.Units.Select(Text))}",
        $"Activations = {List(options.Activations.Select(activation => $"Activation.{activation}"))}",
        $"Restarts = {options.Restarts}",
        Unless(SweepDefaults.Optimizer, "Optimizer", options.Optimizer),
        Given("Epochs", options.Epochs),
        options.LearningRate == SweepDefaults.LearningRate ? null : Given("LearningRate", options.LearningRate as double?),
        options.Loss == SweepDefaults.Loss ? null : $"Loss = {OfLoss(options.Loss)}",
        Unless(SweepDefaults.Scaling, "Scaling", options.Scaling),
        Unless(SweepDefaults.Precision, "Precision", options.Precision),
        options.NoOffset ? "NoOffset = true" : null,
        options.WeightDecay == 0 ? null : Given("WeightDecay", options.WeightDecay as double?),
        .. OfConstraints(options.Fix, options.Bound, options.Monotone, options.NonNegative),
        options.Start == SweepDefaults.Start ? null : $"Start = {OfStart(options.Start)}",
        Given("Folds", options.Folds),
        options.FoldRepeats == SweepDefaults.FoldRepeats ? null : $"FoldRepeats = {options.FoldRepeats}",
        Given("ValidationFraction", options.ValidationFraction),
        $"Seed = {options.Seed}",
        Unless(EngineKind.Simd, "Engine", options.Engine),
        Given("Device", options.Device is { Length: > 0 } device ? Quote(device) : null),
        options.KeepAllRestarts ? "KeepAllRestarts = true" : null,
    ]);

    public static string OfSampling(McmcOptions options) => New("McmcOptions", [
        Unless(SamplerKind.Auto, "Sampler", options.Sampler),
        Unless(DensityKind.Auto, "Density", options.Density),
        Given("Walkers", options.Walkers),
        Given("Steps", options.Steps),
        Given("BurnIn", options.BurnIn),
        options.Thin == McmcDefaults.Thin ? null : $"Thin = {options.Thin}",
        options.Ensembles == McmcDefaults.Ensembles ? null : $"Ensembles = {options.Ensembles}",
        options.Moves is null ? null : $"Moves = {List(options.Moves.Select(OfMove))}",
        options.TargetAcceptance == McmcDefaults.TargetAcceptance ? null : $"TargetAcceptance = {Text(options.TargetAcceptance)}",
        Given("Temperatures", options.Temperatures),
        options.SwapEvery == McmcDefaults.SwapEvery ? null : $"SwapEvery = {options.SwapEvery}",
        options.Likelihood is null ? null : $"Likelihood = {OfLikelihood(options.Likelihood)}",
        options.Priors == McmcDefaults.Priors ? null : $"Priors = {OfPriors(options.Priors)}",
        .. OfConstraints(options.Fix, options.Bound, options.Monotone, options.NonNegative),
        Given("Start", options.Start is null ? null : OfStart(options.Start)),
        Given("Until", options.Until is null ? null : OfUntil(options.Until)),
        $"Seed = {options.Seed}",
        options.BlockSteps == McmcDefaults.BlockSteps ? null : $"BlockSteps = {options.BlockSteps}",
    ]);

    /// <summary>A string literal.</summary>
    public static string Quote(string text) => $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char character) => character switch
    {
        '"' or '\\' => $"\\{character}",
        _ when char.IsControl(character) || char.IsSurrogate(character) => $"\\u{(int)character:X4}",
        _ => character.ToString(),
    };

    private static string? Character(char? character) => character switch
    {
        null => null,
        '\'' => "'\\''",
        { } given => $"'{Escaped(given)}'",
    };

    private static string?[] OfConstraints(
        IReadOnlyDictionary<string, double> fix, IReadOnlyDictionary<string, Bounds> bound, IReadOnlyList<Monotone> monotone, bool nonNegative) =>
    [
        fix.Count == 0 ? null : $"Fix = new Dictionary<string, double> {Entries(fix, Text)}",
        bound.Count == 0 ? null : $"Bound = new Dictionary<string, Bounds> {Entries(bound, OfBounds)}",
        monotone.Count == 0 ? null : $"Monotone = {List(monotone.Select(direction => $"Monotone.{direction}"))}",
        nonNegative ? "NonNegative = true" : null,
    ];

    private static string Entries<T>(IReadOnlyDictionary<string, T> entries, Func<T, string> text)
    {
        IEnumerable<string> each = entries.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"[{Quote(pair.Key)}] = {text(pair.Value)}");
        return $"{{ {string.Join(", ", each)} }}";
    }

    private static string OfBounds(Bounds bounds) => bounds switch
    {
        { Upper: double.PositiveInfinity } => $"Bounds.AtLeast({Text(bounds.Lower)})",
        { Lower: double.NegativeInfinity } => $"Bounds.AtMost({Text(bounds.Upper)})",
        _ => $"new({Text(bounds.Lower)}, {Text(bounds.Upper)})",
    };

    private static string OfLoss(Loss loss) =>
        loss.HuberDelta is { } delta ? $"Loss.Huber({Text(delta)})" : $"Loss.{loss.Kind}";

    private static string OfStart(SweepStart start) => start.Network is { } network
        ? $"SweepStart.From(ShallowNetwork.Parse({Quote(network.ToFormula())}))"
        : $"SweepStart.{start.Kind}";

    /// <summary>Positions of walkers are too many to write: they stand as a variable.</summary>
    private static string OfStart(WalkerStart start) => start.Kind switch
    {
        WalkerStartKind.Fit => $"WalkerStart.Fit({Text(start.Radius!.Value)})",
        WalkerStartKind.Ball => $"WalkerStart.Ball({List(start.Point!.Select(Text))}, {Text(start.Radius!.Value)})",
        WalkerStartKind.Prior => "WalkerStart.Prior",
        _ => "WalkerStart.Walkers(walkers)",
    };

    private static string OfUntil(ConvergenceOptions until)
    {
        var usual = new ConvergenceOptions();
        return New("ConvergenceOptions", [
            Changed("EffectiveSamples", until.EffectiveSamples, usual.EffectiveSamples),
            Changed("MaximumRHat", until.MaximumRHat, usual.MaximumRHat),
            Changed("MaximumTauGrowth", until.MaximumTauGrowth, usual.MaximumTauGrowth),
        ]);

        static string? Changed(string name, double value, double usual) => value == usual ? null : $"{name} = {Text(value)}";
    }

    private static string OfLikelihood(Likelihood likelihood) => (likelihood.DegreesOfFreedom, likelihood.NoiseLevel) switch
    {
        ({ } nu, { } level) => $"Likelihood.StudentT({Text(nu)}, {Text(level)})",
        ({ } nu, null) => $"Likelihood.StudentT({Text(nu)})",
        (null, { } level) => $"Likelihood.Gaussian({Text(level)})",
        _ when likelihood == Likelihood.MeanSquaredError => "Likelihood.MeanSquaredError",
        _ when likelihood == Likelihood.GaussianLine => "Likelihood.GaussianLine",
        _ => "Likelihood.GaussianUnknown",
    };

    private static string OfPriors(NetworkPriors priors)
    {
        if (priors == NetworkPriors.Notebook)
            return "NetworkPriors.Notebook";
        return New("NetworkPriors", [
            Changed("Weight", priors.Weight),
            Changed("Bias", priors.Bias),
            Changed("Amplitude", priors.Amplitude),
            Changed("Offset", priors.Offset),
            Changed("Noise", priors.Noise),
        ]);

        static string? Changed(string name, Prior? prior) => prior is null ? null : $"{name} = {OfPrior(prior.Inner)}";
    }

    private static string OfPrior(Core.Sampling.Densities.Prior prior) => prior switch
    {
        Core.Sampling.Densities.Prior.Normal normal => $"Prior.Normal({Text(normal.mean)}, {Text(normal.standardDeviation)})",
        Core.Sampling.Densities.Prior.StudentT heavy => $"Prior.StudentT({Text(heavy.degreesOfFreedom)}, {Text(heavy.location)}, {Text(heavy.scale)})",
        Core.Sampling.Densities.Prior.Uniform flat => $"Prior.Uniform({Text(flat.lower)}, {Text(flat.upper)})",
        Core.Sampling.Densities.Prior.LogNormal log => $"Prior.LogNormal({Text(log.logMean)}, {Text(log.logStandardDeviation)})",
        Core.Sampling.Densities.Prior.HalfNormal half => $"Prior.HalfNormal({Text(half.scale)})",
        _ => throw new NotSupportedException($"Unknown prior {prior}."),
    };

    private static string OfMove(WeightedMove weighted) => $"new({OfMove(weighted.Move)}, {Text(weighted.Weight)})";

    /// <summary>The numbers of a move are in its record; those of a covariance are too many to write.</summary>
    private static string OfMove(Move move) => move.Inner switch
    {
        Core.Sampling.Moves.Move.Stretch stretch => $"Move.Stretch({Text(stretch.a)})",
        Core.Sampling.Moves.Move.Walk walk => Call("Walk", Argument("helpers", walk.helpers?.Value), Argument("scale", walk.scale?.Value)),
        Core.Sampling.Moves.Move.DifferentialEvolution difference => Call(
            "DE",
            Argument("gamma", difference.gamma?.Value),
            Argument("jumpProbability", difference.jumpProbability as double?)),
        Core.Sampling.Moves.Move.DifferentialEvolutionSnooker snooker => $"Move.Snooker({Text(snooker.gamma)})",
        Core.Sampling.Moves.Move.Kde kde => $"Move.Kde({Text(kde.factor)})",
        _ => $"Move.FromName({Quote(move.Name)})",
    };

    private static string Call(string move, params string?[] arguments) =>
        $"Move.{move}({string.Join(", ", arguments.Where(argument => argument is not null))})";

    private static string? Argument<T>(string name, T? value)
        where T : struct, IFormattable => value is { } given ? $"{name}: {Text(given)}" : null;

    private static string New(string type, string?[] members)
    {
        string[] given = [.. members.OfType<string>()];
        return given.Length > 0 ? $"new {type} {{ {string.Join(", ", given)} }}" : $"new {type}()";
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    private static string? Given(string name, string? value) => value is null ? null : $"{name} = {value}";

    private static string? Given<T>(string name, T? value)
        where T : struct, IFormattable => value is { } given ? $"{name} = {Text(given)}" : null;

    private static string? Member<T>(T? value)
        where T : struct, Enum => value is { } given ? $"{typeof(T).Name}.{given}" : null;

    private static string? Unless<T>(T usual, string name, T value)
        where T : struct, Enum => value.Equals(usual) ? null : $"{name} = {typeof(T).Name}.{value}";

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
