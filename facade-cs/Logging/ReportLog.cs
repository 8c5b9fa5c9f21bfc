using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>Writes the log messages of reports.</summary>
internal static partial class ReportLog
{
    public static void Written(ReportOptions options, string path)
    {
        if (options.HasLogger)
            Tell(options, path);
    }

    // A method of its own, because the runtime loads the logging assembly for a method that names its interface.
    private static void Tell(ReportOptions options, string path)
    {
        ILogger logger = options.Logger!;
        if (logger.IsEnabled(LogLevel.Information))
            ReportWritten(logger, Path.GetFullPath(path), new FileInfo(path).Length);
    }

    [LoggerMessage(LogEvents.ReportWritten, LogLevel.Information, "Report {Path} was written, {Bytes} bytes", SkipEnabledCheck = true)]
    private static partial void ReportWritten(ILogger logger, string path, long bytes);
}
