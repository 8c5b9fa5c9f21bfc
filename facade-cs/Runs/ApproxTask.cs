using System.Globalization;

namespace UniversalApprox;

/// <summary>One of the tasks that a plan divides into: a flat row (<see cref="RunPlan"/>).</summary>
public sealed class ApproxTask
{
    internal ApproxTask()
    {
    }

    /// <summary>Its index, from 0.</summary>
    public int Index { get; internal init; }

    /// <summary>The name of its data.</summary>
    public string Data { get; internal init; } = "";

    /// <summary>The activations that it trains.</summary>
    public IReadOnlyList<Activation> Activations { get; internal init; } = [];

    /// <summary>The numbers of units that it trains with each of them.</summary>
    public IReadOnlyList<int> Units { get; internal init; } = [];

    /// <summary>Its pieces of work: restarts, the searches after them, and folds.</summary>
    public int Jobs { get; internal init; }

    /// <summary>The file of the plan.</summary>
    public string Plan { get; internal init; } = "";

    /// <summary>A short line.</summary>
    /// <returns>For example "0: Parabola, tanh, 1, 2, 3 units".</returns>
    public override string ToString()
    {
        string activations = string.Join(", ", Activations.Select(activation => activation.GetName()));
        return string.Create(CultureInfo.InvariantCulture, $"{Index}: {Data}, {activations}, {string.Join(", ", Units)} units");
    }
}
