namespace UniversalApprox;

/// <summary>Why training stopped. None of these is an error.</summary>
public enum StopReason : long
{
    /// <summary>No further progress beyond rounding is possible, or it is negligible.</summary>
    Converged,

    /// <summary>The limit was reached. Usual for <see cref="Optimizer.Adam"/>, which always runs all its epochs.</summary>
    IterationLimit,

    /// <summary>Cancelled; the parameters are those reached so far.</summary>
    Cancelled,

    /// <summary>The loss or a parameter stopped being finite; the parameters are the last finite ones.</summary>
    Diverged,
}
