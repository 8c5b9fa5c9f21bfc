using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UniversalApprox.PowerShell;

/// <summary>Samples the posterior of a network's parameters, or any log-density, with ensembles of walkers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Mcmc", DefaultParameterSetName = NetworkSet)]
[OutputType(typeof(Posterior))]
public sealed partial class InvokeMcmcCommand : CancellableCmdlet
{
    private const string NetworkSet = "Network";
    private const string DensitySet = "Density";
    private static readonly TimeSpan StopDelay = TimeSpan.FromMilliseconds(100);

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = NetworkSet,
        HelpMessage = "A fit (Invoke-UnitSweep), or data, for which -Units says the size of the network.")]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The number of hidden units, if data are piped.")]
    [ValidateRange(1, 4096)]
    [NumbersTransform(Whole = true)]
    public int? Units { get; set; }

    [Parameter(ParameterSetName = NetworkSet, HelpMessage = "The activation, if data are piped.")]
    [ActivationTransform]
    public Activation Activation { get; set; } = Activation.Sigmoid;

    [Parameter(Mandatory = true, ParameterSetName = DensitySet,
        HelpMessage = "A log-density: gets the parameter vector and returns a number. It is slow: it runs on the pipeline's thread, and a call costs at least 5 µs, so that 4 ensembles x 8 walkers x 10 000 steps take 2 s if it does next to nothing. A delegate of a C# program (EnsembleSampler) costs a thirtieth.")]
    public ScriptBlock? LogProbability { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = DensitySet, HelpMessage = "The names of the parameters of -LogProbability.")]
    [ValidateNotNullOrEmpty]
    public string[] Parameter { get; set; } = [];

    [Parameter(HelpMessage = "Walkers per ensemble, even and at least twice the number of parameters. Default: four times.")]
    [ValidateRange(2, int.MaxValue)]
    [NumbersTransform(Whole = true)]
    public int? Walkers { get; set; }

    [Parameter(HelpMessage = "Steps of each ensemble, burn-in included.")]
    [ValidateRange(1, int.MaxValue)]
    [NumbersTransform(Whole = true)]
    public int Steps { get; set; } = McmcDefaults.Steps;

    [Parameter(HelpMessage = "The first steps, which are not kept.")]
    [ValidateRange(0, int.MaxValue)]
    [NumbersTransform(Whole = true)]
    public int BurnIn { get; set; } = McmcDefaults.BurnIn;

    [Parameter(HelpMessage = "Keeps every n-th step.")]
    [ValidateRange(1, int.MaxValue)]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    [Parameter(HelpMessage = "Independent ensembles; several are needed to judge convergence.")]
    [ValidateRange(1, int.MaxValue)]
    [NumbersTransform(Whole = true)]
    public int Ensembles { get; set; } = McmcDefaults.Ensembles;

    [Parameter(HelpMessage = "Moves: Stretch, Walk, DE, Snooker, KDE, and random walks with the covariance of the other half of the walkers: Gaussian (2.38²/P times that), GaussianRandom and GaussianSequential (one parameter at a time). With weights: @{ Stretch = 0.8; DE = 0.2 }. Move objects for other settings: [UniversalApprox.Move]::Gaussian(0.1).")]
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
    [ValidateNotNullOrEmpty]
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

    [Parameter(HelpMessage = "The name of a variable for the posterior. It keeps what a stopped run (Ctrl-C) has sampled, which is no output; several posteriors become an array. [UniversalApprox.Mcmc]::Resume goes on from one.")]
    public string? PosteriorVariable { get; set; }

    private readonly List<Posterior> kept = [];
    private McmcOptions options = null!;
    private Prior[]? priors;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            if (Contradiction() is { } reason)
                ThrowTerminatingError(ErrorRecords.ContradictoryArguments(reason));
            options = Options();
            if (ParameterSetName == DensitySet)
            {
                CheckNames();
                priors = Prior is null ? null : DensityPriors(Prior);
            }

            // Fails now rather than after hours, if that is no name or the variable is read-only.
            if (PosteriorVariable is not null && !VariableName().IsMatch(PosteriorVariable))
                throw new ArgumentException(
                    $"-PosteriorVariable must be a variable's name without the $: letters, digits and _; got '{PosteriorVariable}'.");
            SetVariable();
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(SamplingMessages.Translate(error), null));
        }
        catch (SessionStateUnauthorizedAccessException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(
                new ArgumentException($"-PosteriorVariable: {error.Message}", error), PosteriorVariable));
        }
    }

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
                case UnitFit fit when Given(nameof(Units)) || Given(nameof(Activation)):
                    WriteError(ErrorRecords.WrongInput(
                        $"-Units and -Activation are for data; this fit has {fit.Units} {fit.Activation}. Pipe its data (GetData()), or leave them out.", fit));
                    break;
                case UnitFit fit:
                    Sample($"{fit.Data}, {fit.Units} {fit.Activation}", fit, progress =>
                        Wait(Mcmc.RunAsync(fit, options, progress, Cancellation), progress));
                    break;
                case CurveData data when Units is { } units:
                    Sample($"{data.Name}, {units} {Activation.GetName()}", data, progress =>
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

    private void Sample(string what, object target, Func<SamplingProgressRecord, Posterior> run)
    {
        var progress = new SamplingProgressRecord(what);
        try
        {
            Posterior posterior = run(progress);
            Keep(posterior);
            Report(posterior);
        }
        catch (Exception error) when (error is SamplingCanceledException || Cancellation.IsCancellationRequested)
        {
            Keep((error as SamplingCanceledException)?.Partial);
            throw new PipelineStoppedException();
        }
        catch (LogDensityException error)
        {
            Keep(error.Partial);
            WriteError(ErrorRecords.LogDensityFailed(error, target));
            if (error.Partial is { } partial)
                WriteObject(partial);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            WriteError(ErrorRecords.InvalidArgument(SamplingMessages.Translate(error), target));
        }
        finally
        {
            if (!Cancellation.IsCancellationRequested)
                WriteProgress(progress.Completed());
        }
    }

    private void Keep(Posterior? posterior)
    {
        if (posterior is null)
            return;
        kept.Add(posterior);
        SetVariable();
    }

    /// <summary>As an assignment would: null, one posterior, or an array of them. A stopped pipeline allows this.</summary>
    private void SetVariable()
    {
        if (PosteriorVariable is not null)
            SessionState.PSVariable.Set(PosteriorVariable, kept.Count > 1 ? kept.ToArray() : kept.FirstOrDefault());
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
            Write(progress);
        return run.GetAwaiter().GetResult();
    }

    /// <summary>Nothing may be written once the pipeline stops, just before this command is told so: the run goes on till then.</summary>
    private void Write(SamplingProgressRecord progress)
    {
        try
        {
            progress.WriteTo(this);
        }
        catch (PipelineStoppedException)
        {
        }
    }

    /// <summary>A script block belongs to the pipeline's thread, so everything runs there.</summary>
    private Posterior SampleDensity(SamplingProgressRecord progress)
    {
        var sampler = new EnsembleSampler(Parameter, Evaluate, priors);
        return sampler.Run(options with { Threads = 1 }, new PipelineProgress(this, progress), Cancellation);
    }

    /// <summary>A stop cuts a script block short before this command is told: whatever comes of that is no failure.</summary>
    private double Evaluate(ReadOnlySpan<double> point)
    {
        try
        {
            return Number(LogProbability!.Invoke(point.ToArray()));
        }
        catch (PipelineStoppedException)
        {
            StopProcessing();
            throw new OperationCanceledException(Cancellation);
        }
        catch (Exception) when (Cancellation.WaitHandle.WaitOne(StopDelay))
        {
            throw new OperationCanceledException(Cancellation);
        }
    }

    private static double Number(IReadOnlyList<PSObject?> results)
    {
        object? result = results.Count == 1 ? results[0]?.BaseObject : null;
        return result is not (null or bool)
            && LanguagePrimitives.TryConvertTo(result, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new ArgumentException($"-LogProbability must return one number; it returned {Description(results)}.");
    }

    private static string Description(IReadOnlyCollection<PSObject?> results) => results switch
    {
        { Count: 0 } => "nothing",
        { Count: 1 } when results.First() is null => "$null",
        { Count: 1 } => $"'{results.First()}'",
        _ => $"{results.Count} objects",
    };

    [GeneratedRegex(@"^((global|local|script):)?[\p{L}_][\p{L}\p{Nd}_]*$", RegexOptions.IgnoreCase)]
    private static partial Regex VariableName();

    /// <summary>Writes at once: the sampler reports on the thread that called it, which is the pipeline's.</summary>
    private sealed class PipelineProgress(InvokeMcmcCommand command, SamplingProgressRecord record) : IProgress<SamplingProgress>
    {
        public void Report(SamplingProgress value)
        {
            record.Report(value);
            command.Write(record);
        }
    }
}
