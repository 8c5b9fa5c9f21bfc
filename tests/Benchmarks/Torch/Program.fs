module UniversalApprox.TorchBenchmarks.Program

open UniversalApprox.Torch

let private run args =
    match args with
    | [| "peer" |] ->
        Peer.print "python3"
        0
    | [| "peer"; python |] ->
        Peer.print python
        0
    | [| "endurance" |] ->
        Endurance.print ()
        0
    | [| "gradients" |] ->
        Gradients.print ()
        0
    | [| "device"; name |] ->
        Gpu.print name 65536
        0
    | [| "device"; name; largest |] ->
        Gpu.print name (int largest)
        0
    | _ ->
        eprintfn
            "Usage: torch-benchmarks peer [python] | gradients | endurance | device cpu|cuda|cuda:N [largest batch]"

        2

/// peer [python] compares with PyTorch on the CPU. gradients compares hand-written gradients with autograd. endurance shows the
/// memory that training leaves behind, and how soon a training ends after it is cancelled. device NAME [B] checks a device and
/// measures its speed for batches of 64 to B (default 65536).
[<EntryPoint>]
let main args =
    try
        run args
    with :? TorchUnavailableException as error ->
        eprintfn $"{error.Message}"
        1
