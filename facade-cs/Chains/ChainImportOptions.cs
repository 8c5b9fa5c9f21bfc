namespace UniversalApprox;

/// <summary>What is read of files of draws.</summary>
public sealed record ChainImportOptions
{
    /// <summary>Stored steps that are dropped at the start; at least 0. Stan's saved warm-up is dropped anyway.</summary>
    /// <value>Default: 0.</value>
    public int BurnIn { get; init; }

    /// <summary>Keeps one stored step out of every <c>Thin</c>; at least 1.</summary>
    /// <value>Default: 1.</value>
    public int Thin { get; init; } = 1;

    /// <summary>The parameters to read, by their names in the file; a vector's name alone means all its elements.</summary>
    /// <value>Default: null, all.</value>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>Names of the parameters in an emcee file, which has none of its own.</summary>
    /// <value>Default: null; those that this library wrote, or theta_1, theta_2, …</value>
    public IReadOnlyList<string>? ParameterNames { get; init; }

    /// <summary>The group of an emcee file, which emcee calls the backend's name.</summary>
    /// <value>Default: mcmc.</value>
    public string Group { get; init; } = "mcmc";
}
