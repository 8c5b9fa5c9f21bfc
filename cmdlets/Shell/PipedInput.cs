namespace UniversalApprox.Shell;

/// <summary>
/// Standard input as pipeline input. It is read only for a script that mentions <c>$input</c>: a job started with an
/// open but silent standard input would otherwise wait for its end.
/// </summary>
internal static class PipedInput
{
    public static IEnumerable<string>? For(string script, Terminal terminal) =>
        !terminal.IsInputTerminal && script.Contains("$input", StringComparison.OrdinalIgnoreCase) ? Lines() : null;

    private static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is string line)
            yield return line;
    }
}
