using Microsoft.Extensions.Logging;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of a report.</summary>
public sealed record ReportOptions
{
    private readonly LoggerSlot logger;

    /// <summary>The title; any text.</summary>
    /// <value>Default: made from the names of the data.</value>
    public string? Title { get; init; }

    /// <summary>The time that the report gives as its own.</summary>
    /// <value>Default: now.</value>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The language of the code that gives the same numbers again, and of names of options.</summary>
    /// <value>Default: null, which is C#.</value>
    public IReportLanguage? Language { get; init; }

    /// <summary>
    /// Receives the events that <see cref="LogEvents"/> lists, from the threads that do the work. It
    /// does not count when options are compared, and changes no result.
    /// </summary>
    /// <value>Default: null, which logs nothing and costs neither time nor memory.</value>
    public ILogger? Logger
    {
        get => logger.Logger;
        init => logger = new(value);
    }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "ReportOptions { Title = A sine, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal bool HasLogger => logger.IsTaken;
}
