using System.Runtime.InteropServices;

namespace UniversalApprox.Shell;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a stop of the running pipeline. A second Ctrl-C, when the first one has not helped,
/// ends the process: a command stuck in native code must not hold the terminal.
/// </summary>
internal sealed class InterruptHandler : IDisposable
{
    private readonly Session _session;
    private readonly bool _isInteractive;
    private readonly PosixSignalRegistration _termination;

    public InterruptHandler(Session session, bool isInteractive)
    {
        _session = session;
        _isInteractive = isInteractive;
        Console.CancelKeyPress += OnCancelKey;
        _termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate);
    }

    /// <summary>128 + the number of the signal that came first; null when none came.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        _termination.Dispose();
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        if (!_isInteractive)
        {
            ExitCode ??= ExitCodes.Interrupted;

            // The terminal has echoed ^C without ending the line.
            if (!Console.IsErrorRedirected)
                Console.Error.WriteLine();
        }

        if (!_session.RequestStop() && !_isInteractive)
            Environment.Exit(ExitCodes.Interrupted);
    }

    private void OnTerminate(PosixSignalContext context)
    {
        ExitCode ??= ExitCodes.Terminated;
        context.Cancel = _session.RequestStop();
    }
}
