namespace UniversalApprox;

/// <summary>How data is scaled for training. Networks are always in the units of the data.</summary>
public enum Scaling : long
{
    /// <summary>Every input and the output to mean 0 and standard deviation 1.</summary>
    Standardise,

    /// <summary>As it is.</summary>
    None,
}
