using System.Diagnostics.CodeAnalysis;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The text names of activations, as in formulas and rows.</summary>
public static class ActivationNames
{
    /// <summary>
    /// The name: sigmoid, tanh, softsign, relu, leakyRelu, softplus, silu, gelu, elu, sin, gaussian, erf or heaviside.
    /// </summary>
    /// <param name="activation">The activation.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not an activation.</exception>
    public static string GetName(this Activation activation) =>
        Core.Networks.ActivationModule.name(CoreInterop.ToCore(activation, nameof(activation)));

    /// <summary>The activation of a name, in any case. Also understands sig, logistic, swish, step and gauss.</summary>
    /// <param name="name">The name.</param>
    /// <param name="activation">The activation, if there is one of this name.</param>
    /// <returns>Whether there is one of this name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out Activation activation)
    {
        Activation? found = name is null ? null : CoreInterop.FindActivation(name);
        activation = found.GetValueOrDefault();
        return found is not null;
    }
}
