using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Weighs several models of the same data: by the probability of each size, or by how well mixtures of them predict.
/// </summary>
public static class ModelWeights
{
    /// <summary>
    /// Compares fits by their evidence and by leave-one-out predictions. Fits of the same data, activation and units are one
    /// model: all of them are starts of its search for modes. Probabilities and weights are among the models of the same data.
    /// </summary>
    /// <param name="fits">The fits, for example the rows of a sweep.</param>
    /// <param name="options">The options. Default: as <see cref="FitEvidenceOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row per model, in the order in which models first appear among the fits.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range; Student's t, priors of amplitudes or offset that are not normal, or heaviside units.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<UnitFitEvidence> Compare(
        IEnumerable<UnitFit> fits, FitEvidenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<FitEvidence> evidences = [.. GroupFits(fits).Select(group => FitEvidence.Of([.. group], options, cancellationToken))];
        return Compare(evidences, cancellationToken);
    }

    /// <summary>Compares models whose evidences have been computed.</summary>
    /// <param name="evidences">The evidences, one per model.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row per model, in the order of the evidences.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<UnitFitEvidence> Compare(
        IReadOnlyList<FitEvidence> evidences, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(evidences, nameof(evidences));
        var rows = new UnitFitEvidence[evidences.Count];
        foreach (IEnumerable<int> group in Enumerable.Range(0, evidences.Count).GroupBy(i => evidences[i].GetFit().GetData(), new SameValues()))
        {
            int[] places = [.. group];
            UnitFitEvidence[] found = OfSameData(Array.ConvertAll(places, i => evidences[i]), cancellationToken);
            for (int k = 0; k < places.Length; k++)
                rows[places[k]] = found[k];
        }

        return Array.AsReadOnly(rows);
    }

    /// <summary>
    /// The fits of each model: those of the same data, activation and units, in the order in which models first appear.
    /// </summary>
    /// <param name="fits">The fits.</param>
    /// <returns>One group per model; each has at least one fit.</returns>
    public static IReadOnlyList<IReadOnlyList<UnitFit>> GroupFits(IEnumerable<UnitFit> fits)
    {
        Guard.NotNull(fits, nameof(fits));
        var groups = new List<List<UnitFit>>();
        foreach (UnitFit fit in fits)
        {
            Guard.NotNull(fit, nameof(fits));
            if (groups.Find(group => IsSameModel(group[0], fit)) is { } known)
                known.Add(fit);
            else
                groups.Add([fit]);
        }

        return groups.ConvertAll(group => (IReadOnlyList<UnitFit>)group.AsReadOnly()).AsReadOnly();
    }

    /// <summary>The evidence of one model from several fits of it, which are starts of its search for modes.</summary>
    /// <param name="fits">Fits of the same data, activation and units; at least one.</param>
    /// <param name="options">The options. Default: as <see cref="FitEvidenceOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The evidence.</returns>
    /// <exception cref="ArgumentException">As <see cref="UnitFit.GetEvidence"/>; fits of several models.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FitEvidence GetEvidence(
        IReadOnlyList<UnitFit> fits, FitEvidenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        UnitFit[] given = Guard.NotEmpty(fits, nameof(fits));
        if (GroupFits(given).Count > 1)
            throw new ArgumentException("The fits must be of the same data, activation and units.", nameof(fits));
        return FitEvidence.Of(given, options, cancellationToken);
    }

    /// <summary>
    /// The weights, 0 or more, that add up to 1 and make the mixture of the models predict best (stacking: Yao, Vehtari, Simpson
    /// and Gelman, 2018).
    /// </summary>
    /// <param name="estimates">One estimate per model, all of the same points.</param>
    /// <returns>One weight per model.</returns>
    /// <exception cref="ArgumentException">No estimates, or of different numbers of points.</exception>
    public static IReadOnlyList<double> GetStackingWeights(IReadOnlyList<LooEstimate> estimates) =>
        Array.AsReadOnly(Core.Sampling.Evidence.Loo.stackingWeights(
            Array.ConvertAll(Guard.NotEmpty(estimates, nameof(estimates)), estimate => estimate.Inner.Pointwise)));

    /// <summary>Bands of the curve averaged over models of the same data by <see cref="UnitFitEvidence.StackingWeight"/>.</summary>
    /// <param name="models">The models, of the same data.</param>
    /// <param name="columns">One column of n coordinates per input.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1. Default: 0.05, 0.5, 0.95.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The bands.</returns>
    /// <exception cref="ArgumentException">
    /// No models, or of different data; a wrong number of columns, or columns of different lengths; a number is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PredictionBands Predict(
        IReadOnlyList<UnitFitEvidence> models,
        IReadOnlyList<IReadOnlyList<double>> columns,
        IReadOnlyList<double>? probabilities = null,
        CancellationToken cancellationToken = default)
    {
        UnitFitEvidence[] given = Guard.NotEmpty(models, nameof(models));
        Guard.NotNull(columns, nameof(columns));
        double[][] places = [.. columns.Select(column => Guard.NotNull(column, nameof(columns)).ToArray())];
        double[] wanted = Guard.NotEmpty(probabilities ?? McmcDefaults.Probabilities, nameof(probabilities));
        double[] weights = Array.ConvertAll(given, model => model.StackingWeight);
        Core.Sampling.Evidence.ModelEvidence[] evidences = Array.ConvertAll(given, model => model.GetEvidence().Inner);
        return Cancellable.Run(
            () => PredictionBands.On(
                given[0].GetFit().Inner.Data.Axes,
                places,
                onAxes => Core.Sampling.Evidence.ModelAverage.bands(wanted, weights, onAxes, evidences)),
            cancellationToken);
    }

    private static UnitFitEvidence[] OfSameData(FitEvidence[] evidences, CancellationToken cancellationToken)
    {
        LooEstimate[] loos = Array.ConvertAll(evidences, evidence => evidence.GetLoo(cancellationToken));
        LooEstimate best = loos.MaxBy(loo => loo.Elpd)!;
        IReadOnlyList<double> stacking = GetStackingWeights(loos);
        Core.Sampling.Evidence.SizeProbabilities[] table =
            Core.Sampling.Evidence.ModelEvidenceModule.compare(Array.ConvertAll(evidences, evidence => evidence.Inner));
        return [.. evidences.Select((evidence, k) => new UnitFitEvidence(
            evidence, loos[k], loos[k].CompareTo(best), TableOf(table, k), stacking[k]))];
    }

    private static PriorTable TableOf(Core.Sampling.Evidence.SizeProbabilities[] table, int model) => new(Array.AsReadOnly(
        table
            .OrderBy(row => row.Factor)
            .Select(row => new PriorTableRow(row.Factor, row.LogEvidences[model], row.Probabilities[model]))
            .ToArray()));

    private static bool IsSameModel(UnitFit one, UnitFit other) =>
        one.Units == other.Units && one.Activation == other.Activation && one.GetData().HasSameValues(other.GetData());

    private sealed class SameValues : IEqualityComparer<CurveData>
    {
        public bool Equals(CurveData? one, CurveData? other) =>
            one is null ? other is null : other is not null && one.HasSameValues(other);

        public int GetHashCode(CurveData data) => HashCode.Combine(data.Name, data.Count);
    }
}
