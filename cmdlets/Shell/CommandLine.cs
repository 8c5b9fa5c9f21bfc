namespace UniversalApprox.Shell;

/// <summary>
/// The parsed command line. Parsing is pure: it looks at no file and no console, so every rule can be tested alone.
/// </summary>
internal sealed record CommandLine
{
    /// <summary>The options, with the shortest abbreviation that <c>pwsh</c> accepts for each.</summary>
    private static readonly (string Name, string Shortest)[] s_options =
    [
        ("command", "c"), ("file", "f"), ("help", "h"), ("?", "?"), ("version", "v"), ("noprofile", "nop"),
        ("nologo", "nol"), ("noninteractive", "noni"), ("executionpolicy", "ex"), ("ep", "ep"),
        ("workingdirectory", "wo"), ("wd", "wd"),
    ];

    public RunMode Mode { get; init; }

    /// <summary>The command text, or the script's path, or the message of a usage error.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<ScriptArgument> Arguments { get; init; } = [];

    public bool NonInteractive { get; init; }

    public bool NoLogo { get; init; }

    public string? WorkingDirectory { get; init; }

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i].Trim();
            if (argument.Length == 0)
                continue;
            if (argument[0] != '-' || argument == "-")
                return line.WithFile(arguments, i);

            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (OptionName(argument))
            {
                case "command": return line.WithCommand([.. arguments.Skip(i + 1)]);
                case "file": return line.WithFile(arguments, i + 1);
                case "help" or "?": return line with { Mode = RunMode.Help };
                case "version": return line with { Mode = RunMode.Version };
                case "noprofile": break;
                case "nologo": line = line with { NoLogo = true }; break;
                case "noninteractive": line = line with { NonInteractive = true }; break;
                // The policy is always Bypass here; scripts written for pwsh still name one.
                case "executionpolicy" or "ep" when value is not null: i++; break;
                case "workingdirectory" or "wd" when value is not null: line = line with { WorkingDirectory = value }; i++; break;
                case "executionpolicy" or "ep" or "workingdirectory" or "wd": return Wrong($"{argument} requires an argument.");
                default: return Wrong($"Unrecognized parameter: '{argument}'.");
            }
        }

        return line;
    }

    private static string? OptionName(string argument)
    {
        string key = (argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..]).ToLowerInvariant();
        return s_options.FirstOrDefault(o => o.Name.StartsWith(key, StringComparison.Ordinal) && key.StartsWith(o.Shortest, StringComparison.Ordinal)).Name;
    }

    private CommandLine WithCommand(string[] words) => words switch
    {
        [] => Wrong("Cannot process the command because of a missing parameter. A command must follow -Command."),
        ["-"] => this with { Mode = RunMode.StandardInput },
        ["-", ..] => Wrong("'-' was specified with the -Command parameter; no other arguments to -Command are permitted."),
        _ => this with { Mode = RunMode.Command, Text = string.Join(' ', words) },
    };

    private CommandLine WithFile(IReadOnlyList<string> arguments, int index)
    {
        if (index >= arguments.Count)
        {
            return Wrong(
                "The command cannot be run because the File parameter requires a file path. "
                + "Supply a path for the File parameter and then try the command again.");
        }

        return arguments[index] == "-"
            ? this with { Mode = RunMode.StandardInput }
            : this with { Mode = RunMode.File, Text = arguments[index], Arguments = ScriptArgument.ParseAll(arguments.Skip(index + 1)) };
    }

    private static CommandLine Wrong(string message) => new() { Mode = RunMode.UsageError, Text = message };
}
