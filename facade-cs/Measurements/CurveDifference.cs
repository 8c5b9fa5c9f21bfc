using System.Globalization;

namespace UniversalApprox;

/// <summary>The second curve less the first at one place: a flat row.</summary>
/// <param name="X">The place.</param>
/// <param name="Mean">The difference there, averaged over the draws of both fits.</param>
/// <param name="Lower">The lower end of the band.</param>
/// <param name="Upper">The upper end of the band.</param>
/// <param name="IsZeroOutside">Whether 0 is outside of the band.</param>
/// <param name="Band">Whether the band holds the whole curve with its probability, or each point of it alone.</param>
public sealed record CurveDifference(double X, double Mean, double Lower, double Upper, bool IsZeroOutside, DifferenceBand Band)
{
    /// <summary>A short line.</summary>
    /// <returns>For example "x = 1.5: 0.2, from 0.1 to 0.3".</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"x = {X:G6}: {Mean:G4}, from {Lower:G4} to {Upper:G4}");
}
