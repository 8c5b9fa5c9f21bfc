using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.HelpBuilder;

/// <summary>Facts about a parameter from the assembly.</summary>
internal sealed class ParameterFacts
{
    private static readonly Dictionary<Type, string> s_accelerators = new()
    {
        [typeof(int)] = "int",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "Object",
        [typeof(TimeSpan)] = "timespan",
        [typeof(PSObject)] = "psobject",
        [typeof(ScriptBlock)] = "scriptblock",
        [typeof(SwitchParameter)] = "switch",
    };

    private readonly PropertyInfo property;

    public ParameterFacts(PropertyInfo property, object instance)
    {
        this.property = property;
        Roles = [.. property.GetCustomAttributes<ParameterAttribute>()];
        Aliases = property.GetCustomAttribute<AliasAttribute>()?.AliasNames.ToArray() ?? [];
        Default = IsSwitch || Roles[0].Mandatory ? null : Shown(property.GetValue(instance));
        Values = property.GetCustomAttribute<ValidateSetAttribute>()?.ValidValues.ToArray()
            ?? (Element.IsEnum && !Aliased ? Enum.GetNames(Element) : []);
    }

    public string Name => property.Name;

    public bool IsSwitch => property.PropertyType == typeof(SwitchParameter);

    public bool AllowsWildcards => property.IsDefined(typeof(SupportsWildcardsAttribute));

    /// <summary>The role of the parameter in each of its sets.</summary>
    public IReadOnlyList<ParameterAttribute> Roles { get; }

    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The value without an argument; null where there is none.</summary>
    public string? Default { get; }

    /// <summary>All values that are allowed, if they have names.</summary>
    public IReadOnlyList<string> Values { get; }

    public string TypeName => NameOf(property.PropertyType);

    /// <summary>The range of the values in words; null where every value of the type will do.</summary>
    public string? Range => property.GetCustomAttribute<ValidateRangeAttribute>() is { } range
        ? $"from {Text(range.MinRange)} to {Text(range.MaxRange)}"
        : null;

    /// <summary>Activations have more names than their type: the transformation knows them all.</summary>
    private bool Aliased => property.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "ActivationTransformAttribute");

    private Type Element
    {
        get
        {
            Type type = property.PropertyType.GetElementType() ?? property.PropertyType;
            return Nullable.GetUnderlyingType(type) ?? type;
        }
    }

    public ParameterAttribute? RoleIn(string set) =>
        Roles.FirstOrDefault(role => role.ParameterSetName == set)
        ?? Roles.FirstOrDefault(role => role.ParameterSetName == ParameterAttribute.AllParameterSets);

    /// <summary>As in the syntax of Get-Command: [-Name &lt;type&gt;].</summary>
    public string Usage(ParameterAttribute role)
    {
        string name = role.Position >= 0 ? $"[-{Name}]" : $"-{Name}";
        string usage = IsSwitch ? name : $"{name} <{TypeName}>";
        return role.Mandatory ? usage : $"[{usage}]";
    }

    public static string Pipeline(ParameterAttribute role) => (role.ValueFromPipeline, role.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string NameOf(Type type)
    {
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return s_accelerators.TryGetValue(bare, out string? name) ? name : bare.Name;
    }

    private static string? Shown(object? value) => value switch
    {
        null or "" => null,
        string text => text,
        IEnumerable many => string.Join(", ", many.Cast<object>().Select(Text)) is { Length: > 0 } list ? list : null,
        _ => Text(value),
    };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
