namespace UniversalApprox;

/// <summary>Curves with a usual range, number of points and noise (uniform, between 0 and the given level).</summary>
public enum KnownCurve : long
{
    /// <summary>x² on [−5, 5], 500 points, noise up to 0.5.</summary>
    Parabola,

    /// <summary>sin x on [−10, 10], 1000 points, noise up to 0.2.</summary>
    Sine,

    /// <summary>|x| on [−5, 5], 500 points, noise up to 0.1.</summary>
    Abs,

    /// <summary>1 for x > 0, else 0, on [−5, 5], 500 points, noise up to 0.1.</summary>
    Step,

    /// <summary>e^(−x²) on [−5, 5], 500 points, noise up to 0.05.</summary>
    GaussianBump,

    /// <summary>1/(1 + 25x²) on [−1, 1], 500 points, noise up to 0.05.</summary>
    Runge,
}
