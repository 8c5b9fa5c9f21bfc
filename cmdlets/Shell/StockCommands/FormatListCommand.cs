using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Format-List: parameters and layout are the engine's own.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Connects the parameters to the engine's list generator.</summary>
    public FormatListCommand() => EngineInternals.SetFormatShape(this, "List");
}
