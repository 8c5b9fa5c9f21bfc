using System.Management.Automation;
using System.Management.Automation.Host;

namespace UniversalApprox.PowerShell;

/// <summary>The size of the terminal window and the characters that it can show.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;
    private const int FewestColumns = 30;
    private const int FewestLines = 8;
    private const int Utf8CodePage = 65001;

    /// <summary>The width and height that leave room for the prompt; 80 × 24 where there is no window, or the output goes elsewhere.</summary>
    public static (int Width, int Height) Size(PSHost host)
    {
        if (Console.IsOutputRedirected)
            return (UsualWidth, UsualHeight);
        try
        {
            Size window = host.UI.RawUI.WindowSize;
            if (window.Width > 1 && window.Height > 1)
                return (Math.Max(FewestColumns, window.Width - 1), Math.Max(FewestLines, window.Height - 2));
        }
        catch (Exception error) when (error is HostException or NotImplementedException or NullReferenceException or IOException or PSInvalidOperationException)
        {
            // A host without a window, such as a job's.
        }

        return (UsualWidth, UsualHeight);
    }

    /// <summary>Whether the output is written as UTF-8 or UTF-16, so that it has braille patterns.</summary>
    public static bool ShowsBraille => Console.OutputEncoding.CodePage is Utf8CodePage or 1200 or 1201;

    /// <summary>
    /// Whether escape sequences of colours are welcome: a terminal that obeys them, not redirected, without NO_COLOR
    /// (https://no-color.org) and without $PSStyle.OutputRendering = 'PlainText'.
    /// </summary>
    public static bool ShowsColour(PSCmdlet cmdlet)
    {
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
            return false;
        // The reference assembly is older than both properties.
        object? style = cmdlet.GetVariableValue("PSStyle");
        object? rendering = style is null ? null : PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value;
        object? obeys = PSObject.AsPSObject(cmdlet.Host.UI).Properties["SupportsVirtualTerminal"]?.Value;
        return rendering?.ToString() != "PlainText" && obeys is true;
    }
}
