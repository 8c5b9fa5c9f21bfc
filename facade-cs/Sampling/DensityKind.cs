namespace UniversalApprox;

/// <summary>Which density of a network's parameters is sampled. All give the same posterior.</summary>
public enum DensityKind : long
{
    /// <summary><see cref="Collapsed"/> where that is exact, else <see cref="Full"/>.</summary>
    Auto,

    /// <summary>
    /// Weights, biases and the noise. Amplitudes and offset are integrated out, and drawn exactly afterwards. It needs normal
    /// noise and normal priors of amplitudes and offset.
    /// </summary>
    Collapsed,

    /// <summary>All parameters.</summary>
    Full,
}
