namespace UniversalApprox;

/// <summary>A run, and its verdict where it is known already: it costs some passes over all draws.</summary>
internal sealed record SampledRun(Core.Sampling.Posterior.McmcRun Run, Core.Sampling.Diagnostics.Verdict? Verdict = null);
