using System.Globalization;
using System.Reflection;

namespace UniversalApprox.Internal;

/// <summary>The kinds of columns.</summary>
internal enum TableKind
{
    Real,
    Whole,
    Text,
    Flag,
}

/// <summary>A column of a table: its name and kind, and how a row's value becomes one of that kind.</summary>
internal sealed class TableColumn(string name, TableKind kind, Func<object, object?> read)
{
    /// <summary>Rows of dictionaries that tell the kinds of columns.</summary>
    public const int RowsToLearnFrom = 10_000;

    public string Name => name;

    public TableKind Kind => kind;

    /// <summary>The columns of objects by their type, of dictionaries by their values.</summary>
    public static TableColumn[] Learn(List<object?> rows)
    {
        if (rows is not [{ } first, ..])
            throw new ArgumentException("There is no row to write.", nameof(rows));
        return first is IReadOnlyDictionary<string, object?> dictionary
            ? [.. dictionary.Keys.Select(key => OfKey(key, rows))]
            : OfType(first.GetType());
    }

    public object? Of(object? row) => Converted(read(row ?? throw new ArgumentException("A row is null.", nameof(row))));

    private static TableColumn[] OfType(Type type)
    {
        TableColumn[] columns =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
                .Select(property => new TableColumn(property.Name, KindOf(property.PropertyType), row => Read(property, row))),
        ];
        return columns.Length > 0
            ? columns
            : throw new ArgumentException($"Rows have properties, and {type.Name} has none.", nameof(type));
    }

    private static object? Read(PropertyInfo property, object row) => property.DeclaringType!.IsInstanceOfType(row)
        ? property.GetValue(row)
        : throw new ArgumentException($"All rows must be alike: expected {property.ReflectedType!.Name}, got {row.GetType().Name}.");

    private static TableColumn OfKey(string key, List<object?> rows)
    {
        TableKind[] kinds =
        [
            .. rows.OfType<IReadOnlyDictionary<string, object?>>()
                .Select(row => row.GetValueOrDefault(key)).OfType<object>().Select(value => KindOf(value.GetType())).Distinct(),
        ];
        TableKind kind = kinds switch
        {
            [var only] => only,
            [_, _] when !kinds.Contains(TableKind.Text) && !kinds.Contains(TableKind.Flag) => TableKind.Real,
            _ => TableKind.Text,
        };
        return new(key, kind, row => row is IReadOnlyDictionary<string, object?> named
            ? named.GetValueOrDefault(key)
            : throw new ArgumentException($"All rows must be alike: expected a dictionary, got {row.GetType().Name}."));
    }

    private static TableKind KindOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        _ when (Nullable.GetUnderlyingType(type) ?? type).IsEnum => TableKind.Text,
        TypeCode.Double or TypeCode.Single or TypeCode.Decimal => TableKind.Real,
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 =>
            TableKind.Whole,
        TypeCode.Boolean => TableKind.Flag,
        _ => (Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan) ? TableKind.Real : TableKind.Text,
    };

    private object? Converted(object? value) => value switch
    {
        null => null,
        TimeSpan time when kind == TableKind.Real => time.TotalSeconds,
        _ when kind == TableKind.Text => value is IFormattable plain
            ? plain.ToString(value is DateTime or DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture)
            : value.ToString(),
        IConvertible number when kind == TableKind.Real && value is not (bool or string) => number.ToDouble(CultureInfo.InvariantCulture),
        IConvertible number when kind == TableKind.Whole && KindOf(value.GetType()) == TableKind.Whole =>
            number.ToInt64(CultureInfo.InvariantCulture),
        // What does not fit is refused where it is written, with the column and the row.
        _ => value,
    };
}
