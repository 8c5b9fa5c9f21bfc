using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <content>The parameters.</content>
public sealed partial class InvokeUnitSweepCommand
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Sigma { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(LogColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? LogX { get; set; }

    [Parameter]
    public SwitchParameter LogY { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "data";

    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    [Parameter]
    public char DecimalSeparator { get; set; } = '.';

    [Parameter]
    [Alias("MissingValue")]
    [AllowEmptyString]
    public string[]? MissingValues { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

    [Parameter]
    [Alias("N")]
    [NumbersTransform(Whole = true)]
    public int[] Units { get; set; } = [.. SweepDefaults.Units];

    [Parameter]
    [Alias("Activation")]
    [ActivationTransform]
    [ValidateNotNullOrEmpty]
    public Activation[] Activations { get; set; } = [.. SweepDefaults.Activations];

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Restarts { get; set; } = SweepDefaults.Restarts;

    [Parameter]
    [SingleValue]
    public Optimizer Optimizer { get; set; } = SweepDefaults.Optimizer;

    [Parameter]
    [Alias("MaxIterations")]
    [NumbersTransform(Whole = true)]
    public int? Epochs { get; set; }

    [Parameter]
    [NumbersTransform]
    public double LearningRate { get; set; } = SweepDefaults.LearningRate;

    [Parameter]
    [SingleValue]
    public LossKind Loss { get; set; } = SweepDefaults.Loss.Kind;

    [Parameter]
    [NumbersTransform]
    public double HuberDelta { get; set; } = SweepDefaults.HuberDelta;

    [Parameter]
    [SingleValue]
    public Scaling Scaling { get; set; } = SweepDefaults.Scaling;

    [Parameter]
    [SweepStartTransform]
    [ArgumentCompleter(typeof(SweepStartCompleter))]
    public SweepStart Start { get; set; } = SweepDefaults.Start;

    [Parameter]
    [NumbersTransform]
    public double? ValidationFraction { get; set; }

    [Parameter]
    [Alias("Fold")]
    [NumbersTransform(Whole = true)]
    public int? Folds { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int FoldRepeats { get; set; } = SweepDefaults.FoldRepeats;

    [Parameter]
    public SwitchParameter NoOffset { get; set; }

    [Parameter]
    [NumbersTransform]
    public double WeightDecay { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Fix { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Bound { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public Monotone[] Monotone { get; set; } = [];

    [Parameter]
    public SwitchParameter NonNegative { get; set; }

    [Parameter]
    [SeedTransform]
    public ulong Seed { get; set; } = SweepDefaults.Seed;

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    [Parameter]
    [SingleValue]
    public Precision Precision { get; set; } = SweepDefaults.Precision;

    [Parameter]
    [SingleValue]
    public EngineKind Engine { get; set; } = EngineKind.Simd;

    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Device { get; set; }

    [Parameter]
    [Alias("AllRestarts")]
    public SwitchParameter KeepAllRestarts { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Run { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Plan { get; set; }
}
