using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UniversalApprox.PowerShell;

/// <summary>Samples the posterior of a network's parameters, or any log-density, with ensembles of walkers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Mcmc", DefaultParameterSetName = NetworkSet)]
[OutputType(typeof(Posterior), typeof(ApproxTask))]
[OutputType("UniversalApprox.SampleRow", ParameterSetName = [NetworkSet])]
public sealed partial class InvokeMcmcCommand : CancellableCmdlet
{
    private const string NetworkSet = "Network";
    private const string DensitySet = "Density";
    private static readonly TimeSpan StopDelay = TimeSpan.FromMilliseconds(100);

    private readonly List<Posterior> kept = [];
    private readonly List<UnitFit> plannedFits = [];
    private readonly List<CurveData> plannedData = [];
    private PipedRows rows = null!;
    private McmcOptions options = null!;
    private EnsembleSampler? sampler;
    private ScriptBlock? block;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            if (Contradiction() is { } reason)
                ThrowTerminatingError(ErrorRecords.ContradictoryArguments(reason));
            _ = FilePaths.OfRun(this, Plan, nameof(Plan));
            options = Options();
            options.Validate();
            rows = Rows();
            rows.Check();
            if (ParameterSetName == DensitySet)
                sampler = DensitySampler();

            // An invalid name or a read-only variable fails here, and not after hours of sampling.
            if (PosteriorVariable is not null && !VariableName().IsMatch(PosteriorVariable))
                throw new ArgumentException(
                    $"-PosteriorVariable must be a variable's name without the $: letters, digits and _; got '{Shown.Text(PosteriorVariable)}'.");
            SetVariable();
        }
        catch (FormulaException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidFormula(error));
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, null));
        }
        catch (SessionStateUnauthorizedAccessException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(
                this,
                new ArgumentException($"-PosteriorVariable: {error.Message}", error), PosteriorVariable));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == DensitySet && Plan is not null)
        {
            WritePlan(path => RunPlan.Write(path, sampler!, options));
            return;
        }

        if (ParameterSetName == DensitySet)
        {
            Sample("the density", LogDensity, SampleDensity);
            return;
        }

        foreach (PSObject input in PipelineInput.Flatten(InputObject))
        {
            object given;
            try
            {
                given = FitInput.Single(input) ?? input.BaseObject;
            }
            catch (ArgumentException error)
            {
                WriteError(ErrorRecords.InvalidArgument(this, error, input));
                continue;
            }

            switch (given)
            {
                case UnitFit fit when Given(nameof(Units)) || Given(nameof(Activation)):
                    WriteError(ErrorRecords.WrongInput(
                        $"-Units and -Activation are for data; this fit has {fit.Units} {fit.Activation}. Pipe its data (GetData()), or leave them out.", fit));
                    break;
                case UnitFit fit when Plan is not null:
                    plannedFits.Add(fit);
                    break;
                case UnitFit fit when Stream:
                    Attempt(
                        $"{fit.Data}, {fit.Units} {fit.Activation}", fit, progress => WriteDraws(fit, progress));
                    break;
                case CurveData data when Stream:
                    WriteError(ErrorRecords.WrongInput("-Stream is for trained networks: pipe fits of Invoke-UnitSweep.", data));
                    break;
                case UnitFit fit:
                    Sample($"{fit.Data}, {fit.Units} {fit.Activation}", fit, progress =>
                        Wait(Mcmc.RunAsync(fit, options, progress, Cancellation), progress));
                    break;
                case CurveData data when Units is { } units:
                    SampleData(data, units);
                    break;
                case CurveData data:
                    WriteError(ErrorRecords.WrongInput("Data alone do not say which network: give -Units, or pipe a fit of Invoke-UnitSweep.", data));
                    break;
                case PSCustomObject or IDictionary when PipelineInput.IsRow(input) && (Units is null || Stream):
                    ThrowTerminatingError(ErrorRecords.WrongInput(
                        Stream
                            ? "-Stream is for trained networks: pipe the rows through Invoke-UnitSweep."
                            : "Rows alone do not say which network: give -Units, or pipe them through Invoke-UnitSweep.",
                        input));
                    break;
                case PSCustomObject or IDictionary when PipelineInput.IsRow(input):
                    rows.Add(input);
                    break;
                default:
                    WriteError(ErrorRecords.WrongInput(
                        $"A fit (Invoke-UnitSweep), a comparison (Compare-UnitFit) or data (New-CurveData, Import-CurveData, rows) is needed; got {PipelineInput.TypeName(input)}.", input));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (rows.Any && rows.Finish() is { } data)
            SampleData(data, Units!.Value);
        if (plannedFits.Count > 0)
            WritePlan(path => RunPlan.Write(path, plannedFits, options));
        if (plannedData.Count > 0)
            WritePlan(path => RunPlan.Write(path, plannedData, Units!.Value, Activation, options));
    }

    private void SampleData(CurveData data, int units)
    {
        if (Plan is not null)
        {
            plannedData.Add(data);
            return;
        }

        Sample($"{data.Name}, {units} {Activation.GetName()}", data, progress =>
            Wait(Mcmc.RunAsync(data, units, Activation, options, progress, Cancellation), progress));
    }

    private void Sample(string what, object target, Func<SamplingProgressRecord, Posterior> run) =>
        Attempt(what, target, progress =>
        {
            Posterior posterior = run(progress);
            Keep(posterior);
            Report(posterior);
        });

    /// <summary>Samples with progress, and writes errors. The draws before an error or a stop are kept.</summary>
    private void Attempt(string what, object target, Action<SamplingProgressRecord> run)
    {
        var progress = new SamplingProgressRecord(what);
        try
        {
            run(progress);
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
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, target));
        }
        finally
        {
            if (!Cancellation.IsCancellationRequested)
                WriteProgress(progress.Completed());
        }
    }

    private void WriteDraws(UnitFit fit, SamplingProgressRecord progress)
    {
        PosteriorStream stream = Mcmc.Stream(fit, options, progress, Cancellation);
        int step = 0;
        foreach (PosteriorSample draw in stream)
        {
            if (draw.Step != step)
                Write(progress);
            step = draw.Step;
            WriteObject(SampleRow.Of(draw, stream.ParameterNames));
        }
    }

    private void Keep(Posterior? posterior)
    {
        if (posterior is null)
            return;
        kept.Add(posterior);
        SetVariable();
    }

    /// <summary>Sets -PosteriorVariable as an assignment would, to null, one posterior or an array, also in a stopped pipeline.</summary>
    private void SetVariable()
    {
        if (PosteriorVariable is not null)
            SessionState.PSVariable.Set(PosteriorVariable, kept.Count > 1 ? kept.ToArray() : kept.FirstOrDefault());
    }

    private void Report(Posterior posterior)
    {
        bool isConverged = Background(() => posterior.IsConverged);
        foreach (string note in posterior.Notes)
            WriteVerbose(note);
        WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{posterior} in {posterior.Elapsed.TotalSeconds:F1} s"));
        if (!isConverged)
            WriteWarning(posterior.DescribeVerdict(this.Spell));
        WriteObject(posterior);
    }

    private Posterior Wait(Task<Posterior> run, SamplingProgressRecord progress)
    {
        // The run ends soon after it is cancelled, with an exception that holds its draws.
        while (Task.WaitAny([run], 100) < 0)
            Write(progress);
        return run.GetAwaiter().GetResult();
    }

    /// <summary>Ignores the exception of writing to a stopped pipeline. The engine calls StopProcessing shortly after, which ends the run.</summary>
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
    private Posterior SampleDensity(SamplingProgressRecord progress) =>
        block is null
            ? Wait(sampler!.RunAsync(options, progress, Cancellation), progress)
            : sampler!.Run(options with { Threads = 1 }, new PipelineProgress(this, progress), Cancellation);

    /// <summary>Calls the script block. A stop interrupts the block before the engine calls StopProcessing, and is no failure of the block.</summary>
    private double Evaluate(ReadOnlySpan<double> point)
    {
        try
        {
            return Number(block!.Invoke(point.ToArray()));
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
                : throw new ArgumentException($"-LogDensity must return one number; it returned {Description(results)}.");
    }

    private static string Description(IReadOnlyCollection<PSObject?> results) => results switch
    {
        { Count: 0 } => "nothing",
        { Count: 1 } when results.First() is null => "$null",
        { Count: 1 } => $"'{Shown.Text(results.First())}'",
        _ => $"{results.Count} objects",
    };

    [GeneratedRegex(@"^((global|local|script):)?[\p{L}_][\p{L}\p{Nd}_]*$", RegexOptions.IgnoreCase)]
    private static partial Regex VariableName();

    /// <summary>Writes progress at once, because the sampler reports on its caller's thread, here the pipeline's.</summary>
    private sealed class PipelineProgress(InvokeMcmcCommand command, SamplingProgressRecord record) : IProgress<SamplingProgress>
    {
        public void Report(SamplingProgress value)
        {
            record.Report(value);
            command.Write(record);
        }
    }
}
