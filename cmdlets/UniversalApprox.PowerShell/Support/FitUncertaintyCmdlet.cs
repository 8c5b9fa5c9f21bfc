using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A cmdlet that makes errors and bands of fits, with the parameters that say how.</summary>
public abstract class FitUncertaintyCmdlet : CancellableCmdlet
{
    private const string Gaussian = "Gaussian";
    private static readonly FitUncertaintyOptions s_defaults = new();

    [Parameter]
    [ValidateSet("GaussianUnknown", Gaussian, "MeanSquaredError")]
    public string? Likelihood { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? NoiseLevel { get; set; }

    [Parameter]
    [Alias("Prior")]
    [ArgumentCompleter(typeof(PriorsCompleter))]
    public object? Priors { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Draws { get; set; } = s_defaults.Draws;

    [Parameter]
    [SeedTransform]
    public ulong Seed { get; set; } = s_defaults.Seed;

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    private protected FitUncertaintyOptions Options { get; private set; } = s_defaults;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool isKnown = Gaussian.Equals(Likelihood, StringComparison.OrdinalIgnoreCase);
        if (NoiseLevel is not null && !isKnown)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"-NoiseLevel is for the likelihood Gaussian; {Likelihood ?? "GaussianUnknown"} has no use for it."));
        if (NoiseLevel is null && isKnown)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                "-Likelihood Gaussian needs -NoiseLevel; GaussianUnknown estimates it, and known errors of the points (-Sigma) are the default."));
        try
        {
            Options = new()
            {
                Draws = Draws,
                Likelihood = NetworkLikelihood(),
                Priors = PriorTables.OfNetwork(Priors),
                Seed = Seed,
                Threads = Threads,
            };
            Options.Validate();
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, null));
        }
    }

    /// <summary>Errors and bands of a fit, with a warning where they cannot be trusted.</summary>
    private protected FitUncertainty Uncertainty(UnitFit fit)
    {
        FitUncertainty uncertainty = Background(() => fit.GetUncertainty(Options, Cancellation));
        WriteVerbose(uncertainty.ToString());
        if (!uncertainty.IsTrusted)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{Name(fit)}: the errors and bands cannot be trusted (k̂ {uncertainty.ParetoK:F2}, worth {uncertainty.EffectiveDraws:F0} independent draws). Sample instead: pipe the fit to Invoke-Mcmc."));
        return uncertainty;
    }

    private protected static string Name(UnitFit fit) => $"{fit.Data}, {fit.Units} {fit.Activation}";

    private UniversalApprox.Likelihood? NetworkLikelihood() => Likelihood?.ToUpperInvariant() switch
    {
        null => null,
        "MEANSQUAREDERROR" => UniversalApprox.Likelihood.MeanSquaredError,
        "GAUSSIAN" => UniversalApprox.Likelihood.Gaussian(NoiseLevel!.Value),
        _ => UniversalApprox.Likelihood.GaussianUnknown,
    };
}
