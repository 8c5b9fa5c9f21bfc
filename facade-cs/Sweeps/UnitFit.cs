using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// One trained network of a sweep and how good it is: a flat row, whose properties are the columns of a CSV file in this
/// order. Residuals rᵢ = f(xᵢ) − yᵢ are in units of the output. Where points have errors or weights of their own, sᵢ is the weight of
/// a point relative to the one of median precision, else 1.
/// </summary>
public sealed class UnitFit : IReportItem
{
    private readonly CurveData data;
    private readonly SweepOptions options;

    internal UnitFit(Core.Sweep.UnitFit inner, CurveData data, SweepOptions options) =>
        (Inner, this.data, this.options) = (inner, data, options);

    internal Core.Sweep.UnitFit Inner { get; }

    /// <summary>The name of the data.</summary>
    public string Data => data.Name;

    /// <summary>The name of the activation, for example sigmoid.</summary>
    public string Activation => Core.Networks.ActivationModule.name(Inner.Activation);

    /// <summary>The number of hidden units N.</summary>
    public int Units => Inner.Units;

    /// <summary>
    /// The number of parameters that the data determine: N(d + 2) + 1, less those that are fixed or lie at a bound, and weights and bias of
    /// a unit whose amplitude is held at 0.
    /// </summary>
    public int Parameters => Core.Sweep.NestedTest.parameters(Inner);

    /// <summary>
    /// Which restart it is, from 0. The number after the last restart is the search that went on from all of them.
    /// </summary>
    public int Restart => Inner.Restart;

    /// <summary>The seed of the sweep.</summary>
    public ulong Seed => Inner.Seed;

    /// <summary>How the parameters were found.</summary>
    public Optimizer Optimizer => CoreInterop.FromCore(Inner.Options.Optimizer);

    /// <summary>λ of the training's weight decay (<see cref="SweepOptions.WeightDecay"/>); 0 without.</summary>
    public double WeightDecay => Inner.Options.WeightDecay;

    /// <summary>Steps of the optimizer (epochs for Adam).</summary>
    public int Iterations => Inner.Trained.Iterations;

    /// <summary>Why training stopped.</summary>
    public StopReason StopReason => CoreInterop.FromCore(Inner.Trained.Stop);

    /// <summary>Σ s r².</summary>
    public double Sse => Inner.Accuracy.Sse;

    /// <summary>√(Σ s r² / n).</summary>
    public double Rmse => Inner.Accuracy.Rmse;

    /// <summary>⟨|r|⟩ = Σ s|r| / Σ s.</summary>
    public double MeanAbsoluteResidual => Inner.Accuracy.MeanAbsoluteResidual;

    /// <summary>The largest |r|.</summary>
    public double MaxAbsoluteResidual => Inner.Accuracy.MaxAbsoluteResidual;

    /// <summary>1 − Σ s r² / Σ s (y − ȳ)²; null where all outputs are equal.</summary>
    public double? RSquared => CoreInterop.ToNullable(Inner.Accuracy.RSquared);

    /// <summary>
    /// The root mean square error on points that training has not seen; null for all but the best restart, and without
    /// folds or a part held out: a sweep has them where the options ask for them, or the answer needs them
    /// (<see cref="SweepOptions.Folds"/>).
    /// </summary>
    public double? ValidationRmse => Validation?.Rmse;

    /// <summary>The standard error of <see cref="ValidationRmse"/>, from the scatter over the points.</summary>
    public double? ValidationStandardError => Validation?.StandardError;

    /// <summary>
    /// Akaike's criterion with the small-sample correction; null unless there are enough points. It takes too many units where points are many.
    /// </summary>
    public double? Aicc => CoreInterop.ToNullable(Inner.Accuracy.Aicc);

    /// <summary>Schwarz's criterion. It takes too many units where points are few.</summary>
    public double Bic => Inner.Accuracy.Bic;

    /// <summary>
    /// χ² over its degrees of freedom, Σ (rᵢ/σᵢ)² / (n − parameters), with the known errors σᵢ of the points: about 1 where the fit explains the
    /// data within their errors. Null without known errors, and unless there are more points than parameters.
    /// </summary>
    public double? ChiSquarePerDof => CoreInterop.ToNullableReference(Inner.Accuracy.ChiSquare)?.PerDof;

    /// <summary>How often the network turns within the range of the data; null for more than one input.</summary>
    public int? TurningPoints => CoreInterop.ToNullable(Inner.TurningPoints);

    /// <summary>The time training took, in milliseconds.</summary>
    public double Milliseconds => Inner.Elapsed.TotalMilliseconds;

