namespace UniversalApprox.Core.Training

open System

/// Finds a step length that satisfies the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6).
module internal LineSearch =
    let private sufficientDecrease = 1e-4
    let private curvature = 0.9
    let private maxEvaluations = 30

    /// A point on the line: step length, value and slope there.
    [<Struct>]
    type Sample = { Step: float; Value: float; Slope: float }

    /// Minimiser of the cubic through two samples (Nocedal & Wright 3.59), kept away from the ends of the interval.
    let private interpolate (a: Sample) (b: Sample) =
        let d1 = a.Slope + b.Slope - 3.0 * (a.Value - b.Value) / (a.Step - b.Step)
        let d2 = float (sign (b.Step - a.Step)) * sqrt (max 0.0 (d1 * d1 - a.Slope * b.Slope))
        let step = b.Step - (b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2.0 * d2)
        let low = min a.Step b.Step
        let width = abs (b.Step - a.Step)

        if Double.IsFinite step then
            max (low + 0.1 * width) (min (low + 0.9 * width) step)
        else
            low + 0.5 * width

    /// `evaluate step` gives value and slope along the line. A value that is not finite counts as too far. `start` is the
    /// sample at step 0 and has a negative slope. ValueNone if the search finds no acceptable step.
    let search (evaluate: float -> struct (float * float)) (start: Sample) (firstStep: float) =
        let mutable evaluations = 0

        let sample step =
            evaluations <- evaluations + 1
            let struct (value, slope) = evaluate step

            {
                Step = step
                Value = (if Double.IsFinite value then value else infinity)
                Slope = (if Double.IsFinite slope then slope else infinity)
            }

        let tooHigh (s: Sample) = s.Value > start.Value + sufficientDecrease * s.Step * start.Slope
        let flatEnough (s: Sample) = abs s.Slope <= -curvature * start.Slope

        // Searches between `low`, the best step so far, and `high`; the two bracket a minimum.
        let rec zoom (low: Sample) (high: Sample) =
            if evaluations >= maxEvaluations then
                if low.Step > 0.0 then ValueSome low.Step else ValueNone
            else
                let middle = sample (interpolate low high)

                if tooHigh middle || middle.Value >= low.Value then zoom low middle
                elif flatEnough middle then ValueSome middle.Step
                elif middle.Slope * (high.Step - low.Step) >= 0.0 then zoom middle low
                else zoom middle high

        let rec bracket (previous: Sample) step =
            let current = sample step

            if tooHigh current || (previous.Step > 0.0 && current.Value >= previous.Value) then
                zoom previous current
            elif flatEnough current then
                ValueSome current.Step
            elif current.Slope >= 0.0 then
                zoom current previous
            elif evaluations >= maxEvaluations then
                ValueSome current.Step
            else
                bracket current (2.0 * step)

        bracket start firstStep
