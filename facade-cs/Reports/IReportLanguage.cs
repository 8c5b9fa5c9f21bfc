namespace UniversalApprox;

/// <summary>
/// The programming language of the code and the option names in a report. The default is C#;
/// <see cref="ReportOptions.Language"/> sets another.
/// </summary>
public interface IReportLanguage
{
    /// <summary>The name of an option as users of the language write it.</summary>
    /// <param name="option">The name, as a property of the options is called: Steps.</param>
    /// <returns>For example -Steps.</returns>
    string Spell(string option);

    /// <summary>Code that gives the same numbers, and the same report, again.</summary>
    /// <param name="topics">The content of the report, data set by data set.</param>
    /// <param name="title">The title of the report, if one was given.</param>
    /// <returns>The lines; none if there is nothing to say.</returns>
    IEnumerable<string> Reproduce(IReadOnlyList<ReportTopic> topics, string? title);
}
