using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Format-Table: parameters and layout are the engine's own.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Connects the parameters to the engine's table generator.</summary>
    public FormatTableCommand() => EngineInternals.SetFormatShape(this, "Table");
}
