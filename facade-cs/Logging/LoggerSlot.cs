using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>
/// Holds the logger of a record of options. All slots are equal, so loggers do not count when records are compared. The field
/// is an object, and <see cref="IsTaken"/> does not name the interface, so the logging assembly is loaded only if a program
/// gives a logger.
/// </summary>
internal readonly struct LoggerSlot(object? logger) : IEquatable<LoggerSlot>
{
    public bool IsTaken => logger is not null;

    public ILogger? Logger => (ILogger?)logger;

    public bool Equals(LoggerSlot other) => true;

    public override bool Equals(object? obj) => obj is LoggerSlot;

    public override int GetHashCode() => 0;
}
