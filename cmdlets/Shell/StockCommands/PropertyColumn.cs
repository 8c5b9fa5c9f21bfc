using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>One item of -Property: a name, a pattern, a script block, or a table with Name and Expression.</summary>
/// <param name="Expression">How the value is found.</param>
/// <param name="Label">The name of the result; null: that of the property.</param>
internal sealed record PropertyColumn(PSPropertyExpression Expression, string? Label)
{
    /// <summary>Reads -Property; anything else than the four forms is a terminating error of the command.</summary>
    public static IReadOnlyList<PropertyColumn> ParseAll(PSCmdlet command, object[]? items) =>
        [.. (items ?? []).Select(item => Parse(item) ?? throw Refuse(command, item))];

    /// <summary>A new object with these columns; a plain name the object lacks becomes a null, as in the stock command.</summary>
    public static PSObject Project(PSObject item, IEnumerable<PropertyColumn> columns)
    {
        var result = new PSObject();
        foreach (PropertyColumn column in columns)
        {
            foreach (PSPropertyExpression expression in column.Names(item))
            {
                string name = column.Label ?? expression.ToString();
                object? value = expression.GetValues(item) is [var found, ..] ? found.Result : null;
                if (result.Properties[name] is null)
                    result.Properties.Add(new PSNoteProperty(name, value));
            }
        }

        result.TypeNames.Insert(0, "Selected." + item.BaseObject.GetType());
        return result;
    }

    private IEnumerable<PSPropertyExpression> Names(PSObject item) =>
        Expression.HasWildCardCharacters ? Expression.ResolveNames(item) : [Expression];

    private static PropertyColumn? Parse(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        string name when name.Length > 0 => new(new PSPropertyExpression(name), null),
        ScriptBlock script => new(new PSPropertyExpression(script), null),
        IDictionary table when Entry(table, "expression") is object expression && Parse(expression) is PropertyColumn column =>
            column with { Label = (Entry(table, "name") ?? Entry(table, "label"))?.ToString() },
        _ => null,
    };

    /// <summary>Keys may be shortened (n, e, l), as everywhere in PowerShell.</summary>
    private static object? Entry(IDictionary table, string name)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key.ToString() is { Length: > 0 } key && name.StartsWith(key, StringComparison.OrdinalIgnoreCase))
                return entry.Value;
        }

        return null;
    }

    private static Exception Refuse(PSCmdlet command, object? item)
    {
        var error = new ErrorRecord(
            new PSArgumentException($"-Property takes names, script blocks and tables with Name and Expression, not \"{item}\"."),
            "InvalidProperty",
            ErrorCategory.InvalidArgument,
            item);
        command.ThrowTerminatingError(error);
        return error.Exception;
    }
}
