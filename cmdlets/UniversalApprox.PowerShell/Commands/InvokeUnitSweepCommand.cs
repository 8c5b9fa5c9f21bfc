using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Trains networks of several sizes on each data set of the pipeline and writes a row per network.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UnitSweep")]
[OutputType(typeof(UnitFit))]
public sealed class InvokeUnitSweepCommand : CancellableCmdlet
{
    private RowReader? rows;
    private int skipped;
    private string? firstSkipped;

    /// <summary>Data (New-CurveData, Import-CurveData), or rows with the columns that -X and -Y name.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The columns of the inputs, if rows are piped.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    /// <summary>The column of the output, if rows are piped.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    /// <summary>What the data of piped rows is called.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "data";

    /// <summary>Skips piped rows that cannot be used, with a warning that counts them.</summary>
    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>Numbers of hidden units.</summary>
    [Parameter]
    [Alias("N")]
    [ValidateRange(1, 4096)]
    public int[] Units { get; set; } = [.. SweepDefaults.Units];

    /// <summary>Activations.</summary>
    [Parameter]
    [ActivationTransform]
    [ValidateNotNullOrEmpty]
    public Activation[] Activation { get; set; } = [UniversalApprox.Activation.Sigmoid];

    /// <summary>Trainings from different starts per network size.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Restarts { get; set; } = SweepDefaults.Restarts;

    /// <summary>How the parameters are found.</summary>
    [Parameter]
    public Optimizer Optimizer { get; set; } = Optimizer.LevenbergMarquardt;

    /// <summary>Epochs of Adam; the iteration limit of the others.</summary>
    [Parameter]
    [Alias("MaxIterations")]
    [ValidateRange(1, 10_000_000)]
    public int? Epochs { get; set; }

    /// <summary>The learning rate of Adam.</summary>
    [Parameter]
    [ValidatePositive]
    public double LearningRate { get; set; } = SweepDefaults.LearningRate;

    /// <summary>What is minimised.</summary>
    [Parameter]
    public LossKind Loss { get; set; } = LossKind.SumOfSquares;

    /// <summary>Where Huber's loss turns from squares to absolute values, in units of the output.</summary>
    [Parameter]
    [ValidatePositive]
    public double HuberDelta { get; set; } = 1;

    /// <summary>How data is scaled for training.</summary>
    [Parameter]
    public Scaling Scaling { get; set; } = Scaling.Standardise;

    /// <summary>Where training starts: Auto, PyTorch, Spread, a network, a fit, or a formula.</summary>
    [Parameter]
    [SweepStartTransform]
    [ArgumentCompleter(typeof(SweepStartCompleter))]
    public SweepStart Start { get; set; } = SweepStart.Auto;

    /// <summary>Holds a fraction of the points out, instead of folds.</summary>
    [Parameter]
    public double? ValidationFraction { get; set; }

    /// <summary>Folds of the cross-validation; 0 for none.</summary>
    [Parameter]
    [Alias("Folds")]
    [ValidateRange(0, 1_000_000)]
    public int Fold { get; set; } = SweepDefaults.Folds;

    /// <summary>Keeps the offset at 0.</summary>
    [Parameter]
    public SwitchParameter NoOffset { get; set; }

    /// <summary>The seed.</summary>
    [Parameter]
    public ulong Seed { get; set; } = SweepDefaults.Seed;

    /// <summary>The number of threads. Default: one per core.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? ThrottleLimit { get; set; }

    /// <summary>The arithmetic over the points.</summary>
    [Parameter]
    public Precision Precision { get; set; } = Precision.Double;

    /// <summary>Writes every restart, not only the best.</summary>
    [Parameter]
    public SwitchParameter AllRestarts { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject.BaseObject is CurveData data)
            Sweep(data);
        else
            AddRow(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (skipped > 0)
            WriteWarning($"Skipped {skipped} of {skipped + rows!.Count} rows. First: {firstSkipped}");
        if (rows is { Count: > 0 })
            Sweep(rows.Build());
        else if (rows is not null)
            WriteError(ErrorRecords.WrongInput("None of the rows could be used.", null));
    }

    private void AddRow(PSObject row)
    {
        rows ??= StartReading(row);
        if (rows.Add(row) is not { } reason)
            return;
        if (!SkipInvalid)
            ThrowTerminatingError(
                ErrorRecords.InvalidRow($"{char.ToUpperInvariant(reason[0])}{reason[1..]} (-SkipInvalid skips such rows.)", row));
        firstSkipped ??= reason;
        skipped++;
    }

    private RowReader StartReading(PSObject row)
    {
        IReadOnlyList<string> columns = RowReader.ColumnsOf(row);
        string present = columns.Count > 0 ? string.Join(", ", columns) : "none";
        if (X is null || Y is null)
            ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"Piped rows need -X and -Y to say which columns are meant. The columns of the first ({row.BaseObject.GetType().Name}) are: {present}.", row));
        var reader = new RowReader([.. X!, Y!], Name);
        if (reader.MissingIn(row).FirstOrDefault() is { } missing)
            ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"The rows have no column \"{missing}\". The columns of the first are: {present}.", row));
        return reader;
    }

    private void Sweep(CurveData data)
    {
        try
        {
            SweepOptions options = Options();
            foreach (string warning in UnitSweep.GetWarnings(data, options))
                WriteWarning(warning);
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
            WriteError(ErrorRecords.InvalidArgument(error, data));
        }
    }

    private SweepOptions Options() => new()
    {
        Units = Units,
        Activations = Activation,
        Restarts = Restarts,
        Optimizer = Optimizer,
        Epochs = Epochs,
        LearningRate = LearningRate,
        Loss = Loss switch
        {
            LossKind.MeanOfSquares => UniversalApprox.Loss.MeanOfSquares,
            LossKind.MeanAbsolute => UniversalApprox.Loss.MeanAbsolute,
            LossKind.Huber => UniversalApprox.Loss.Huber(HuberDelta),
            _ => UniversalApprox.Loss.SumOfSquares,
        },
        Scaling = Scaling,
        Precision = Precision,
        FixedOffset = NoOffset,
        Start = Start,
        Folds = Fold,
        ValidationFraction = ValidationFraction,
        Seed = Seed,
        Threads = ThrottleLimit,
        KeepAllRestarts = AllRestarts,
    };
}
