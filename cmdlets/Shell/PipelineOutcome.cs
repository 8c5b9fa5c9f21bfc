namespace UniversalApprox.Shell;

/// <summary>How a pipeline ended.</summary>
/// <param name="Succeeded">The value of <c>$?</c> at the end.</param>
/// <param name="Threw">An uncaught error ended it early.</param>
/// <param name="Stopped">It was stopped from outside.</param>
internal sealed record PipelineOutcome(bool Succeeded, bool Threw, bool Stopped);
