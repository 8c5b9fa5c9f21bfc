using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Where training starts from.</summary>
public sealed record SweepStart
{
    private SweepStart(SweepStartKind kind, ShallowNetwork? network = null) => (Kind, Network) = (kind, network);

    /// <summary><see cref="Spread"/> for Levenberg–Marquardt and L-BFGS, <see cref="PyTorch"/> for Adam.</summary>
    public static SweepStart Auto { get; } = new(SweepStartKind.Auto);

    /// <summary>
    /// The default initialisation of torch.nn.Linear: hidden weights and biases uniform on ±1/√d, amplitudes and offset
    /// on ±1/√N.
    /// </summary>
    public static SweepStart PyTorch { get; } = new(SweepStartKind.PyTorch);

    /// <summary>From the data: unit centres spread over the inputs, with a range of widths.</summary>
    public static SweepStart Spread { get; } = new(SweepStartKind.Spread);

    /// <summary>Its kind.</summary>
    public SweepStartKind Kind { get; }

    /// <summary>The network of <see cref="From"/>; null for the others.</summary>
    public ShallowNetwork? Network { get; }

    /// <summary>
    /// From the parameters of a network, of the sweep's only activation and number of units. Restarts after the first
    /// add normal noise of 10 % of each parameter's size (at least 0.1).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <returns>The start.</returns>
    public static SweepStart From(ShallowNetwork network) =>
        new(SweepStartKind.Given, Guard.NotNull(network, nameof(network)));

    /// <summary>Auto, PyTorch, Spread, or the formula of the network.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Network?.ToString() ?? Kind.ToString();
}
