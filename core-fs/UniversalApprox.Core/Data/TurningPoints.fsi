namespace UniversalApprox.Core

/// How often a curve of one input turns: the number of its local maxima and minima. A rule of thumb wants as many
/// neurons as turning points; it is not a theorem, so compare it with the measured error.
[<RequireQualifiedAccess>]
module TurningPoints =
    /// The number of turning points that noisy data of one input are sure to have; None for more inputs. O(n log n).
    ///
    /// Points are sorted by x and repeated x averaged. The noise σ is estimated from each point's distance to the line
    /// through its two neighbours (Gasser, Sroka & Jennen-Steinmetz, Biometrika 73, 1986; a difference-based estimator
    /// as in Rice, Ann. Statist. 12, 1984). The values are smoothed by two-sided exponential weights e^(−|i−j|/h) over
    /// ranks, for no smoothing and h = 1, 2, 4, … up to n/4. At each scale the smoothed value ± z standard errors is
    /// a band that holds its expectation at all points and scales at once with probability 0.999 (Bonferroni, normal
    /// noise), and the count is the fewest turning points of any curve inside the band: a swing counts when it exceeds
    /// 2z standard errors, where z is 4.4 for 20 points, 5.3 for 1000 and 6.6 for a million. These weights are
    /// totally positive, so smoothing adds no turning points (Karlin, Total Positivity, 1968), and the largest count over
    /// the scales is a lower confidence bound (Donoho, Ann. Statist. 16, 1988; Davies & Kovac, Ann. Statist. 29, 2001).
    ///
    /// Measured false alarms, for normal and for uniform noise around a constant, 20 000 trials at each n: at most 8 (for
    /// n = 7 and 9), none for n ≤ 6 or from n = 50. Outliers of heavy-tailed noise can count as turning points, and so can correlated noise. Fewer than 3 different
    /// x have none; a handful of points rarely show any.
    val ofData: data: CurveData -> int option

    /// The number of turning points of a network of one input between `lower` and `upper` (finite, lower < upper);
    /// None for more inputs. Counted on 2000 points (for sin, as many as 16 per period need, up to 200 000) together
    /// with the centre and flanks of each unit; swings below 1e-6 of the range of f are ignored.
    val ofNetwork: lower: float -> upper: float -> network: Network -> int option
