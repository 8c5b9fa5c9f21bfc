using Microsoft.Extensions.Logging;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How a report is written.</summary>
public sealed record ReportOptions
{
    private readonly LoggerSlot logger;

    /// <summary>The title; any text.</summary>
    /// <value>Default: made from the names of the data.</value>
    public string? Title { get; init; }

    /// <summary>When it was made.</summary>
    /// <value>Default: now.</value>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The language of the code that gives the same numbers again, and of names of options.</summary>
    /// <value>Default: null, which is C#.</value>
    public IReportLanguage? Language { get; init; }

    /// <summary>
    /// Told what is written, as <see cref="LogEvents"/> lists, from the threads that do the work. It
    /// does not count when options are compared, and changes no result.
    /// </summary>
    /// <value>Default: null; then nothing is logged, and nothing of it costs time or memory.</value>
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
