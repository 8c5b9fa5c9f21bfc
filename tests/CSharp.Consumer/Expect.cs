namespace CSharp.Consumer;

/// <summary>The few checks the examples need; a failed one makes the program return 1.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"Expected {expected}, got {actual}.");
    }

    public static void Close(double expected, double actual, double tolerance)
    {
        if (!(Math.Abs(expected - actual) <= tolerance))
            throw new InvalidOperationException($"Expected {expected} within {tolerance}, got {actual}.");
    }
}
