using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of a page that follows runs.</summary>
public sealed record RunPageOptions
{
    /// <summary>The port of 127.0.0.1 that it listens on, from 1 to 65535.</summary>
    /// <value>Default: null, which takes a free one.</value>
    public int? Port { get; init; }

    /// <summary>The language of the code in the report at the end, and of names of options.</summary>
    /// <value>Default: null, which is C#.</value>
    public IReportLanguage? Language { get; init; }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "RunPageOptions { Port = 8080, … }".</returns>
    public override string ToString() => OptionText.Of(this);
}
