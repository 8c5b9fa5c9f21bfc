using System.Globalization;
using System.Text.RegularExpressions;

namespace UniversalApprox.PowerShell;

/// <summary>Priors as text: Normal(0, 30), StudentT(4, 0, 1), Uniform(-1, 1), LogNormal(0, 1), HalfNormal(2).</summary>
internal static partial class PriorText
{
    private const string Known = "Normal(mean, sd), StudentT(df, location, scale), Uniform(lower, upper), LogNormal(logMean, logSd), HalfNormal(scale)";

    /// <summary>The prior of a text, or a prior itself.</summary>
    /// <exception cref="OptionException">It is neither, or no proper prior; the option is named after <paramref name="what"/>.</exception>
    public static Prior Read(object? value, string what)
    {
        if (value is Prior prior)
            return prior;
        string option = $"{nameof(McmcOptions.Priors)}.{what}";
        Match match = Form().Match(value?.ToString() ?? "");
        double[] numbers = match.Success ? Numbers(match.Groups["numbers"].Value) : [];
        try
        {
            return Named(match.Groups["name"].Value, numbers) ?? throw new OptionException(option, value?.ToString() ?? "", $"one of {Known}");
        }
        catch (OptionException error) when (error.Option != option)
        {
            throw new OptionException(option, error.Value, $"{error.Allowed}");
        }
    }

    private static Prior? Named(string name, double[] numbers) =>
        (name.ToUpperInvariant(), numbers) switch
        {
            ("NORMAL", [var mean, var sd]) => Prior.Normal(mean, sd),
            ("STUDENTT", [var df, var location, var scale]) => Prior.StudentT(df, location, scale),
            ("UNIFORM", [var lower, var upper]) => Prior.Uniform(lower, upper),
            ("LOGNORMAL", [var mean, var sd]) => Prior.LogNormal(mean, sd),
            ("HALFNORMAL", [var scale]) => Prior.HalfNormal(scale),
            _ => null,
        };

    private static double[] Numbers(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return [];
        return numbers;
    }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z]+)\s*\((?<numbers>[^()]*)\)\s*$")]
    private static partial Regex Form();
}
