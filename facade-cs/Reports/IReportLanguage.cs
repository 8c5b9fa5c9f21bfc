namespace UniversalApprox;

/// <summary>
/// How a report says what depends on the language that its reader works in. A report is in C# unless
/// <see cref="ReportOptions.Language"/> is another.
/// </summary>
public interface IReportLanguage
{
    /// <summary>The name of an option as it is written.</summary>
    /// <param name="option">The name, as a property of the options is called: Steps.</param>
    /// <returns>For example -Steps.</returns>
    string Spell(string option);

    /// <summary>Code that gives the same numbers, and the same report, again.</summary>
    /// <param name="topics">The content of the report, data set by data set.</param>
    /// <param name="title">The title of the report, if one was given.</param>
    /// <returns>The lines; none if there is nothing to say.</returns>
    IEnumerable<string> Reproduce(IReadOnlyList<ReportTopic> topics, string? title);
}
