namespace UniversalApprox;

/// <summary>Which parameters a Gaussian random walk changes.</summary>
public enum StepMode : long
{
    /// <summary>All at once.</summary>
    Vector,

    /// <summary>One, picked at random for each walker.</summary>
    Random,

    /// <summary>One, the next at each step.</summary>
    Sequential,
}
