namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Random

/// The prior of one element of a vector, or rather of that element plus a constant and multiples of elements before it.
type internal AffineTerm =
    {
        Prior: Prior
        /// Whether the prior is of the exponential of the sum.
        OnLog: bool
        /// Indices of elements before this one, and their factors.
        Others: struct (int * float)[]
        Constant: float
    }

/// Independent priors of sums of parameters, as arise where a prior is written in the units of other data: the bias at the
/// mean of the inputs is b + Σ w·mean. The change of variables has determinant 1, since each sum begins with an element of its
/// own and adds only earlier ones.
[<Sealed>]
type internal AffinePrior(terms: AffineTerm[]) =
    inherit JointPrior(terms |> Array.map _.Prior, terms |> Array.map _.OnLog)

    let sum (theta: float[]) at p =
        let term = terms[p]
        let mutable value = theta[at + p] + term.Constant

        for struct (index, factor) in term.Others do
            value <- value + factor * theta[at + index]

        value

    override _.Others(p) = terms[p].Others

    override this.Terms(theta, at) = Array.init terms.Length (fun p -> this.Term(p, sum theta at p))

    override this.LogDensity(theta, at) =
        let mutable total = 0.0

        for p in 0 .. terms.Length - 1 do
            total <- total + this.Term(p, sum theta at p)

        if Double.IsNaN total then -infinity else total

    override this.Gradient(theta, at, gradient) =
        for p in 0 .. terms.Length - 1 do
            let slope = this.Slope(p, sum theta at p)
            gradient[at + p] <- slope

            for struct (index, factor) in terms[p].Others do
                gradient[at + index] <- gradient[at + index] + factor * slope

    override _.Sample(theta, at, rng: Rng) =
        let next = base.Sample(theta, at, rng)

        for p in 0 .. terms.Length - 1 do
            // The element now holds the sum; what is added to it is subtracted.
            theta[at + p] <- 2.0 * theta[at + p] - sum theta at p

        next
