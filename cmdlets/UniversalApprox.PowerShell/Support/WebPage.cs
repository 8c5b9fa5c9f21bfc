using System.ComponentModel;
using System.Diagnostics;

namespace UniversalApprox.PowerShell;

/// <summary>Opens pages: with the program that the environment variable BROWSER names, else with the system's.</summary>
internal static class WebPage
{
    /// <summary>Opens a file; why not, if it cannot be opened.</summary>
    public static string? Open(string path)
    {
        string? program = Environment.GetEnvironmentVariable("BROWSER");
        var start = string.IsNullOrWhiteSpace(program)
            ? new ProcessStartInfo(path) { UseShellExecute = true }
            : new ProcessStartInfo(program, [path]);
        try
        {
            using Process? browser = Process.Start(start);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return error.Message;
        }
    }
}
