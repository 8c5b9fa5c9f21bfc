using UniversalApprox;

namespace CSharp.Consumer;

/// <summary>The code of a report, as a test of reports finds it there: that it compiles is what counts.</summary>
internal static class Reproduced
{
    public static void Report1()
    {
    }
}
