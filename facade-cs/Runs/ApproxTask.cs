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

    /// <summary>What it is a part of.</summary>
    public ApproxRunKind Kind { get; internal init; }

    /// <summary>The name of its data; null for a log-density that is not a network's.</summary>
    public string? Data { get; internal init; }

    /// <summary>Which run on the data it is a part of: the network of a chain; empty for sweeps.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The activations that it trains or samples.</summary>
    public IReadOnlyList<Activation> Activations { get; internal init; } = [];

    /// <summary>The numbers of units that it trains with each of them, or samples.</summary>
    public IReadOnlyList<int> Units { get; internal init; } = [];

    /// <summary>Which ensemble or chain of all it samples, from 1; null for sweeps.</summary>
    public int? Ensemble { get; internal init; }

    /// <summary>Its pieces of work: restarts, the searches after them, and folds; 1 of a chain.</summary>
    public int Jobs { get; internal init; }

    /// <summary>The file of the plan.</summary>
    public string Plan { get; internal init; } = "";

    /// <summary>A short line.</summary>
    /// <returns>For example "0: Parabola, tanh, 1, 2, 3 units" or "0: chain 1 of 2 tanh on Parabola".</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}: {What}");

    /// <summary>What it does.</summary>
    internal string What
    {
        get
        {
            string activations = string.Join(", ", Activations.Select(activation => activation.GetName()));
            return Kind == ApproxRunKind.Chain
                ? string.Create(CultureInfo.InvariantCulture, $"chain {Ensemble} of {Name}{(Data is null ? "" : $" on {Data}")}")
                : string.Create(CultureInfo.InvariantCulture, $"{Data}, {activations}, {string.Join(", ", Units)} units");
        }
    }
}
