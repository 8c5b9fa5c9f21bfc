using System.Globalization;

namespace UniversalApprox.PowerShell;

/// <summary>PowerShell commands that give the same numbers again. Options at their defaults are left out.</summary>
internal static class PowerShellCode
{
    public static string OfCurve(KnownCurve curve, CurveOptions options) => Join(
        $"New-CurveData {curve}",
        Parameter("Points", options.Points),
        Parameter("Lower", options.Lower),
        Parameter("Upper", options.Upper),
        Parameter("Design", options.Design?.ToString()),
        Parameter("Noise", options.Noise?.ToString()),
        Parameter("NoiseLevel", options.NoiseLevel),
        OfLogX(options.LogX),
        options.LogY ? "-LogY" : null,
        $"-Seed {Text(options.Seed)}",
        string.IsNullOrEmpty(options.Name) ? null : $"-Name {Quote(options.Name)}");

    public static string OfFile(string path, CsvOptions options) => Join(
        $"Import-CurveData -LiteralPath {Quote(path)}",
        options.X is { Count: > 0 } columns ? $"-X {string.Join(", ", columns.Select(Quote))}" : null,
        options.Y is { } column ? $"-Y {Quote(column)}" : null,
        options.Sigma is { } sigma ? $"-Sigma {Quote(sigma)}" : null,
        options.Weight is { } weight ? $"-Weight {Quote(weight)}" : null,
        OfLogX(options.LogX),
        options.LogY ? "-LogY" : null,
        options.Delimiter is { } delimiter ? $"-Delimiter {Quote(delimiter.ToString())}" : null,
        options.DecimalSeparator is { } separator ? $"-DecimalSeparator {Quote(separator.ToString())}" : null,
        Parameter("SkipRows", options.SkipRows),
        Parameter("Encoding", options.Encoding?.WebName),
        options.MissingValues is { Count: > 0 } missing ? $"-MissingValues {string.Join(", ", missing.Select(Quote))}" : null,
        options.DateFormat is { } format ? $"-DateFormat {Quote(format)}" : null,
        options.NoHeader ? "-NoHeader" : null,
        options.SkipInvalid ? "-SkipInvalid" : null,
        string.IsNullOrEmpty(options.Name) ? null : $"-Name {Quote(options.Name)}");

    public static string OfSweep(SweepOptions options) => Join(
        "Invoke-UnitSweep",
        $"-Units {string.Join(", ", options.Units)}",
        $"-Activations {string.Join(", ", options.Activations)}",
        $"-Restarts {Text(options.Restarts)}",
        Parameter("Optimizer", options.Optimizer, SweepDefaults.Optimizer),
        Parameter("Epochs", options.Epochs),
        options.Optimizer == Optimizer.Adam ? $"-LearningRate {Text(options.LearningRate)}" : null,
        Parameter("Loss", options.Loss.Kind, SweepDefaults.Loss.Kind),
        options.Loss.HuberDelta is { } delta ? $"-HuberDelta {Text(delta)}" : null,
        Parameter("Scaling", options.Scaling, SweepDefaults.Scaling),
        Parameter("Precision", options.Precision, SweepDefaults.Precision),
        options.NoOffset ? "-NoOffset" : null,
        options.WeightDecay == 0 ? null : $"-WeightDecay {Text(options.WeightDecay)}",
        OfConstraints(options.Fix, options.Bound, options.Monotone, options.NonNegative),
        OfStart(options.Start),
        options.ValidationFraction is { } fraction
            ? $"-ValidationFraction {Text(fraction)}"
            : Parameter("Folds", options.Folds),
        Parameter("FoldRepeats", options.FoldRepeats, SweepDefaults.FoldRepeats),
        $"-Seed {Text(options.Seed)}",
        Parameter("Engine", options.Engine, EngineKind.Simd),
        options.Device is { Length: > 0 } device ? $"-Device {Quote(device)}" : null,
        options.KeepAllRestarts ? "-KeepAllRestarts" : null);

    public static string OfSampling(McmcOptions options) => Join(
        "Invoke-Mcmc",
        Parameter("Sampler", options.Sampler, SamplerKind.Auto),
        Parameter("Density", options.Density, DensityKind.Auto),
        Parameter("Walkers", options.Walkers),
        Parameter("Steps", options.Steps),
        Parameter("BurnIn", options.BurnIn),
        Parameter("Thin", options.Thin, McmcDefaults.Thin),
        Parameter("Ensembles", options.Ensembles, McmcDefaults.Ensembles),
        OfMoves(options.Moves),
        options.TargetAcceptance == McmcDefaults.TargetAcceptance ? null : $"-TargetAcceptance {Text(options.TargetAcceptance)}",
        options.Likelihood is { } likelihood ? OfLikelihood(likelihood) : null,
        OfPriors(options.Priors),
        OfConstraints(options.Fix, options.Bound, options.Monotone, options.NonNegative),
        options.Start is { } start ? OfStart(start) : null,
        options.Until is { } until ? $"-Until -EffectiveSamples {Text(until.EffectiveSamples)}" : null,
        $"-Seed {Text(options.Seed)}");

