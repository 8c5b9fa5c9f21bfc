namespace UniversalApprox.PowerShell;

/// <summary>The figures that New-ApproxChart makes.</summary>
public enum ChartKind
{
    /// <summary>Fits beside each other with their residuals.</summary>
    SweepPanels,

    /// <summary>The error against the number of units.</summary>
    ErrorAgainstUnits,

    /// <summary>Neurons and their sum, and the same with jumps for steps.</summary>
    NeuronSums,

    /// <summary>What a network is made of.</summary>
    Anatomy,

    /// <summary>The loss against the iteration.</summary>
    TrainingHistory,

    /// <summary>A network of several inputs: colours over the plane, or predicted against observed.</summary>
    ManyInputs,

    /// <summary>A network of two inputs as a surface.</summary>
    Surface,
}
