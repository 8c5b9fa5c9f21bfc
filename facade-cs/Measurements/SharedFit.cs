using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>One network for several groups of data, with parameters in common and parameters of each group's own. Immutable.</summary>
public sealed class SharedFit : IReportItem
{
    private SharedFit(CurveData[] data, SharedFitOptions options, Core.Measurements.SharedFit inner)
    {
        (Options, Inner) = (options, inner);
        Shared = Array.AsReadOnly(inner.Shared);
        Groups = Array.AsReadOnly(data.Zip(inner.Groups, (own, group) => new SharedGroup(own, inner.Units, group)).ToArray());
        Parameters = Array.AsReadOnly(Array.ConvertAll(inner.Parameters, Row));
    }

    internal Core.Measurements.SharedFit Inner { get; }

    /// <summary>The number of hidden units.</summary>
    public int Units => Inner.Units;

    /// <summary>The activation.</summary>
    public Activation Activation => Options.Activation;

    /// <summary>The names of the parameters in common.</summary>
    public IReadOnlyList<string> Shared { get; }

    /// <summary>The groups, in the order of the data.</summary>
    public IReadOnlyList<SharedGroup> Groups { get; }

    /// <summary>The parameters in common, then those of each group, with errors and intervals.</summary>
    public IReadOnlyList<SharedParameter> Parameters { get; }

    /// <summary>The number of points of all groups.</summary>
    public int Points => Inner.Count;

    /// <summary>Points less parameters, at least 1.</summary>
    public int DegreesOfFreedom => Inner.DegreesOfFreedom;

    /// <summary>The standard deviation of the residuals, √(SSE/degrees of freedom): of a point of median precision.</summary>
    public double ResidualDeviation => Inner.ResidualDeviation;

    /// <summary>The sum of squares over all groups, each with the weight of its point relative to the one of median precision.</summary>
    public double Sse => Inner.Fit.Sse;

    /// <summary>The sum of squares of a network for each group, without anything in common.</summary>
    public double SeparateSse => Inner.Separate.Sse;

    /// <summary>The sum of squares of one network for all groups.</summary>
    public double CommonSse => Inner.Common.Sse;

    /// <summary>Akaike's criterion with the small-sample correction; null where the points are too few for it.</summary>
    public double? Aicc => CoreInterop.ToNullable(Inner.Fit.Aicc);

    /// <summary>That of a network for each group.</summary>
    public double? SeparateAicc => CoreInterop.ToNullable(Inner.Separate.Aicc);

    /// <summary>That of one network for all groups.</summary>
    public double? CommonAicc => CoreInterop.ToNullable(Inner.Common.Aicc);

    /// <summary>
    /// The probability that noise alone would let networks of each group's own gain as much, if the groups have in common what is shared
    /// (F test): a small one speaks against sharing. Null where a group has no more points than a network has parameters, and where sharing
    /// restrains nothing.
    /// </summary>
    public double? PValue => CoreInterop.ToNullableReference(Inner.Differ)?.PValue;

    /// <summary>
    /// The probability that noise alone would let the parameters of each group's own gain as much over one network for all groups (F test): a
    /// small one says that the groups differ. Null where nothing is a group's own.
    /// </summary>
    public double? PValueOfOwn => CoreInterop.ToNullableReference(Inner.OwnDiffer)?.PValue;

    /// <summary>The answer in words.</summary>
    public string Answer => Inner.Answer;

    /// <summary>The options it was made with.</summary>
    public SharedFitOptions Options { get; }

    /// <summary>Fits groups of data with parameters in common ("global fitting").</summary>
    /// <remarks>
    /// Joint least squares over all groups, from several starts. Errors or weights of the points weight the squares where all groups have them, of
    /// one kind; else they do not count. Up to these, the noise is taken to be the same in all groups, and its size is estimated. The tests are
    /// exact for curves that are linear in their parameters, and close to it for others. Sigmoid units can be written in two ways, as
    /// σ(z) = 1 − σ(−z), and with a shared offset but amplitudes of their own the two say different things: the curves meet on one side or on the
    /// other. The fit takes the better one.
    /// </remarks>
    /// <param name="groups">The groups: two data sets or more, with the same inputs and axes.</param>
    /// <param name="options">The options. Default: as <see cref="SharedFitOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A fit per number of units that the points suffice for, in the order of the options.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range; names of parameters that no network has; fewer than two groups; different inputs or axes; outputs that are limits; too
    /// few points for every size.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<SharedFit> Create(
        IEnumerable<CurveData> groups, SharedFitOptions? options = null, CancellationToken cancellationToken = default)
    {
        CurveData[] data = [.. Guard.NotNull(groups, nameof(groups))];
        foreach (CurveData own in data)
            Guard.NotNull(own, nameof(groups));
        options ??= new();
        options.Validate();
        Core.Measurements.SharedFit[] fits = Core.Measurements.SharedFitModule.create(
            options.Threads ?? Environment.ProcessorCount,
            options.ToCore(),
            cancellationToken,
            Array.ConvertAll(data, own => own.Inner));
        return Array.AsReadOnly(Array.ConvertAll(fits, fit => new SharedFit(data, options, fit)));
    }

    /// <summary>As <see cref="Create"/>, on a thread of the pool.</summary>
    /// <param name="groups">The groups: two data sets or more, with the same inputs and axes.</param>
    /// <param name="options">The options. Default: as <see cref="SharedFitOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A fit per number of units that the points suffice for, in the order of the options.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Create"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<IReadOnlyList<SharedFit>> CreateAsync(
        IEnumerable<CurveData> groups, SharedFitOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Create(groups, options, cancellationToken), cancellationToken);

    /// <summary>The answer in words.</summary>
    /// <returns><see cref="Answer"/>.</returns>
    public override string ToString() => Answer;

    private SharedParameter Row(Core.Measurements.SharedParameter parameter) => new(
        Units,
        parameter.Name,
        CoreInterop.ToNullableReference(parameter.Group),
        parameter.Value,
        CoreInterop.ToNullable(parameter.Error),
        CoreInterop.ToNullable(parameter.Lower),
        CoreInterop.ToNullable(parameter.Upper));
}