    /// <summary>A PowerShell string literal: in single quotes nothing has a special meaning but the quote itself.</summary>
    /// <summary>A text as a literal. Control characters are escaped, so that a terminal does not obey them.</summary>
    public static string Quote(string text) => text.Any(char.IsControl) ? QuoteEscaped(text) : QuotePlain(text);

    private static string QuoteEscaped(string text) =>
        $"\"{string.Concat(text.Select(c => char.IsControl(c) || IsQuote(c) || c is '"' or '$' or '`' or '\u201C' or '\u201D' or '\u201E' ? $"`u{{{(int)c:X}}}" : c.ToString()))}\"";

    private static string QuotePlain(string text) =>
        $"'{string.Concat(text.Select(character => IsQuote(character) ? $"{character}{character}" : character.ToString()))}'";

    public static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>PowerShell takes typographic quotes for straight ones.</summary>
    private static bool IsQuote(char character) => character is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B';

    private static string? OfLogX(IReadOnlyList<string>? names) =>
        names is { Count: > 0 } ? $"-LogX {string.Join(", ", names.Select(Quote))}" : null;

    private static string OfStart(SweepStart start) => start switch
    {
        { Kind: SweepStartKind.Auto } => "",
        { Network: { } network } => $"-Start {Quote(network.ToFormula())}",
        _ => $"-Start {start.Kind}",
    };

    private static string OfConstraints(
        IReadOnlyDictionary<string, double> fix, IReadOnlyDictionary<string, Bounds> bound, IReadOnlyList<Monotone> monotone, bool nonNegative) => Join(
        fix.Count == 0 ? null : $"-Fix {Table(fix, Text)}",
        bound.Count == 0 ? null : $"-Bound {Table(bound, OfBounds)}",
        monotone.Count == 0 ? null : $"-Monotone {string.Join(", ", monotone)}",
        nonNegative ? "-NonNegative" : null);

    private static string Table<T>(IReadOnlyDictionary<string, T> entries, Func<T, string> text)
    {
        IEnumerable<string> each = entries.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Quote(pair.Key)} = {text(pair.Value)}");
        return $"@{{ {string.Join("; ", each)} }}";
    }

    private static string OfBounds(Bounds bounds) => $"{End(bounds.Lower)}, {End(bounds.Upper)}";

    private static string End(double value) => double.IsInfinity(value) ? "$null" : Text(value);

    private static string OfMoves(IReadOnlyList<WeightedMove>? moves)
    {
        if (moves is null)
            return "";
        return $"-Moves @{{ {string.Join("; ", moves.Select(move => $"{Quote(move.Move.Name)} = {Text(move.Weight)}"))} }}";
    }

    /// <summary>Positions of walkers are too many to write: they stand as a variable.</summary>
    private static string OfStart(WalkerStart start) => start.Kind switch
    {
        WalkerStartKind.Fit => $"-Start Fit -Radius {Text(start.Radius!.Value)}",
        WalkerStartKind.Ball => $"-Start {string.Join(", ", start.Point!.Select(Text))} -Radius {Text(start.Radius!.Value)}",
        WalkerStartKind.Prior => "-Start Prior",
        _ => "-Start $walkers",
    };

    private static string OfLikelihood(Likelihood likelihood)
    {
        string noise = likelihood.NoiseLevel is { } level ? $" -NoiseLevel {Text(level)}" : "";
        if (likelihood.DegreesOfFreedom is { } degreesOfFreedom)
            return $"-Likelihood StudentT -DegreesOfFreedom {Text(degreesOfFreedom)}{noise}";
        if (likelihood.NoiseLevel is not null)
            return $"-Likelihood Gaussian{noise}";
        if (likelihood == Likelihood.GaussianLine)
            return "-Likelihood GaussianLine";
        return likelihood == Likelihood.MeanSquaredError ? "-Likelihood MeanSquaredError" : "-Likelihood GaussianUnknown";
    }

    private static string OfPriors(NetworkPriors priors)
    {
        if (priors == NetworkPriors.Notebook)
            return "-Priors Notebook";
        string[] changed =
        [
            .. Changed("Weight", priors.Weight),
            .. Changed("Bias", priors.Bias),
            .. Changed("Amplitude", priors.Amplitude),
            .. Changed("Offset", priors.Offset),
            .. Changed("Noise", priors.Noise),
        ];
        return changed.Length == 0 ? "" : $"-Priors @{{ {string.Join("; ", changed)} }}";
    }

    private static string[] Changed(string group, Prior? prior) =>
        prior is null ? [] : [$"{group} = {Quote(prior.ToString())}"];

    private static string? Parameter<T>(string name, T? value)
        where T : struct, IFormattable => value is { } given ? $"-{name} {Text(given)}" : null;

    private static string? Parameter(string name, string? value) => value is null ? null : $"-{name} {value}";

    private static string? Parameter(string name, int value, int usual) => value == usual ? null : $"-{name} {Text(value)}";

    private static string? Parameter<T>(string name, T value, T usual)
        where T : struct, Enum => value.Equals(usual) ? null : $"-{name} {value}";

    private static string Join(params string?[] parts) => string.Join(" ", parts.Where(part => !string.IsNullOrEmpty(part)));
}
