/// Network-epochs per second of the job that torch_adam.py also runs.
module UniversalApprox.TorchBenchmarks.Rates

open UniversalApprox.TorchBenchmarks.Jobs

let private restarts = 64
let private epochs = 1000
let private unitCounts = [ 1; 2; 4; 8; 16 ]

let measure engine precision =
    let work epochs () =
        for units in unitCounts do
            train engine 1 (adam precision epochs) units restarts |> ignore

    work 20 ()
    float (unitCounts.Length * restarts * epochs) / seconds (work epochs)
