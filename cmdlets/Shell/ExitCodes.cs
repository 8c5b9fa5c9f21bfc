namespace UniversalApprox.Shell;

/// <summary>The exit codes of the shell; the first three are those of <c>pwsh</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>An uncaught error ended the script, or <c>$?</c> was false after a command.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself was wrong (EX_USAGE).</summary>
    public const int BadArguments = 64;

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT, what every Unix shell reports.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of standard output went away: 128 + SIGPIPE.</summary>
    public const int ClosedPipe = 141;

    /// <summary>Stopped by SIGTERM: 128 + 15.</summary>
    public const int Terminated = 143;
}