    /// <summary>The network in notebook notation at full precision; <see cref="ShallowNetwork.Parse"/> reads it.</summary>
    public string Formula => CoreInterop.PrintFormula(Inner.Data.Axes, Inner.Trained.Network, FormulaStyle.Notebook, null);

    private Core.Sweep.ValidationError? Validation => CoreInterop.ToNullableReference(Inner.Validation);

    /// <summary>The trained network, in the units of the data, with its provenance.</summary>
    /// <returns>The network.</returns>
    public ShallowNetwork GetNetwork() => new(Models.SavedNetworkModule.ofFit(Inner));

    /// <summary>Where training started, in the units of the data.</summary>
    /// <returns>The network before training.</returns>
    public ShallowNetwork GetStart() => new(Inner.Trained.Start, Inner.Data.Axes);

    /// <summary>
    /// The loss before the first iteration and after each of them, in the units that training worked in: standardised ones,
    /// unless scaling is None.
    /// </summary>
    /// <returns><see cref="Iterations"/> + 1 numbers.</returns>
    public IReadOnlyList<double> GetLossHistory() => Array.AsReadOnly(Inner.Trained.History);

    /// <summary>The data.</summary>
    /// <returns>The data that was fitted.</returns>
    public CurveData GetData() => data;

    /// <summary>The options of the sweep that it belongs to.</summary>
    /// <returns>The options as they were given.</returns>
    public SweepOptions GetOptions() => options;

    /// <summary>
    /// The parameters that lie at a bound (<see cref="SweepOptions.Bound"/>, <see cref="SweepOptions.Monotone"/>,
    /// <see cref="SweepOptions.NonNegative"/>). With any, <see cref="Aicc"/>, <see cref="Bic"/> and p-values are approximate.
    /// </summary>
    /// <returns>Their names; none without bounds.</returns>
    public IReadOnlyList<string> GetActiveBounds() => Array.AsReadOnly(Core.Sweep.NestedTest.activeBounds(Inner));

    /// <summary>The residuals f(xᵢ) − yᵢ, in the order of the points; ln f(xᵢ) − ln yᵢ with <see cref="CurveData.LogY"/>.</summary>
    /// <returns>One number per point.</returns>
    public double[] GetResiduals() => Core.Sweep.GoodnessOfFitModule.residuals(Inner.Trained.Network, Inner.Data);

    /// <summary>
    /// Errors of the parameters and bands of the curve without Markov chains, with the posterior's modes found from this
    /// network and from random starts. The same options give the same result.
    /// </summary>
    /// <param name="options">The options. Default: as <see cref="FitUncertaintyOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The errors and bands, and whether they can be trusted.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range; Student's t, or priors of amplitudes or offset that are not normal: sample the
    /// posterior of such fits with <see cref="Mcmc"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FitUncertainty GetUncertainty(
        FitUncertaintyOptions? options = null, CancellationToken cancellationToken = default) =>
        FitUncertainty.Of(this, options, cancellationToken);

    /// <summary>
    /// The evidence log p(y | N) of networks like this one on its data, by which sizes are compared. The same options give the
    /// same result.
    /// </summary>
    /// <param name="options">The options. Default: as <see cref="FitEvidenceOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The evidence, with its error and whether it is only a lower bound.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range; Student's t, priors of amplitudes or offset that are not normal, or heaviside units.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FitEvidence GetEvidence(FitEvidenceOptions? options = null, CancellationToken cancellationToken = default) =>
        FitEvidence.Of([this], options, cancellationToken);

    /// <summary>
    /// How well networks like this one predict each point of its data from the others (PSIS-LOO), from the draws of
    /// <see cref="GetEvidence"/>.
    /// </summary>
    /// <param name="options">The options. Default: as <see cref="FitEvidenceOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="ArgumentException">As <see cref="GetEvidence"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LooEstimate GetLoo(FitEvidenceOptions? options = null, CancellationToken cancellationToken = default) =>
        GetEvidence((options ?? new()) with { AmplitudeFactors = [] }, cancellationToken).GetLoo(cancellationToken);

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola: 4 sigmoid units, RMSE 0.146, validation 0.149 ± 0.003 (Converged)".</returns>
    public override string ToString()
    {
        string units = Units == 1 ? "unit" : "units";
        string validation = Validation is { } error
            ? string.Create(CultureInfo.InvariantCulture, $", validation {error.Rmse:G3} ± {error.StandardError:G2}")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Data}: {Units} {Activation} {units}, RMSE {Rmse:G3}{validation} ({StopReason})");
    }
}
