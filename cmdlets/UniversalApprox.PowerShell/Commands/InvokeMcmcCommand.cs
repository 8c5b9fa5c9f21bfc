using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Samples the posterior of a network's parameters, or any log-density, with ensembles of walkers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Mcmc", DefaultParameterSetName = NetworkSet)]
[OutputType(typeof(Posterior))]
public sealed class InvokeMcmcCommand : CancellableCmdlet
{
    private const string NetworkSet = "Network";
    private const string DensitySet = "Density";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = NetworkSet,
        HelpMessage = "A fit (Invoke-UnitSweep), or data, for which -Units says the size of the network.")]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The number of hidden units, if data are piped.")]
    [ValidateRange(0, 4096)]
    [NumbersTransform(Whole = true)]
    public int? Units { get; set; }

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The activation, if data are piped.")]
    [ActivationTransform]
    public Activation Activation { get; set; } = Activation.Sigmoid;

    [Parameter(Mandatory = true, ParameterSetName = DensitySet,
        HelpMessage = "A log-density: gets the parameter vector and returns a number. It runs on the pipeline's thread, some 20 000 times a second.")]
    public ScriptBlock? LogProbability { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = DensitySet, HelpMessage = "The names of the parameters of -LogProbability.")]
    [ValidateNotNullOrEmpty]
    public string[] Parameter { get; set; } = [];

    [Parameter(HelpMessage = "Walkers per ensemble, even and at least twice the number of parameters. Default: four times.")]
    [NumbersTransform(Whole = true)]
    public int? Walkers { get; set; }

    [Parameter(HelpMessage = "Steps of each ensemble, burn-in included.")]
    [NumbersTransform(Whole = true)]
    public int Steps { get; set; } = McmcDefaults.Steps;

    [Parameter(HelpMessage = "The first steps, which are not kept.")]
    [NumbersTransform(Whole = true)]
    public int BurnIn { get; set; } = McmcDefaults.BurnIn;

    [Parameter(HelpMessage = "Keeps every n-th step.")]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    [Parameter(HelpMessage = "Independent ensembles; several are needed to judge convergence.")]
    [NumbersTransform(Whole = true)]
    public int Ensembles { get; set; } = McmcDefaults.Ensembles;

    [Parameter(HelpMessage = "Moves: Stretch, Walk, DE, Snooker, KDE; with weights as @{ Stretch = 0.8; DE = 0.2 }.")]
    [ValidateNotNullOrEmpty]
    public object[]? Move { get; set; }

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "How observations scatter around the curve.")]
    [ValidateSet("GaussianUnknown", "Gaussian", "StudentT", "MeanSquaredError")]
    public string Likelihood { get; set; } = "GaussianUnknown";

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The standard deviation of Gaussian, the scale of StudentT (sampled if not given).")]
    [NumbersTransform]
    [ValidatePositive]
    public double? NoiseLevel { get; set; }

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The degrees of freedom of StudentT.")]
    [NumbersTransform]
    [ValidatePositive]
    public double DegreesOfFreedom { get; set; } = 4;

    [Parameter(HelpMessage = "Priors: @{ Weight = 'Normal(0, 30)'; Noise = 'HalfNormal(1)' } for networks, by parameter name for -LogProbability.")]
    public IDictionary? Prior { get; set; }

    [Parameter(HelpMessage = "Where walkers start: Fit, Prior, a point, or one point per walker.")]
    public object[]? Start { get; set; }

    [Parameter(HelpMessage = "How far around the start walkers begin: relative to the fit's parameters, or the standard deviation around a point.")]
    [NumbersTransform]
    [ValidatePositive]
    public double? Radius { get; set; }

    [Parameter(HelpMessage = "Stops before the last step when the chain has converged.")]
    public SwitchParameter Until { get; set; }

    [Parameter(HelpMessage = "The effective sample size that -Until waits for.")]
    [NumbersTransform]
    [ValidatePositive]
    public double EffectiveSamples { get; set; } = McmcDefaults.EffectiveSamples;

    [Parameter(HelpMessage = "The seed.")]
    [SeedTransform]
    public ulong Seed { get; set; } = McmcDefaults.Seed;

    [Parameter(HelpMessage = "The number of threads. Default: one per core.")]
    [ValidateRange(1, 1024)]
    [NumbersTransform(Whole = true)]
    public int? ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == DensitySet)
        {
            Sample("the density", LogProbability!, SampleDensity);
            return;
        }

        foreach (PSObject input in PipelineInput.Flatten(InputObject))
        {
            switch (input.BaseObject)
            {
                case UnitFit fit:
                    Sample($"{fit.Data}, {fit.Units} {fit.Activation}", fit, (options, progress) =>
                        Wait(Mcmc.RunAsync(fit, options, progress, Cancellation), progress));
                    break;
                case CurveData data when Units is { } units:
                    Sample($"{data.Name}, {units} {Activation.GetName()}", data, (options, progress) =>
                        Wait(Mcmc.RunAsync(data, units, Activation, options, progress, Cancellation), progress));
                    break;
                case CurveData data:
                    WriteError(ErrorRecords.WrongInput("Data alone do not say which network: give -Units, or pipe a fit of Invoke-UnitSweep.", data));
                    break;
                default:
                    WriteError(ErrorRecords.WrongInput(
                        $"A fit (Invoke-UnitSweep) or data (New-CurveData, Import-CurveData) is needed; got {PipelineInput.TypeName(input)}.", input));
                    break;
            }
        }
    }

    private void Sample(string what, object target, Func<McmcOptions, SamplingProgressRecord, Posterior> run)
    {
        var progress = new SamplingProgressRecord(what);
        try
        {
            Report(run(Options(), progress));
        }
        catch (LogDensityException error)
        {
            WriteError(ErrorRecords.LogDensityFailed(error, target));
            if (error.Partial is { } partial)
                WriteObject(partial);
        }
        catch (SamplingCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            WriteError(ErrorRecords.InvalidArgument(error, target));
        }
        finally
        {
            if (!Cancellation.IsCancellationRequested)
                WriteProgress(progress.Completed());
        }
    }

    private void Report(Posterior posterior)
    {
        foreach (string note in posterior.Notes)
            WriteVerbose(note);
        WriteVerbose($"{posterior} in {posterior.Elapsed.TotalSeconds:F1} s");
        if (!posterior.IsConverged)
            WriteWarning(posterior.Verdict);
        WriteObject(posterior);
    }

    private Posterior Wait(Task<Posterior> run, SamplingProgressRecord progress)
    {
        // The run ends soon after it is cancelled, and throws what it has.
        while (Task.WaitAny([run], 100) < 0)
            progress.WriteTo(this);
        return run.GetAwaiter().GetResult();
    }

    /// <summary>A script block belongs to the pipeline's thread, so everything runs there; each evaluation costs about 50 µs.</summary>
    private Posterior SampleDensity(McmcOptions options, SamplingProgressRecord progress)
    {
        Prior[]? priors = Prior is null ? null : [.. Parameter.Select(name => PriorText.Read(Prior[name], name))];
        var sampler = new EnsembleSampler(Parameter, Evaluate, priors);
        return sampler.Run(options with { Threads = 1 }, new PipelineProgress(this, progress), Cancellation);
    }

    private double Evaluate(ReadOnlySpan<double> point)
    {
        var results = LogProbability!.Invoke(point.ToArray());
        return results.Count == 1 && LanguagePrimitives.TryConvertTo(results[0], CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new ArgumentException(
                $"-LogProbability must return one number; it returned {(results.Count == 1 ? $"'{results[0]}'" : $"{results.Count} objects")}.");
    }

    private McmcOptions Options() => new()
    {
        Walkers = Walkers,
        Steps = Steps,
        BurnIn = BurnIn,
        Thin = Thin,
        Ensembles = Ensembles,
        Moves = Move is null ? McmcDefaults.Moves : MoveWeights.Read(Move),
        Likelihood = NetworkLikelihood(),
        Priors = ParameterSetName == NetworkSet ? NetworkPriors() : new(),
        Start = WalkerPositions.Read(Start, Radius),
        Until = Until ? new() { EffectiveSamples = EffectiveSamples } : null,
        Seed = Seed,
        Threads = ThrottleLimit,
    };

    private UniversalApprox.Likelihood NetworkLikelihood() => Likelihood.ToUpperInvariant() switch
    {
        "MEANSQUAREDERROR" => UniversalApprox.Likelihood.MeanSquaredError,
        "STUDENTT" => UniversalApprox.Likelihood.StudentT(DegreesOfFreedom, NoiseLevel),
        "GAUSSIAN" => UniversalApprox.Likelihood.Gaussian(
            NoiseLevel ?? throw new ArgumentException("The likelihood Gaussian needs -NoiseLevel; GaussianUnknown samples it.")),
        _ => UniversalApprox.Likelihood.GaussianUnknown,
    };

    private NetworkPriors NetworkPriors()
    {
        var priors = new NetworkPriors();
        foreach (object key in Prior?.Keys ?? Array.Empty<object>())
        {
            Prior prior = PriorText.Read(Prior![key], key.ToString()!);
            priors = key.ToString()!.ToUpperInvariant() switch
            {
                "WEIGHT" => priors with { Weight = prior },
                "BIAS" => priors with { Bias = prior },
                "AMPLITUDE" => priors with { Amplitude = prior },
                "OFFSET" => priors with { Offset = prior },
                "NOISE" => priors with { Noise = prior },
                _ => throw new ArgumentException($"-Prior is for Weight, Bias, Amplitude, Offset and Noise; got '{key}'."),
            };
        }

        return priors;
    }

    /// <summary>Writes at once: the sampler reports on the thread that called it, which is the pipeline's.</summary>
    private sealed class PipelineProgress(Cmdlet cmdlet, SamplingProgressRecord record) : IProgress<SamplingProgress>
    {
        public void Report(SamplingProgress value)
        {
            record.Report(value);
            record.WriteTo(cmdlet);
        }
    }
}
