namespace UniversalApprox;

/// <summary>How draws are written for other programs.</summary>
public sealed record ChainExportOptions
{
    /// <summary>
    /// Whether draws of networks are relabelled, so that "unit 1" is the same in all of them. emcee's files always have the draws
    /// as they were sampled, because emcee goes on from them, and so have draws of a <see cref="PosteriorStream"/>.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Canonical { get; init; } = true;

    /// <summary>Writes one kept step out of every <c>Thin</c>, those that a run thinned as much would have kept; at least 1.</summary>
    /// <value>Default: 1.</value>
    public int Thin { get; init; } = 1;

    /// <summary>The group of an emcee file, which emcee calls the backend's name.</summary>
    /// <value>Default: mcmc.</value>
    public string Group { get; init; } = "mcmc";

    /// <summary>
    /// Whether InferenceData gets log p(y | draw) of each point of a network's data, for model comparison: draws times points numbers.
    /// </summary>
    /// <value>Default: false.</value>
    public bool LogLikelihood { get; init; }
}
