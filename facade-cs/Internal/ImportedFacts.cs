namespace UniversalApprox.Internal;

/// <summary>What is known about draws from files. It names no type of the assembly that reads them, which is not loaded for other posteriors.</summary>
internal sealed record ImportedFacts(
    string Program,
    string[] Files,
    string[] Notes,
    Core.Sampling.Gradients.NutsDiagnostics[] Nuts,
    Func<Core.Sampling.Posterior.Posterior, Core.Sampling.Diagnostics.Verdict> Judge);
