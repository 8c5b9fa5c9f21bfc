/// The activations of the core as tensor operations: value and derivative together, because they share most of the work.
/// Operations ending in _ work in place, which saves passes over memory, the main cost here.
module internal UniversalApprox.Torch.TensorActivation

open TorchSharp
open UniversalApprox.Core
open UniversalApprox.Core.Networks

type private Tensor = torch.Tensor

let private softsign (n: Numbers) (z: Tensor) =
    let q = z.abs().plus_ n.One
    struct (z.div q, q.squared().reciprocal_())

let private relu (n: Numbers) (z: Tensor) =
    let s = z.clamp_ (min = n.Zero)
    struct (s, s.sign ())

let private leakyRelu (n: Numbers) (z: Tensor) =
    let positive = z.gt n.Zero
    let slope = torch.full_like(z, n.LeakySlope).masked_fill_(positive, n.One)
    struct (z.mul_ slope, slope)

let private softplus (n: Numbers) (z: Tensor) =
    let tail = z.abs().neg_().exp_().log1p_()
    struct (z.clamp(min = n.Zero).plus_ tail, z.sigmoid_ ())

let private silu (n: Numbers) (z: Tensor) =
    let g = z.sigmoid ()
    let s = z.mul_ g
    // g + s − s·g
    struct (s, g.plus(s).addcmul_(s, g, n.MinusOne))

let private gelu (n: Numbers) (z: Tensor) =
    let cumulative = z.mul(n.RootHalf).erf_().plus_(n.One).mul_ n.Half
    let density = z.squared().mul_(n.MinusHalf).exp_().mul_ n.NormalPeak
    let s = z.mul cumulative
    struct (s, cumulative.addcmul_ (z, density, n.One))

let private elu (n: Numbers) (z: Tensor) =
    let negative = z.clamp (max = n.Zero)
    struct (z.clamp_(min = n.Zero).plus_(negative.expm1 ()), negative.exp_ ())

let private gaussian (n: Numbers) (z: Tensor) =
    let s = z.squared().neg_().exp_()
    struct (s, z.mul_(s).mul_ n.MinusTwo)

let private erf (n: Numbers) (z: Tensor) =
    let slope = z.squared().neg_().exp_().mul_ n.ErfSlope
    struct (z.erf_ (), slope)

/// σ(z) and σ′(z). It overwrites z.
let valueAndSlope activation (z: Tensor) : struct (Tensor * Tensor) =
    let n = Numbers.Shared

    match activation with
    | Activation.Sigmoid ->
        let s = z.sigmoid_ ()
        struct (s, s.addcmul (s, s, n.MinusOne))
    | Activation.Tanh ->
        let t = z.tanh_ ()
        struct (t, t.squared().neg_().plus_ n.One)
    | Activation.Softsign -> softsign n z
    | Activation.Relu -> relu n z
    | Activation.LeakyRelu -> leakyRelu n z
    | Activation.Softplus -> softplus n z
    | Activation.Silu -> silu n z
    | Activation.Gelu -> gelu n z
    | Activation.Elu -> elu n z
    | Activation.Sin ->
        let slope = z.cos ()
        struct (z.sin_ (), slope)
    | Activation.Gaussian -> gaussian n z
    | Activation.Erf -> erf n z
    | Activation.Heaviside -> Check.reject "activation" "heaviside has no gradient to train by."

/// Consecutive networks of a batch with one activation, and their number.
type Run = { Activation: Activation; Count: int64 }

/// The activations of a batch as runs, as few as their order allows.
let runsOf (activations: Activation[]) =
    (activations, [])
    ||> Array.foldBack (fun activation runs ->
        match runs with
        | run :: rest when run.Activation = activation -> { run with Count = run.Count + 1L } :: rest
        | _ -> { Activation = activation; Count = 1L } :: runs)

/// σ(z) and σ′(z) of a batch z[B, …]. It overwrites z.
let valuesAndSlopes (runs: Run list) (z: Tensor) : struct (Tensor * Tensor) =
    match runs with
    | [ run ] -> valueAndSlope run.Activation z
    | _ ->
        let offsets = runs |> List.scan (fun at run -> at + run.Count) 0L

        let parts =
            List.map2
                (fun run at -> valueAndSlope run.Activation (z.narrow (0, at, run.Count)))
                runs
                (List.take runs.Length offsets)

        let values = [| for struct (value, _) in parts -> value |]
        let slopes = [| for struct (_, slope) in parts -> slope |]
        struct (torch.cat (values, 0L), torch.cat (slopes, 0L))

let private liveArraysOf activation =
    match activation with
    | Activation.Sigmoid
    | Activation.Tanh
    | Activation.Relu
    | Activation.Sin
    | Activation.Erf -> 2
    | Activation.Gelu -> 5
    | _ -> 4

/// The largest number of arrays of the size of z that exist at the same time, z included. Memory predictions use it. With
/// several activations their parts are copied together, which takes two more.
let liveArrays (activations: Activation[]) =
    let distinct = Array.distinct activations
    (distinct |> Array.map liveArraysOf |> Array.max) + (if distinct.Length > 1 then 2 else 0)
