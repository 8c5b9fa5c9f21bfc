using System.Management.Automation;
using System.Management.Automation.Runspaces;
using UniversalApprox.Shell.StockCommands;

namespace UniversalApprox.Shell;

/// <summary>
/// The commands of PowerShell's stock modules that the engine package lacks and a small script needs. They are put into
/// the session only where the stock assembly is not beside the shell; with it, the stock commands are found as usual.
/// </summary>
internal static class FallbackCommands
{
    private const string StockAssembly = "Microsoft.PowerShell.Commands.Utility.dll";

    private static readonly Type[] s_types =
    [
        typeof(ExportCsvCommand), typeof(ImportCsvCommand), typeof(SelectObjectCommand), typeof(SortObjectCommand),
        typeof(FormatTableCommand), typeof(FormatListCommand), typeof(OutStringCommand), typeof(WriteOutputCommand),
        typeof(WriteHostCommand), typeof(WriteWarningCommand), typeof(WriteVerboseCommand), typeof(WriteErrorCommand),
        typeof(WriteProgressCommand), typeof(StartSleepCommand), typeof(GetLocationCommand), typeof(SetLocationCommand),
        typeof(JoinPathCommand), typeof(TestPathCommand),
    ];

    public static IEnumerable<string> Names => s_types.Select(NameOf);

    public static void AddTo(InitialSessionState state)
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, StockAssembly)))
            return;
        foreach (Type type in s_types)
            state.Commands.Add(new SessionStateCmdletEntry(NameOf(type), type, helpFileName: null));
    }

    private static string NameOf(Type type)
    {
        var cmdlet = (CmdletAttribute)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute))!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }
}
