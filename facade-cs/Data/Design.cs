namespace UniversalApprox;

/// <summary>Where the inputs of a generated curve lie in the box [lower, upper]ᵈ.</summary>
public enum Design : long
{
    /// <summary>A regular grid, ends included; the last input varies fastest.</summary>
    Grid,

    /// <summary>Points drawn uniformly from the box.</summary>
    Random,
}
