namespace UniversalApprox;

/// <summary>The nonlinearity σ of the hidden units.</summary>
public enum Activation : long
{
    /// <summary>1 / (1 + e⁻ᶻ), the logistic function.</summary>
    Sigmoid,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>z / (1 + |z|).</summary>
    Softsign,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>z for z > 0, else 0.01 z.</summary>
    LeakyRelu,

    /// <summary>ln(1 + eᶻ).</summary>
    Softplus,

    /// <summary>z / (1 + e⁻ᶻ), also called swish.</summary>
    Silu,

    /// <summary>z Φ(z) with the exact normal distribution function Φ.</summary>
    Gelu,

    /// <summary>z for z > 0, else eᶻ − 1.</summary>
    Elu,

    /// <summary>sin z.</summary>
    Sin,

    /// <summary>e^(−z²).</summary>
    Gaussian,

    /// <summary>The error function erf z.</summary>
    Erf,

    /// <summary>1 for z > 0, ½ at 0, else 0. Can be evaluated and written, but not trained.</summary>
    Heaviside,
}
