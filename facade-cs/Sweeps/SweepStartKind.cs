namespace UniversalApprox;

/// <summary>The kinds of <see cref="SweepStart"/>.</summary>
public enum SweepStartKind : long
{
    /// <summary>Spread for Levenberg–Marquardt and L-BFGS, PyTorch for Adam.</summary>
    Auto,

    /// <summary>The default initialisation of torch.nn.Linear.</summary>
    PyTorch,

    /// <summary>From the data: unit centres spread over the inputs, with a range of widths.</summary>
    Spread,

    /// <summary>From the parameters of a network.</summary>
    Given,
}
