using System.Text.RegularExpressions;

namespace UniversalApprox.PowerShell;

/// <summary>The library's messages about sampling in the words of the cmdlets: -Start for start, -Thin for Thin.</summary>
internal static partial class SamplingMessages
{
    /// <summary>The same error with the names of parameters that its reader knows.</summary>
    public static ArgumentException Translate(Exception error)
    {
        string text = error.Message;
        int suffix = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return new(Text(suffix < 0 ? text : text[..suffix]), error);
    }

    private static string Text(string message)
    {
        message = Point().Replace(message, "-Start must have $1 numbers, one per parameter; got $2.");
        message = WalkerCount().Replace(message, "-Start must have $1 walkers; got $2.");
        message = WalkerLength().Replace(message, "-Start: walker $1 must have $2 numbers; got $3.");
        message = WithoutKeeping().Replace(message, "a larger -Thin).");
        message = NoStart().Replace(message, "-Start must be a point, or one point per walker, unless -Prior says where to draw them from.");
        message = NoFit().Replace(message, "-Start Fit needs a trained network: a density can start from a point, walkers, or Prior.");
        message = NotTrainable().Replace(message, "start with -Start from Prior, a point or walkers.");
        return Leading().Replace(message, match => match.Value switch
        {
            "start" or "Start" or "point" => "-Start",
            "walkers" => "-Walkers",
            "units" => "-Units",
            "Moves" => "-Move",
            "parameterNames" => "-Parameter",
            "Noise" => "-Prior of Noise",
            "probabilities" => "-Probability",
            "BurnIn" or "Steps" or "Thin" or "Ensembles" => "-" + match.Value,
            _ => match.Value,
        });
    }

    [GeneratedRegex(@"^start: centre \d+ must have (\d+) elements; got (\d+)\.")]
    private static partial Regex Point();

    [GeneratedRegex(@"^start: ensemble \d+ must have (\d+) elements; got (\d+)\.")]
    private static partial Regex WalkerCount();

    [GeneratedRegex(@"^start: ensemble \d+, walker (\d+) must have (\d+) elements; got (\d+)\.")]
    private static partial Regex WalkerLength();

    [GeneratedRegex(@"a larger Thin\), or take .*$")]
    private static partial Regex WithoutKeeping();

    [GeneratedRegex(@"^Start must be given for a log-density without priors.*$")]
    private static partial Regex NoStart();

    [GeneratedRegex(@"^Start: there is no trained network to start from.*$")]
    private static partial Regex NoFit();

    [GeneratedRegex(@"start from the Prior, a Ball or Walkers\.$")]
    private static partial Regex NotTrainable();

    [GeneratedRegex(@"^[A-Za-z]+")]
    private static partial Regex Leading();
}
