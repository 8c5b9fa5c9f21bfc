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

    /// <summary>Whether the module that is being imported has no cmdlets yet. Here, since asking in a script takes 30 ms.</summary>
    public static bool ExportsNothing(EngineIntrinsics session) => session.SessionState.Module.ExportedCmdlets.Count == 0;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = PathOf(assemblyName.Name!);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private string PathOf(string assembly) => Path.Combine(folder, assembly + ".dll");
}
