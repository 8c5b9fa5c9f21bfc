using System.Globalization;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Out-String: the text the host would show, as one string or, with -Stream, line by line.</summary>
[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringWriter _writer = new(CultureInfo.InvariantCulture);

    /// <summary>Write one string per line.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <summary>The width of the lines; the host's when not given.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        EngineInternals.SetTextOutput(this, _writer, Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        string text = _writer.ToString();
        if (!Stream)
        {
            WriteObject(text);
            return;
        }

        using var lines = new StringReader(text);
        while (lines.ReadLine() is string line)
            WriteObject(line);
    }
}
