namespace UniversalApprox.Shell;

/// <summary>What one start of the shell is asked to do.</summary>
internal enum RunMode
{
    /// <summary>Nothing was named: a prompt on a terminal, otherwise commands from standard input.</summary>
    Session,

    /// <summary>Run the text after <c>-Command</c>.</summary>
    Command,

    /// <summary>Run the text on standard input (<c>-Command -</c>, <c>-File -</c>).</summary>
    StandardInput,

    /// <summary>Run a script file with arguments.</summary>
    File,

    /// <summary>Print the help page.</summary>
    Help,

    /// <summary>Print the versions.</summary>
    Version,

    /// <summary>Print what was wrong with the command line.</summary>
    UsageError,
}
