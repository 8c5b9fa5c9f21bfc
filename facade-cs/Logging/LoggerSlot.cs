using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>
/// Where options keep their logger. All slots are equal, so that records of options are equal when they ask for the same
/// numbers, whoever listens. It is kept as an object, and whether there is one is asked without naming the interface: its
/// assembly is loaded only where there is.
/// </summary>
internal readonly struct LoggerSlot(object? logger) : IEquatable<LoggerSlot>
{
    public bool IsTaken => logger is not null;

    public ILogger? Logger => (ILogger?)logger;

    public bool Equals(LoggerSlot other) => true;

    public override bool Equals(object? obj) => obj is LoggerSlot;

    public override int GetHashCode() => 0;
}
