namespace UniversalApprox;

/// <summary>A move of a mixture and how often it is used.</summary>
/// <param name="Move">The move.</param>
/// <param name="Weight">Relative to the other weights; finite and above 0.</param>
public sealed record WeightedMove(Move Move, double Weight = 1);
