namespace UniversalApprox.Core.Data

open UniversalApprox.Core.Networks

/// Counts how often a curve of one input turns: the number of its local maxima and minima. A rule of thumb asks for as many
/// neurons as turning points. It is not a theorem, so compare it with the measured error.
[<RequireQualifiedAccess>]
module TurningPoints =
    /// The number of turning points that noisy data of one input must have; None for more inputs. O(n log n).
    ///
    /// `ofData` sorts the points by x and averages repeated x. It estimates the noise σ from the distance of each point to
    /// the line through its two neighbours (Gasser, Sroka & Jennen-Steinmetz, Biometrika 73, 1986; a difference-based
    /// estimator as in Rice, Ann. Statist. 12, 1984). It smooths the values by two-sided exponential weights e^(−|i−j|/h)
    /// over ranks, for no smoothing and for h = 1, 2, 4, … up to n/4. At each scale the smoothed value ± z standard errors
    /// is a band. With probability 0.999 (Bonferroni, normal noise) these bands hold the expectation at all points and
    /// scales at once. The count is the fewest turning points of any curve inside the band. So a swing counts when it
    /// exceeds 2z standard errors, where z is 4.4 for 20 points, 5.3 for 1000 and 6.6 for a million. These weights are
    /// totally positive, so smoothing adds no turning points (Karlin, Total Positivity, 1968). The largest count over
    /// the scales is therefore a lower confidence bound (Donoho, Ann. Statist. 16, 1988; Davies & Kovac, Ann. Statist. 29,
    /// 2001).
    ///
    /// Measured false alarms, for normal and for uniform noise around a constant, 20 000 trials at each n: at most 8 (for
    /// n = 7 and 9), none for n ≤ 6 or from n = 50. Outliers of heavy-tailed noise can count as turning points, and so can
    /// correlated noise. Fewer than 3 different x give 0; a handful of points rarely gives more.
    val ofData: data: CurveData -> int option

    /// The number of turning points of a network of one input between `lower` and `upper` (finite, lower < upper);
    /// None for more inputs. It evaluates 2000 points (for sin, 16 per period if that is more, up to 200 000) and the
    /// centre and flanks of each unit. It ignores swings below 1e-6 of the range of f.
    val ofNetwork: lower: float -> upper: float -> network: Network -> int option
