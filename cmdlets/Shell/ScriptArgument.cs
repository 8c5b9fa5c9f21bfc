namespace UniversalApprox.Shell;

/// <summary>One argument of a script file as the engine's <c>CommandParameter</c> takes it.</summary>
/// <param name="Name">The parameter with its dash, or null for a positional value.</param>
/// <param name="Value">The value; null where the name stands alone (a switch, or its value follows).</param>
internal sealed record ScriptArgument(string? Name, object? Value)
{
    /// <summary>
    /// Splits arguments as <c>pwsh -File</c> does. A value that follows <c>-Name</c> stays an item of its own, because
    /// only the script's parameter binder knows whether <c>-Name</c> is a switch.
    /// </summary>
    public static IReadOnlyList<ScriptArgument> ParseAll(IEnumerable<string> arguments)
    {
        var parsed = new List<ScriptArgument>();
        string? pendingName = null;
        foreach (string argument in arguments)
        {
            if (pendingName is not null)
            {
                parsed.Add(new ScriptArgument(pendingName, argument));
                pendingName = null;
            }
            else if (argument.Length > 1 && argument[0] == '-' && !IsNegativeNumber(argument))
            {
                int colon = argument.IndexOf(':', StringComparison.Ordinal);
                if (colon == argument.Length - 1)
                    pendingName = argument[..colon];
                else if (colon > 0)
                    parsed.Add(new ScriptArgument(argument[..colon], BooleanOrText(argument[(colon + 1)..])));
                else
                    parsed.Add(new ScriptArgument(argument, null));
            }
            else
            {
                parsed.Add(new ScriptArgument(null, argument));
            }
        }

        if (pendingName is not null)
            parsed.Add(new ScriptArgument(pendingName, null));
        return parsed;
    }

    /// <summary><c>-5</c> and <c>-.5</c> are values: no parameter name starts with a digit.</summary>
    private static bool IsNegativeNumber(string argument) =>
        char.IsAsciiDigit(argument[1]) || (argument.Length > 2 && argument[1] == '.' && char.IsAsciiDigit(argument[2]));

    /// <summary><c>-Switch:$false</c> arrives as text; the binder needs a Boolean.</summary>
    private static object BooleanOrText(string text) =>
        bool.TryParse(text.StartsWith('$') ? text[1..] : text, out bool value) ? value : text;
}
