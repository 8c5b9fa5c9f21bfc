using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace UniversalApprox.Loader;

/// <summary>
/// Keeps the assemblies of one module folder apart from those of the session. An assembly that lies in the folder is loaded
/// from there, so other versions elsewhere do not interfere; all others (.NET, the PowerShell engine) are shared.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<string, ModuleLoadContext> contexts = [];

    private readonly string folder;

    private ModuleLoadContext(string folder)
        : base($"UniversalApprox ({folder})") => this.folder = folder;

    /// <summary>
    /// Loads the assembly with the cmdlets. All sessions of a process share it. Like any binary module it stays loaded when
    /// the module is removed.
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
                Assembly core = context.LoadFromAssemblyPath(context.PathOf("UniversalApprox.Core"));
                Assembly library = context.LoadFromAssemblyPath(context.PathOf("UniversalApprox"));
                Assembly cmdlets = context.LoadFromAssemblyPath(context.PathOf("UniversalApprox.PowerShell"));
                TypeNames.Publish([.. library.GetExportedTypes(), core.GetType("UniversalApprox.OptionException", throwOnError: true)!]);
                TypeNames.Publish(cmdlets.GetExportedTypes().Where(type => type.IsEnum));
                contexts.Add(folder, context);
            }

            return context.LoadFromAssemblyPath(context.PathOf("UniversalApprox.PowerShell"));
        }
    }

    /// <summary>
    /// Exports the cmdlets from the module that is being imported. The engine does so itself at the first import only
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

    /// <summary>Native code lies in a folder of its platform beside the assemblies, such as lib/linux-x64.</summary>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (string name in new[] { $"lib{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll" })
        {
            string path = Path.Combine(folder, Platform(), name);
            if (File.Exists(path))
                return LoadUnmanagedDllFromPath(path);
        }

        return IntPtr.Zero;
    }

    /// <summary>The platform's portable name, such as linux-x64, linux-musl-arm64, osx-arm64 or win-x64.</summary>
    private static string Platform()
    {
        string system = OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
            : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private string PathOf(string assembly) => Path.Combine(folder, assembly + ".dll");
}
