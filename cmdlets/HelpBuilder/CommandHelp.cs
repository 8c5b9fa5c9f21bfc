namespace UniversalApprox.HelpBuilder;

/// <summary>A cmdlet and its help page.</summary>
internal sealed record CommandHelp(CmdletFacts Cmdlet, HelpPage Page);
