namespace UniversalApprox.Torch

open TorchSharp

/// The most recent pairs s = Δθ, y = Δgradient of B networks, each with its own number of them. They are the limited memory
/// of L-BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) as tensors [pair, B, P], newest first.
[<Sealed>]
type internal BatchPairs(theta: torch.Tensor) =
    let n = Numbers.Shared
    let memory = 10
    let smallestCurvature = (1e-12).ToScalar()

    let store () =
        torch.zeros ([| int64 memory; theta.shape[0]; theta.shape[1] |], torch.float64, theta.device)

    let s = store ()
    let y = store ()
    let counts = torch.zeros ([| theta.shape[0] |], torch.float64, theta.device)
    let mutable used = 0

    let dot (a: torch.Tensor) (b: torch.Tensor) = a.mul(b).sum(1L, true)

    let push (store: torch.Tensor) (newest: torch.Tensor) (mask: torch.Tensor) =
        let moved = torch.cat ([| newest.unsqueeze 0; store.narrow (0, 0L, int64 memory - 1L) |], 0L)
        store.copy_ (torch.where (mask.view (1L, -1L, 1L), moved, store)) |> ignore

    /// The number of pairs of each network, [B].
    member _.Counts = counts

    /// Removes the pairs of the networks in `mask`.
    member _.Clear(mask: torch.Tensor) = counts.masked_fill_ (mask, n.Zero) |> ignore

    /// Keeps the pairs of the networks in `mask` whose curvature is positive. Other pairs would spoil the approximation.
    member _.Add(mask: torch.Tensor, step: torch.Tensor, change: torch.Tensor) =
        let isCurved = (dot step change).gt(dot change change |> fun size -> size.mul smallestCurvature)
        let kept = mask.logical_and (isCurved.squeeze 1)
        push s step kept
        push y change kept
        counts.plus_ (kept.to_type torch.float64) |> ignore
        used <- min memory (used + 1)

    /// −H·gradient by the two-loop recursion.
    member _.Direction(gradient: torch.Tensor) =
        let q = gradient.neg ()
        let zero = torch.zeros_like (counts.unsqueeze 1)
        let one = torch.ones_like zero
        let pair k = struct (s.select (0L, int64 k), y.select (0L, int64 k))

        // Networks with fewer pairs get a factor of 0.
        let has k = use bound = (float k).ToScalar() in counts.gt(bound).unsqueeze 1

        let alphas =
            Array.init used (fun k ->
                let struct (s, y) = pair k
                let alpha = torch.where (has k, (dot s q).div_(dot s y), zero)
                q.addcmul_ (alpha, y, n.MinusOne) |> ignore
                alpha)

        if used > 0 then
            let struct (s, y) = pair 0
            q.mul_ (torch.where (has 0, (dot s y).div_(dot y y), one)) |> ignore

        for k in used - 1 .. -1 .. 0 do
            let struct (s, y) = pair k
            let beta = torch.where (has k, (dot y q).div_(dot s y), zero)
            q.addcmul_ (alphas[k].sub_ beta, s, n.One) |> ignore

        q
