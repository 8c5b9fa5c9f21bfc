using System.Globalization;

namespace UniversalApprox;

/// <summary>A point of a posterior: the draw of highest density, or the trained network.</summary>
public sealed class PosteriorPoint
{
    internal PosteriorPoint(
        double[] parameters, double logDensity, Core.Networks.Network? network, Core.Networks.Axes? axes, double? meanSquaredError, double? meanAbsoluteError)
    {
        Parameters = Array.AsReadOnly(parameters);
        LogDensity = logDensity;
        Network = network is null || axes is null ? null : new(network, axes);
        MeanSquaredError = meanSquaredError;
        MeanAbsoluteError = meanAbsoluteError;
    }

    /// <summary>The log-density there.</summary>
    public double LogDensity { get; }

    /// <summary>⟨r²⟩ on the data, the notebook's loss; null for other log-densities.</summary>
    public double? MeanSquaredError { get; }

    /// <summary>⟨|r|⟩ on the data; null for other log-densities.</summary>
    public double? MeanAbsoluteError { get; }

    /// <summary>The network, in canonical labels where it is a draw; null for other log-densities.</summary>
    public ShallowNetwork? Network { get; }

    /// <summary>The network in notebook notation at full precision; null for other log-densities.</summary>
    public string? Formula => Network?.ToFormula();

    /// <summary>The parameters as they were sampled or trained, in the order of <see cref="Posterior.ParameterNames"/>.</summary>
    public IReadOnlyList<double> Parameters { get; }

    /// <summary>A short line.</summary>
    /// <returns>For a network its formula with 3 digits and its loss, else the parameters; and the log-density.</returns>
    public override string ToString()
    {
        string what = Network is { } network
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{network.ToFormula(digits: 3)}, loss {MeanSquaredError:G4}")
            : $"({string.Join(", ", Parameters.Select(value => value.ToString("G4", CultureInfo.InvariantCulture)))})";
        return string.Create(CultureInfo.InvariantCulture, $"{what}, log-density {LogDensity:G6}");
    }
}
