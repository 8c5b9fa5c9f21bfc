namespace UniversalApprox;

/// <summary>Why sampling ended.</summary>
public enum SamplingStop : long
{
    /// <summary>All steps were taken.</summary>
    Completed,

    /// <summary>The draws had converged, as <see cref="McmcOptions.Until"/> asked.</summary>
    Converged,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>The log-density threw, or was NaN or +∞.</summary>
    Failed,
}
