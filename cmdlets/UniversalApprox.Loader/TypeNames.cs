using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.Loader;

/// <summary>
/// Type literals such as [UniversalApprox.Activation]. The engine resolves them among the assemblies of the default context
/// only, so the library's public types are made known to it as type accelerators under their full names.
/// </summary>
internal static class TypeNames
{
    public static void Publish(Assembly library)
    {
        // Internal, yet the documented way of publishing a module's types (about_Classes, "Exporting classes with type accelerators").
        Type accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators", throwOnError: true)!;
        var add = accelerators.GetMethod("Add", [typeof(string), typeof(Type)])!.CreateDelegate<Action<string, Type>>();
        foreach (Type type in library.GetExportedTypes())
            add(type.FullName!, type);
    }
}
