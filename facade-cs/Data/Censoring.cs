namespace UniversalApprox;

/// <summary>What the number of an output means.</summary>
public enum Censoring : long
{
    /// <summary>The output is that number, with its error.</summary>
    None,

    /// <summary>The output is below that number, such as a detection limit: "&lt;2.5".</summary>
    Below,

    /// <summary>The output is above that number, such as the end of a scale: "&gt;100".</summary>
    Above,
}
