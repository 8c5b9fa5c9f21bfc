namespace UniversalApprox;

/// <summary>The arithmetic over the points.</summary>
public enum Precision : long
{
    /// <summary>64 bits, 15 to 16 digits.</summary>
    Double,

    /// <summary>32 bits, 6 to 7 digits: about twice the speed. For <see cref="Optimizer.Adam"/> only.</summary>
    Single,
}
