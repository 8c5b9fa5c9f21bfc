using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace UniversalApprox.Loader;

/// <summary>
/// The assemblies of one module folder, apart from those of the session: what lies in the folder is taken from there, so
/// that another version elsewhere never gets in the way; the rest (.NET, the engine) is shared.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<string, ModuleLoadContext> contexts = [];

    private readonly string folder;

    private ModuleLoadContext(string folder)
        : base($"UniversalApprox ({folder})") => this.folder = folder;

    /// <summary>
    /// The assembly with the cmdlets. All sessions of a process share it, and it stays loaded when the module is removed,
    /// as any binary module does.
    /// </summary>
    /// <param name="folder">The folder of the cmdlets' assembly and of all it needs.</param>
    public static Assembly LoadCmdlets(string folder)
    {
        folder = Path.GetFullPath(folder);
        lock (gate)
        {
            if (!contexts.TryGetValue(folder, out ModuleLoadContext? context))
            {
                context = new ModuleLoadContext(folder);
                TypeNames.Publish(context.LoadFromAssemblyPath(context.PathOf("UniversalApprox")));
                contexts.Add(folder, context);
            }

            return context.LoadFromAssemblyPath(context.PathOf("UniversalApprox.PowerShell"));
        }
    }

    /// <summary>
    /// Makes the cmdlets those of the module that is being imported. The engine does so by itself at the first import only
    /// (https://github.com/PowerShell/PowerShell/issues/20710).
    /// </summary>
    public static void Export(EngineIntrinsics session, PSModuleInfo cmdlets)
    {
        PSModuleInfo module = session.SessionState.Module;
        if (module.ExportedCmdlets.Count > 0)
            return;
        MethodInfo add = typeof(PSModuleInfo).GetMethod("AddExportedCmdlet", BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (CmdletInfo cmdlet in cmdlets.ExportedCmdlets.Values)
            add.Invoke(module, [cmdlet]);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = PathOf(assemblyName.Name!);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private string PathOf(string assembly) => Path.Combine(folder, assembly + ".dll");
}
