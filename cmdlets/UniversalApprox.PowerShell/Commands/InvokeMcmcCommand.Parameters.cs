using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <content>The parameters.</content>
public sealed partial class InvokeMcmcCommand
{
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = NetworkSet)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(ParameterSetName = NetworkSet)]
    [NumbersTransform(Whole = true)]
    public int? Units { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ActivationTransform]
    public Activation Activation { get; set; } = SweepDefaults.Activations[0];

    [Parameter(Position = 0, ParameterSetName = NetworkSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    [Parameter(Position = 1, ParameterSetName = NetworkSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Sigma { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ArgumentCompleter(typeof(LogColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? LogX { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    public SwitchParameter LogY { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "data";

    [Parameter(ParameterSetName = NetworkSet)]
    public SwitchParameter SkipInvalid { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    public char DecimalSeparator { get; set; } = '.';

    [Parameter(ParameterSetName = NetworkSet)]
    [Alias("MissingValue")]
    [AllowEmptyString]
    public string[]? MissingValues { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = DensitySet)]
    [Alias("LogProbability")]
    [ValidateNotNullOrEmpty]
    public object LogDensity { get; set; } = null!;

    [Parameter(ParameterSetName = DensitySet)]
    [Alias("Parameter")]
    [ValidateNotNullOrEmpty]
    public string[]? ParameterNames { get; set; }

    [Parameter]
    public SamplerKind Sampler { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    public DensityKind Density { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Walkers { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Steps { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? BurnIn { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    [Parameter]
    [Alias("Chains")]
    [NumbersTransform(Whole = true)]
    public int Ensembles { get; set; } = McmcDefaults.Ensembles;

    [Parameter]
    [Alias("Move")]
    [ArgumentCompleter(typeof(MoveCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? Moves { get; set; }

    [Parameter]
    [NumbersTransform]
    public double TargetAcceptance { get; set; } = McmcDefaults.TargetAcceptance;

    [Parameter(ParameterSetName = DensitySet)]
    [NumbersTransform(Whole = true)]
    public int? Temperatures { get; set; }

    [Parameter(ParameterSetName = DensitySet)]
    [NumbersTransform(Whole = true)]
    public int SwapEvery { get; set; } = McmcDefaults.SwapEvery;

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateSet("GaussianUnknown", "GaussianLine", "Gaussian", "StudentT", "MeanSquaredError")]
    public string? Likelihood { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [NumbersTransform]
    public double? NoiseLevel { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [NumbersTransform]
    public double DegreesOfFreedom { get; set; } = McmcDefaults.DegreesOfFreedom;

    [Parameter]
    [Alias("Prior")]
    [ArgumentCompleter(typeof(PriorsCompleter))]
    public object? Priors { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateNotNull]
    public IDictionary? Fix { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateNotNull]
    public IDictionary? Bound { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    [ValidateNotNullOrEmpty]
    public Monotone[] Monotone { get; set; } = [];

    [Parameter(ParameterSetName = NetworkSet)]
    public SwitchParameter NonNegative { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(WalkerStartCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? Start { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? Radius { get; set; }

    [Parameter]
    public SwitchParameter Until { get; set; }

    [Parameter]
    [NumbersTransform]
    public double EffectiveSamples { get; set; } = McmcDefaults.EffectiveSamples;

    [Parameter]
    [SeedTransform]
    public ulong Seed { get; set; } = McmcDefaults.Seed;

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    [Parameter]
    public string? PosteriorVariable { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Run { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Plan { get; set; }

    [Parameter(ParameterSetName = NetworkSet)]
    public SwitchParameter Stream { get; set; }
}
