namespace UniversalApprox;

/// <summary>How the parameters are found.</summary>
public enum Optimizer : long
{
    /// <summary>
    /// Levenberg–Marquardt with amplitudes and offset eliminated (variable projection). Squares only; reaches the noise
    /// floor where first-order methods stall.
    /// </summary>
    LevenbergMarquardt,

    /// <summary>Full-batch Adam with PyTorch's semantics. Always runs all its epochs.</summary>
    Adam,

    /// <summary>Limited-memory BFGS. Smooth losses only.</summary>
    LBfgs,
}
