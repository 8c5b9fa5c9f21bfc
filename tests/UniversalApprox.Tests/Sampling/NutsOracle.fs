/// The No-U-Turn sampler's trajectory once more, as a recursion over immutable values: positions and momenta are those of the
/// textbook, with a mass matrix that is the inverse of the metric's covariance. It shares no code with the sampler.
module UniversalApprox.Tests.Sampling.NutsOracle

open System
open MathNet.Numerics.LinearAlgebra

type Problem =
    | Divergence
    | UTurn

type Density = Vector<float> -> struct (float * Vector<float>)

type System = { Density: Density; Covariance: Matrix<float>; StepSize: float }

type Point =
    {
        Position: Vector<float>
        Momentum: Vector<float>
        LogDensity: float
        Gradient: Vector<float>
    }

/// Points that follow each other from Near to Far, seen from the start of the trajectory.
type Tree =
    {
        Near: Point
        Far: Point
        MomentumSum: Vector<float>
        LogWeight: float
        Candidate: Point
        Steps: int
        Acceptance: float
        Problem: Problem option
    }

let energy system point =
    0.5 * point.Momentum.DotProduct(system.Covariance * point.Momentum) - point.LogDensity

let private leapfrog system direction point =
    let step = float direction * system.StepSize
    let half = point.Momentum + 0.5 * step * point.Gradient
    let position = point.Position + step * (system.Covariance * half)
    let struct (logDensity, gradient) = system.Density position

    {
        Position = position
        Momentum = half + 0.5 * step * gradient
        LogDensity = logDensity
        Gradient = gradient
    }

let private logAdd (a: float) (b: float) =
    let top = max a b
    top + log (exp (a - top) + exp (b - top))

/// Whether both ends move along the sum of momenta.
let private agrees system first last (sum: Vector<float>) =
    let velocity point = system.Covariance * point.Momentum
    (velocity first).DotProduct sum > 0.0 && (velocity last).DotProduct sum > 0.0

let private isUTurn system a b =
    not (
        agrees system a.Near b.Far (a.MomentumSum + b.MomentumSum)
        && agrees system a.Near b.Near (a.MomentumSum + b.Near.Momentum)
        && agrees system a.Far b.Far (a.Far.Momentum + b.MomentumSum)
    )

let private leaf system initialEnergy direction from =
    let point = leapfrog system direction from
    let gain = initialEnergy - energy system point
    let gain = if Double.IsFinite gain then gain else -infinity

    {
        Near = point
        Far = point
        MomentumSum = point.Momentum
        LogWeight = gain
        Candidate = point
        Steps = 1
        Acceptance = min 1.0 (exp gain)
        Problem = if gain < -1000.0 then Some Divergence else None
    }

/// The tree of both; the second's candidate is taken by the share that `share` makes of the two weights.
let private combine system (uniform: unit -> float) share a b =
    let takesSecond = uniform () < share a.LogWeight b.LogWeight

    { a with
        Far = b.Far
        MomentumSum = a.MomentumSum + b.MomentumSum
        LogWeight = logAdd a.LogWeight b.LogWeight
        Candidate = if takesSecond then b.Candidate else a.Candidate
        Steps = a.Steps + b.Steps
        Acceptance = a.Acceptance + b.Acceptance
        Problem = if isUTurn system a b then Some UTurn else None
    }

let rec private build system uniform initialEnergy direction depth from =
    if depth = 0 then
        leaf system initialEnergy direction from
    else
        let a = build system uniform initialEnergy direction (depth - 1) from

        if a.Problem.IsSome then
            a
        else
            let b = build system uniform initialEnergy direction (depth - 1) a.Far

            if b.Problem.IsSome then
                { b with Steps = a.Steps + b.Steps; Acceptance = a.Acceptance + b.Acceptance }
            else
                combine system uniform (fun first second -> exp (second - logAdd first second)) a b

let private reverse tree = { tree with Near = tree.Far; Far = tree.Near }

/// How often the trajectory from a point was doubled, and the valid part of it, from Near to Far in the direction that was
/// tried last. Problem says why it ended, and Steps and Acceptance include those of an invalid last half.
let trajectory system (uniform: unit -> float) maxDepth start =
    let initialEnergy = energy system start

    let rec grow depth direction tree =
        if depth = maxDepth || tree.Problem.IsSome then
            struct (depth, tree)
        else
            let next = if uniform () > 0.5 then 1 else -1
            let tree = if next = direction then tree else reverse tree
            let added = build system uniform initialEnergy next depth tree.Far

            if added.Problem.IsSome then
                struct (depth,
                        { tree with
                            Steps = tree.Steps + added.Steps
                            Acceptance = tree.Acceptance + added.Acceptance
                            Problem = added.Problem
                        })
            else
                combine system uniform (fun first second -> exp (second - first)) tree added
                |> grow (depth + 1) next

    grow
        0
        1
        {
            Near = start
            Far = start
            MomentumSum = start.Momentum
            LogWeight = 0.0
            Candidate = start
            Steps = 0
            Acceptance = 0.0
            Problem = None
        }
