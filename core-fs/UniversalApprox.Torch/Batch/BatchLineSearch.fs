namespace UniversalApprox.Torch

open TorchSharp

type private Tensor = torch.Tensor

/// Steps, values and slopes on the lines of B networks, each [B].
type internal Samples =
    {
        Step: torch.Tensor
        Value: torch.Tensor
        Slope: torch.Tensor
    }

    /// Takes over the other samples where `mask` is true.
    member this.Assign(mask: torch.Tensor, other: Samples) =
        this.Step.copy_ (torch.where (mask, other.Step, this.Step)) |> ignore
        this.Value.copy_ (torch.where (mask, other.Value, this.Value)) |> ignore
        this.Slope.copy_ (torch.where (mask, other.Slope, this.Slope)) |> ignore

    member this.Copy() =
        { Step = this.Step.clone (); Value = this.Value.clone (); Slope = this.Slope.clone () }

/// The core's line search for the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6) on B lines at
/// once. Every network has its own position in the algorithm. Each call of `Judge` advances all of them by one sample.
[<Sealed>]
type internal BatchLineSearch(batch: int64, device: torch.Device) =
    let n = Numbers.Shared
    let maxEvaluations = (30.0).ToScalar()
    let sufficientDecrease = (1e-4).ToScalar()
    let curvature = (-0.9).ToScalar()
    let three = (3.0).ToScalar()
    let margin = (0.1).ToScalar()
    let farMargin = (0.9).ToScalar()
    let zeros () = torch.zeros ([| batch |], torch.float64, device)
    let flags () = torch.zeros ([| batch |], torch.bool, device)
    let samples () = { Step = zeros (); Value = zeros (); Slope = zeros () }
    // `low` is the best step so far (before zooming, the previous step). `high` brackets a minimum with it.
    let origin = samples ()
    let low = samples ()
    let high = samples ()
    let step = zeros ()
    let evaluations = zeros ()
    let isZooming = flags ()
    // The search ran out of evaluations, so it takes the next sample as it is.
    let isLast = flags ()

    /// Minimiser of the cubic through low and high (Nocedal & Wright 3.59), kept away from the ends of the interval.
    let interpolate () =
        let between = low.Step.sub high.Step
        let d1 = low.Slope.plus(high.Slope).sub_(low.Value.sub(high.Value).mul_(three).div_ between)
        let root = d1.squared().sub_(low.Slope.mul high.Slope).clamp_(min = n.Zero).sqrt_()
        let d2 = between.neg().sign().mul_ root
        let numerator = high.Slope.plus(d2).sub_ d1
        let denominator = high.Slope.sub(low.Slope).plus_(d2.mul n.Two)
        let found = high.Step.plus (between.mul(numerator).div_ denominator)
        let width = between.abs ()
        let left = low.Step.minimum high.Step
        let kept = found.maximum(left.plus (width.mul margin)).minimum(left.plus (width.mul farMargin))
        torch.where (found.isfinite (), kept, left.plus (width.mul n.Half))

    /// The step lengths to try next, [B].
    member _.Step = step

    /// Starts new lines for the networks in `mask`, with the value and slope at their origin and the first step.
    member _.Start(mask: Tensor, value: Tensor, slope: Tensor, firstStep: Tensor) =
        let start = { Step = torch.zeros_like value; Value = value; Slope = slope }
        origin.Assign(mask, start)
        low.Assign(mask, start)
        step.copy_ (torch.where (mask, firstStep, step)) |> ignore
        evaluations.masked_fill_ (mask, n.Zero) |> ignore
        isZooming.masked_fill_ (mask, n.Zero) |> ignore
        isLast.masked_fill_ (mask, n.Zero) |> ignore

    /// Takes the value and slope at `Step`, and chooses the next steps. Returns two masks: networks whose step is accepted,
    /// and networks that found none. Its results for networks without a line to search mean nothing.
    member _.Judge(value: Tensor, slope: Tensor) : struct (Tensor * Tensor) =
        evaluations.plus_ n.One |> ignore
        let current = { Step = step; Value = value; Slope = slope }.Copy()
        let bound = origin.Value.addcmul (step.mul sufficientDecrease, origin.Slope, n.One)
        let isFlat = slope.abs().le(origin.Slope.mul curvature)
        let isAbove = value.ge low.Value
        let isTooHigh = value.gt bound
        let isOut = evaluations.ge maxEvaluations
        let isOpen = isLast.logical_not ()
        let zooms = isZooming.logical_and isOpen
        let brackets = isZooming.logical_not().logical_and isOpen
        let isBad = isTooHigh.logical_or (isAbove.logical_and (isZooming.logical_or (low.Step.gt n.Zero)))
        let isGood = isBad.logical_not ()
        let accepted = isGood.logical_and(isFlat).logical_and isOpen
        let isGoing = isGood.logical_and (isFlat.logical_not ())
        // A minimum lies between the last two steps, so the search zooms in.
        let turned = brackets.logical_and (isGoing.logical_and (slope.ge n.Zero))
        let further = brackets.logical_and (isGoing.logical_and (slope.lt n.Zero))
        let isBehind = slope.mul(high.Step.sub low.Step).ge n.Zero
        let zoomsOn = zooms.logical_and isGoing
        high.Assign(isBad.logical_and isOpen, current)
        high.Assign(turned.logical_or (zoomsOn.logical_and isBehind), low)
        low.Assign(isGoing.logical_and isOpen, current)
        isZooming.logical_or_ (brackets.logical_and (isBad.logical_or turned)) |> ignore
        let exhausted = isZooming.logical_and(isOut).logical_and(isOpen).logical_and(accepted.logical_not ())
        let hasStep = low.Step.gt n.Zero
        let next = torch.where (isZooming, interpolate (), step.mul n.Two)
        step.copy_ (torch.where (exhausted, low.Step, next)) |> ignore
        let accepted = accepted.logical_or(isLast).logical_or(further.logical_and isOut)
        isLast.logical_or_ (exhausted.logical_and hasStep) |> ignore
        struct (accepted, exhausted.logical_and (hasStep.logical_not ()))
