namespace UniversalApprox.Shell;

/// <summary>How a pipeline ended.</summary>
/// <param name="Succeeded">The value of <c>$?</c> at the end.</param>
/// <param name="Threw">An uncaught error or a stop ended it early.</param>
internal sealed record PipelineOutcome(bool Succeeded, bool Threw);
