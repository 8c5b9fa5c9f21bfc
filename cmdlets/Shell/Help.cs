using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.Shell;

/// <summary>The help page and the version text.</summary>
internal static class Help
{
    public const string Text = """
        ua-shell: PowerShell with the UniversalApprox module loaded, for machines that have only the .NET SDK.

        Usage
          ua-shell [-File] <path> [argument...]     run a script
          ua-shell -Command <text...>               run commands; "-Command -" reads them from standard input
          ua-shell                                  a prompt on a terminal, otherwise commands from standard input

        Options (a unique beginning is enough, as in pwsh)
          -File, -f <path> [argument...]   everything after the path goes to the script:
                                           -Name value, -Switch, -Switch:$false, or values by position
          -Command, -c <text...>           everything after it is the command; $input holds the lines of standard input
          -NonInteractive                  never ask a question; a missing mandatory parameter is an error
          -NoLogo                          no greeting before the prompt
          -NoProfile                       accepted; there are no profiles
          -ExecutionPolicy <name>          accepted; named scripts always run
          -WorkingDirectory, -wd <path>    start there
          -Version, -v                     print the versions
          -Help, -h, -?                    print this page

        Streams
          Output objects and Write-Host go to standard output; errors, warnings, verbose and debug messages and the
          progress line go to standard error. Colours appear on a terminal only; NO_COLOR turns them off.
          Redirected tables are 120 columns wide, or as wide as the variable COLUMNS says.

        Exit codes
          0     done
          N     the script ended with "exit N"
          1     an uncaught error, or $? was false after -Command, or the module could not be loaded
          64    the command line is wrong, or the script does not exist
          130   stopped by Ctrl-C (143: by SIGTERM, 141: the reader of the output has gone); what was written until then stays

        Where the stock PowerShell modules are missing, small versions of these commands are supplied:
        """;

    /// <summary>The page with the list of fallback commands.</summary>
    public static string Page() => Text + "\n  " + string.Join("\n  ", FallbackCommands.Names.Chunk(7).Select(row => string.Join(", ", row)));

    /// <summary>The shell's version and the engine's.</summary>
    public static string VersionText() => $"ua-shell {Version(typeof(Help))} (PowerShell engine {Version(typeof(PowerShell))})";

    /// <summary>The engine's assembly version stays at 7.6.0; its informational version says which build it is.</summary>
    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split(' ', '+')[0];
}
