using System.Globalization;
using System.Management.Automation.Host;

namespace UniversalApprox.Shell;

/// <summary>The host the engine talks to: identity, the user interface, and where <c>exit</c> arrives.</summary>
internal sealed class EmbeddedHost(HostUserInterface userInterface) : PSHost
{
    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "UniversalApprox.Shell";

    public override Version Version { get; } = typeof(EmbeddedHost).Assembly.GetName().Version!;

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = userInterface;

    /// <summary>The argument of <c>exit</c>; null until a script calls it.</summary>
    public int? RequestedExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() => throw NoNestedPrompts();

    public override void ExitNestedPrompt() => throw NoNestedPrompts();

    /// <summary>Child processes inherit the console as it is, so there is no state to save around them.</summary>
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    private static NotSupportedException NoNestedPrompts() => new("This host has no nested prompts.");
}
