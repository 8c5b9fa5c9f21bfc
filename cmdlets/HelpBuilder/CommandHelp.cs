namespace UniversalApprox.HelpBuilder;

/// <summary>A cmdlet and the words about it.</summary>
internal sealed record CommandHelp(CmdletFacts Cmdlet, HelpPage Page);
