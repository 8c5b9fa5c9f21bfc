using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.HelpBuilder;

/// <summary>Facts about a cmdlet from its assembly.</summary>
internal sealed class CmdletFacts
{
    private CmdletFacts(Type type, CmdletAttribute attribute)
    {
        Name = $"{attribute.VerbName}-{attribute.NounName}";
        SupportsShouldProcess = attribute.SupportsShouldProcess;
        object instance = Activator.CreateInstance(type)!;
        Parameters = [.. type.GetProperties()
            .Where(property => property.IsDefined(typeof(ParameterAttribute)))
            .OrderBy(property => property.DeclaringType != type)
            .Select(property => new ParameterFacts(property, instance))];
        Sets = SetNames(attribute.DefaultParameterSetName);
        Outputs = [.. type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(output => output.Type).Select(OutputName)];
    }

    public string Name { get; }

    public bool SupportsShouldProcess { get; }

    public IReadOnlyList<ParameterFacts> Parameters { get; }

    /// <summary>The names of the parameter sets, the default one first; one name for a cmdlet without sets.</summary>
    public IReadOnlyList<string> Sets { get; }

    /// <summary>The names of the output types.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<CmdletFacts> Of(string assembly) =>
        [.. Assembly.LoadFrom(Path.GetFullPath(assembly)).GetExportedTypes()
            .Select(type => (Type: type, Cmdlet: type.GetCustomAttribute<CmdletAttribute>()))
            .Where(found => found.Cmdlet is not null)
            .Select(found => new CmdletFacts(found.Type, found.Cmdlet!))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

    /// <summary>The parameters of a set in the order of Get-Command: by position, then those that are required, then the others.</summary>
    public IEnumerable<(ParameterFacts Parameter, ParameterAttribute Role)> InSet(string set) =>
        Parameters
            .Select(parameter => (Parameter: parameter, Role: parameter.RoleIn(set)!))
            .Where(found => found.Role is not null)
            .OrderBy(found => found.Role.Position < 0 ? int.MaxValue : found.Role.Position)
            .ThenBy(found => !found.Role.Mandatory);

    /// <summary>The lines of the syntax.</summary>
    public IEnumerable<string> Syntax() => Sets.Select(set => string.Join(
        ' ',
        [Name, .. InSet(set).Select(found => found.Parameter.Usage(found.Role)), .. SupportsShouldProcess ? ["[-WhatIf]", "[-Confirm]"] : Array.Empty<string>(), "[<CommonParameters>]"]));

    private string[] SetNames(string? first)
    {
        string[] named = [.. Parameters.SelectMany(parameter => parameter.Roles)
            .Select(role => role.ParameterSetName)
            .Where(set => set != ParameterAttribute.AllParameterSets)
            .Distinct()
            .OrderBy(set => set != first)];
        return named.Length > 0 ? named : [ParameterAttribute.AllParameterSets];
    }

    /// <summary>The name of a .NET type. Other names are of rows, so that Tab knows their columns; the objects are PSObjects.</summary>
    private static string OutputName(PSTypeName output) => output.Name.EndsWith("Row", StringComparison.Ordinal) ? typeof(PSObject).FullName! : output.Name;
}
