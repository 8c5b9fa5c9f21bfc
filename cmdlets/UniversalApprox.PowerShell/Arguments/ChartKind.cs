namespace UniversalApprox;

/// <summary>The figures that New-ApproxChart makes.</summary>
public enum ChartKind : long
{
    /// <summary>Fits beside each other with their residuals.</summary>
    SweepPanels,

    /// <summary>The error against the number of units.</summary>
    ErrorAgainstUnits,

    /// <summary>Neurons and their sum, and the same with jumps in place of smooth steps.</summary>
    NeuronSums,

    /// <summary>The neurons of a network below their sum.</summary>
    Anatomy,

    /// <summary>The loss against the iteration.</summary>
    TrainingHistory,

    /// <summary>A network of several inputs: colours over the plane, or predicted against observed.</summary>
    ManyInputs,

    /// <summary>A network of two inputs as a surface.</summary>
    Surface,

    /// <summary>The effect of each input alone, the others at their medians.</summary>
    Effects,

    /// <summary>A posterior's parameters against each other.</summary>
    Corner,

    /// <summary>Walkers against the step.</summary>
    Traces,

    /// <summary>How the draws of each ensemble rank among all.</summary>
    Ranks,

    /// <summary>How fast walkers forget.</summary>
    Autocorrelation,

    /// <summary>R̂ and effective sample size as the chain grew.</summary>
    Convergence,

    /// <summary>The share of accepted proposals of each walker.</summary>
    Acceptance,

    /// <summary>A posterior's bands over the data.</summary>
    Prediction,

    /// <summary>A panel to move the neurons of a network by hand.</summary>
    Play,

    /// <summary>Two data sets with their curves, and the difference of the curves.</summary>
    CurveDifference,

    /// <summary>The groups of a shared fit with their curves.</summary>
    SharedCurves,
}
