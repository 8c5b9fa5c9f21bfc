using Microsoft.FSharp.Core;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Choosing the number of units.</summary>
public static class Selection
{
    /// <summary>
    /// Recommends among fits of the same data. Of each activation and number of units only the best counts; fits that
    /// diverged do not.
    /// </summary>
    /// <param name="fits">The fits, at least 1.</param>
    /// <param name="options">The criterion. Default: an F test where it applies.</param>
    /// <param name="cancellationToken">Stops the work; only the criterion Evidence takes long.</param>
    /// <returns>The answer and the ranking.</returns>
    /// <exception cref="ArgumentException">
    /// No fits, fits of different data, a criterion that none of the fits has a value for, or options that contradict each
    /// other.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance that is not above 0, a level that is not between 0 and 1, or a margin below 0.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static UnitComparison Recommend(
        IEnumerable<UnitFit> fits, SelectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        UnitFit[] given = [.. Guard.NotNull(fits, nameof(fits))];
        if (given.Length == 0)
            throw new OptionException(nameof(fits), given, $"one or more");
        Core.Sweep.UnitFit[] inner = Array.ConvertAll(given, fit => Guard.NotNull(fit, nameof(fits)).Inner);
        (Core.Sweep.Criterion criterion, string name) = ToCore(options ?? new(), inner);
        Core.Sweep.Recommendation answer = criterion.IsEvidence
            ? ByEvidence(given, cancellationToken)
            : Core.Sweep.Selection.recommend(criterion, inner);

        // The core hands back the very objects it was given.
        var originals = new Dictionary<Core.Sweep.UnitFit, UnitFit>(ReferenceEqualityComparer.Instance);
        foreach (UnitFit fit in given)
            originals[fit.Inner] = fit;
        RankedFit[] ranking = Array.ConvertAll(answer.Ranking, ranked => new RankedFit(ranked, originals[ranked.Fit]));
        return new(given[0].GetData(), name, answer, Array.Find(ranking, ranked => ranked.IsRecommended)?.GetFit(), ranking);
    }

    /// <summary>By the evidence of each model, which all its fits share.</summary>
    private static Core.Sweep.Recommendation ByEvidence(UnitFit[] fits, CancellationToken cancellationToken)
    {
        var options = new FitEvidenceOptions { AmplitudeFactors = [] };
        var found = new Dictionary<Core.Sweep.UnitFit, double>(ReferenceEqualityComparer.Instance);
        foreach (IReadOnlyList<UnitFit> model in ModelWeights.GroupFits(fits))
        {
            double evidence = ModelWeights.GetEvidence(model, options, cancellationToken).LogEvidence;
            foreach (UnitFit fit in model)
                found[fit.Inner] = evidence;
        }

        return Core.Sweep.Selection.recommendByEvidence(
            FSharpFunc<Core.Sweep.UnitFit, double>.FromConverter(fit => found[fit]), Array.ConvertAll(fits, fit => fit.Inner));
    }

    private static (Core.Sweep.Criterion Criterion, string Name) ToCore(SelectionOptions options, Core.Sweep.UnitFit[] fits)
    {
        SelectionCriterion criterion = options.Criterion switch
        {
            { } given => Guard.Defined(given, nameof(options.Criterion)),
            null when options.Tolerance is not null => SelectionCriterion.Tolerance,
            null => (SelectionCriterion)Core.Sweep.Selection.defaultCriterion(fits).Tag,
        };
        if (criterion != SelectionCriterion.Tolerance && options.Tolerance is not null)
            throw new OptionException(
                nameof(options.Tolerance),
                options.Tolerance,
                $"left out, unless {new OptionName(nameof(options.Criterion))} is Tolerance");
        var validation = Core.Sweep.Criterion.NewValidation(options.Margin);
        var test = Core.Sweep.Criterion.NewFTest(options.Level ?? Core.Sweep.Selection.defaultLevel(fits[0].Data.Count));

        // A margin or level that is out of range is an error whether it is used or not.
        Core.Sweep.CriterionModule.validate(validation);
        Core.Sweep.CriterionModule.validate(test);
        return criterion switch
        {
            SelectionCriterion.Tolerance => WithTolerance(options),
            SelectionCriterion.Aicc => (Core.Sweep.Criterion.Aicc, nameof(SelectionCriterion.Aicc)),
            SelectionCriterion.Bic => (Core.Sweep.Criterion.Bic, nameof(SelectionCriterion.Bic)),
            SelectionCriterion.Evidence => (Core.Sweep.Criterion.Evidence, nameof(SelectionCriterion.Evidence)),
            SelectionCriterion.Validation => (validation, nameof(SelectionCriterion.Validation)),
            _ => (test, nameof(SelectionCriterion.FTest)),
        };
    }

    private static (Core.Sweep.Criterion Criterion, string Name) WithTolerance(SelectionOptions options)
    {
        double tolerance = options.Tolerance ?? throw new OptionException(
            nameof(options.Tolerance),
            null,
            $"given with {new OptionName(nameof(options.Criterion))} Tolerance");
        Core.Sweep.ErrorMeasure measure = Guard.Defined(options.Measure, nameof(options.Measure)) switch
        {
            ErrorMeasure.Rmse => Core.Sweep.ErrorMeasure.Rmse,
            ErrorMeasure.MaxAbsoluteResidual => Core.Sweep.ErrorMeasure.MaxAbsoluteResidual,
            ErrorMeasure.ValidationRmse => Core.Sweep.ErrorMeasure.ValidationRmse,
            _ => Core.Sweep.ErrorMeasure.MeanAbsoluteResidual,
        };
        return (Core.Sweep.Criterion.NewTolerance(tolerance, measure), $"{options.Measure} <= {Guard.Text(tolerance)}");
    }
}
