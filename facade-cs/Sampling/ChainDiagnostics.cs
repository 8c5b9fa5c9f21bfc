namespace UniversalApprox;

/// <summary>How well one chain of NUTS could follow its trajectories after burn-in.</summary>
/// <param name="Chain">The chain, from 1.</param>
/// <param name="Steps">Steps after burn-in.</param>
/// <param name="Divergences">Steps whose trajectory met a region that the step size is too large for.</param>
/// <param name="EBfmi">
/// The estimated Bayesian fraction of missing information (Betancourt, arXiv 1604.00695); below 0.3 the chain hardly reaches
/// its tails. Null for fewer than 2 steps.
/// </param>
/// <param name="DepthLimitShare">The share of the steps whose trajectory was cut at its largest length, from 0 to 1.</param>
/// <param name="AcceptanceRate">The mean acceptance statistic, from 0 to 1.</param>
/// <param name="LeapfrogSteps">Gradients that the steps took.</param>
/// <param name="StepSize">The step size, in units of the metric.</param>
public sealed record ChainDiagnostics(
    int Chain,
    long Steps,
    long Divergences,
    double? EBfmi,
    double DepthLimitShare,
    double AcceptanceRate,
    long LeapfrogSteps,
    double StepSize);
