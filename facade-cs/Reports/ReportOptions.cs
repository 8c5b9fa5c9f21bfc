namespace UniversalApprox;

/// <summary>How a report is written.</summary>
public sealed record ReportOptions
{
    /// <summary>The title; any text.</summary>
    /// <value>Default: made from the names of the data.</value>
    public string? Title { get; init; }

    /// <summary>When it was made.</summary>
    /// <value>Default: now.</value>
    public DateTimeOffset? Created { get; init; }
}
