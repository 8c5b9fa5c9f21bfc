using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Trains networks of several sizes on each data set of the pipeline and writes a row per network.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UnitSweep")]
[OutputType(typeof(UnitFit), typeof(ApproxTask))]
public sealed partial class InvokeUnitSweepCommand : CancellableCmdlet
{
    private PipedRows rows = null!;
    private bool hadData;
    private readonly List<CurveData> planned = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsGiven(nameof(Folds)) && IsGiven(nameof(ValidationFraction)))
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-Folds and -ValidationFraction exclude each other: give one of them."));
        if (Plan is not null && Run is not null)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-Plan and -Run exclude each other: the tasks of a plan write to files of their own."));
        try
        {
            _ = FilePaths.OfRun(this, Plan, nameof(Plan));
            Options().Validate();
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, null));
        }

        if (IsGiven(nameof(LearningRate)) && Optimizer != Optimizer.Adam)
            WriteWarning($"-LearningRate is for the optimizer Adam; {Optimizer} does not use it.");
        if (IsGiven(nameof(HuberDelta)) && Loss != LossKind.Huber)
            WriteWarning($"-HuberDelta is for the loss Huber; {Loss} does not use it.");
        if (IsGiven(nameof(FoldRepeats)) && (Folds == 0 || ValidationFraction is not null))
            WriteWarning("-FoldRepeats is for folds; there are none.");
        rows = new(this)
        {
            X = X,
            Y = Y,
            Sigma = Sigma,
            Weight = Weight,
            LogX = LogX,
            LogY = LogY,
            Name = Name,
            SkipInvalid = SkipInvalid,
            DecimalSeparator = DecimalSeparator,
            MissingValues = MissingValues,
            DateFormat = DateFormat,
        };
        rows.Check();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
        {
            if (input.BaseObject is CurveData data)
                Sweep(data);
            else
                rows.Add(input);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (rows.Any)
        {
            if (rows.Finish() is { } data)
                Sweep(data);
        }
        else if (hadData)
            WarnOfRowParameters();
        else if (X is not null)
            WriteWarning("No rows came through the pipeline: there is nothing to sweep.");
        if (planned.Count > 0)
            WritePlan();
    }

    private void WritePlan()
    {
        try
        {
            WriteObject(RunPlan.Write(FilePaths.OfRun(this, Plan, nameof(Plan))!, planned, Options()), enumerateCollection: true);
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Plan));
        }
        catch (TorchUnavailableException error)
        {
            ThrowTerminatingError(ErrorRecords.TorchUnavailable(error));
        }
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
    }

    private void WarnOfRowParameters()
    {
        string[] given = [.. new[] { nameof(X), nameof(Y), nameof(Sigma), nameof(Weight), nameof(LogX), nameof(LogY), nameof(Name), nameof(SkipInvalid), nameof(DecimalSeparator), nameof(MissingValues), nameof(DateFormat) }.Where(IsGiven).Select(name => $"-{name}")];
        if (given.Length > 0)
            WriteWarning($"{string.Join(", ", given)}: for piped rows only; data sets have columns and a name of their own.");
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private void Sweep(CurveData data)
    {
        hadData = true;
        try
        {
            SweepOptions options = Options();
            foreach (string warning in UnitSweep.GetWarnings(data, options))
                WriteWarning(warning);
            if (Plan is not null)
            {
                planned.Add(data);
                return;
            }

            var progress = new SweepProgressRecord(data.Name);
            Pump(
                UnitSweep.StreamAsync(data, options, progress, Cancellation),
                fit =>
                {
                    WriteVerbose(
                        $"{fit} after {fit.Iterations} iterations, restart {fit.Restart}, {fit.Milliseconds:F0} ms");
                    WriteObject(fit);
                },
                () => progress.WriteTo(this));
            WriteProgress(progress.Completed());
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, data));
        }
        catch (TorchUnavailableException error)
        {
            ThrowTerminatingError(ErrorRecords.TorchUnavailable(error));
        }
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
    }

    private SweepOptions Options() => new()
    {
        Units = Units,
        Activations = Activations,
        Restarts = Restarts,
        Optimizer = Optimizer,
        Epochs = Epochs,
        LearningRate = LearningRate,
        Loss = TrainingLoss(),
        Scaling = Scaling,
        Precision = Precision,
        NoOffset = NoOffset,
        WeightDecay = WeightDecay,
        Fix = ConstraintTables.Fix(Fix),
        Bound = ConstraintTables.Bound(Bound),
        Monotone = Monotone,
        NonNegative = NonNegative,
        Start = Start,
        Folds = Folds,
        FoldRepeats = FoldRepeats,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Threads = Threads,
        Engine = Engine,
        Device = Device,
        KeepAllRestarts = KeepAllRestarts,
        Run = FilePaths.OfRun(this, Run),
    };

    private Loss TrainingLoss()
    {
        // A delta that is out of range is an error whether it is used or not.
        var huber = UniversalApprox.Loss.Huber(HuberDelta);
        return Loss switch
        {
            LossKind.MeanOfSquares => UniversalApprox.Loss.MeanOfSquares,
            LossKind.MeanAbsolute => UniversalApprox.Loss.MeanAbsolute,
            LossKind.Huber => huber,
            _ => UniversalApprox.Loss.SumOfSquares,
        };
    }
}
