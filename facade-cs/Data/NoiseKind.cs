namespace UniversalApprox;

/// <summary>Noise that is added to the values of a generated curve.</summary>
public enum NoiseKind : long
{
    /// <summary>No noise.</summary>
    None,

    /// <summary>Uniform between 0 and the level, which shifts the mean by half the level.</summary>
    Uniform,

    /// <summary>Normal with mean 0; the level is its standard deviation.</summary>
    Normal,
}
