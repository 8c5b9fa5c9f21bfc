using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace UniversalApprox.Shell;

/// <summary>
/// The few parts of the engine that only pwsh itself and its stock Utility module may reach. They are taken by reflection, here and
/// nowhere else; the engine's version is pinned, and the tests run every command that depends on them.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private const string FormatNamespace = "Microsoft.PowerShell.Commands.Internal.Format.";

    private static readonly FieldInfo s_implementation = typeof(FrontEndCommandBase).GetField("implementation", Hidden)!;

    /// <summary>Lets a command format with the engine's own generator for the named shape (Table, List).</summary>
    public static void SetFormatShape(FrontEndCommandBase command, string shape)
    {
        object shapeValue = Enum.Parse(Find(FormatNamespace + "FormatShape"), shape);
        s_implementation.SetValue(command, Create(FormatNamespace + "InnerFormatShapeCommand", shapeValue));
    }

    /// <summary>Lets a command write what Out-Default would show to a text writer.</summary>
    public static void SetTextOutput(FrontEndCommandBase command, TextWriter writer, int columns)
    {
        object output = Create(FormatNamespace + "OutputManagerInner");
        output.GetType().GetProperty("LineOutput", Hidden)!.SetValue(
            output,
            Create(FormatNamespace + "TextWriterLineOutput", writer, columns));
        s_implementation.SetValue(command, output);
    }

    /// <summary>The exception that stops the commands before this one and lets those after it finish.</summary>
    public static Exception StopUpstream(Cmdlet command) =>
        (Exception)Create("System.Management.Automation.StopUpstreamCommandsException", command);

    /// <summary>
    /// Lets <c>exit N</c> in the script file that is run next end the shell with N, as <c>pwsh -File</c> does; by default
    /// it would end the script only.
    /// </summary>
    public static void LetExitOfScriptEndShell(Runspace runspace)
    {
        object context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Hidden)!.SetValue(context, true);
    }

    /// <summary>Makes Out-Default show an error record on the error stream although it comes as an ordinary object.</summary>
    public static PSObject ForErrorStream(ErrorRecord error)
    {
        var wrapped = new PSObject(error);
        PropertyInfo stream = typeof(PSObject).GetProperty("WriteStream", Hidden)!;
        stream.SetValue(wrapped, Enum.Parse(stream.PropertyType, "Error"));
        return wrapped;
    }

    private static Type Find(string name) => typeof(PSCmdlet).Assembly.GetType(name, throwOnError: true)!;

    private static object Create(string type, params object[] arguments) =>
        Activator.CreateInstance(Find(type), Hidden, binder: null, arguments, culture: null)!;
}
