using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>The errors of the CSV commands, with the identifiers of the stock commands.</summary>
internal static class CsvErrors
{
    public static ErrorRecord CannotOpen(string path, Exception cause)
    {
        // The framework's message names the path in most cases, not in all ("File too large", "Is a directory").
        string message = cause.Message.Contains(path, StringComparison.Ordinal) ? cause.Message : $"{path}: {cause.Message}";
        return new ErrorRecord(new IOException(message, cause), "FileOpenFailure", ErrorCategory.OpenError, path);
    }

    public static ErrorRecord CannotWrite(string path, Exception cause) => new(
        new IOException($"Writing to '{path}' failed: {cause.Message} The rows before this one are in the file.", cause),
        "FileWriteFailure",
        ErrorCategory.WriteError,
        path);

    public static ErrorRecord NoClobber(string path) => new(
        new IOException($"The file '{path}' already exists and NoClobber was specified."),
        "NoClobber",
        ErrorCategory.ResourceExists,
        path);

    public static ErrorRecord HeaderMismatch(string path, string column) => new(
        new InvalidOperationException(
            $"Cannot append CSV content to the following file: {path}. The appended object does not have a property that "
            + $"corresponds to the following column: {column}. To continue with mismatched properties, add the -Force parameter, "
            + "and then retry the command."),
        "CannotAppendCsvWithMismatchedPropertyNames",
        ErrorCategory.InvalidData,
        column);

    public static ErrorRecord DuplicateColumn(string path, string column) => new(
        new InvalidDataException($"{path}: the header names the column \"{column}\" twice."),
        "DuplicateColumn",
        ErrorCategory.InvalidData,
        column);

    public static ErrorRecord UnknownEncoding(string name) => new(
        new PSArgumentException($"-Encoding \"{name}\" is not known; use one of {string.Join(", ", CsvEncoding.Names)}."),
        "UnknownEncoding",
        ErrorCategory.InvalidArgument,
        name);
}
