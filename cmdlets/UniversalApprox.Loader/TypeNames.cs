using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.Loader;

/// <summary>
/// Makes type literals such as [UniversalApprox.Activation] work. The engine looks for them in the assemblies of the default
/// load context only, so each type becomes a type accelerator under its full name.
/// </summary>
internal static class TypeNames
{
    public static void Publish(IEnumerable<Type> types)
    {
        // An internal class of the engine, but the documented way to publish types (about_Classes, "Exporting classes with type accelerators").
        Type accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators", throwOnError: true)!;
        var add = accelerators.GetMethod("Add", [typeof(string), typeof(Type)])!.CreateDelegate<Action<string, Type>>();
        foreach (Type type in types)
            add(type.FullName!, type);
    }
}
