namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core
open UniversalApprox.Core.Networks

type SharedFitOptions =
    {
        Units: int[]
        Activation: Activation
        Shared: string[]
        Restarts: int
        Level: float
        Seed: uint64
    }

[<RequireQualifiedAccess>]
module SharedFitOptions =
    let defaults: SharedFitOptions =
        {
            Units = [| 1 |]
            Activation = Activation.Sigmoid
            Shared = [| "c"; "a"; "w" |]
            Restarts = 4
            Level = 0.05
            Seed = 1UL
        }

    let private parse name = ParameterTarget.parse "Shared" name

    let validate (options: SharedFitOptions) =
        CurveComparisonOptions.validate
            { CurveComparisonOptions.defaults with
                Units = options.Units
                Activation = options.Activation
                Restarts = options.Restarts
                Level = options.Level
                Seed = options.Seed
            }

        if options.Shared.Length = 0 then
            Check.because
                "Shared"
                $"""{Check.named "Shared"} names no parameter: where the groups have nothing in common, each is fitted on its own."""

        options.Shared |> Array.iter (parse >> ignore)
        Check.allDifferent "Shared" (options.Shared |> Array.map _.ToLowerInvariant()) Check.told

    let mask (options: SharedFitOptions) (layout: Layout) =
        let shared = Array.create layout.ParameterCount false

        for name in options.Shared do
            for p in ParameterTarget.indices layout (parse name) do
                shared[p] <- true

        shared

    let validateFor dimension (options: SharedFitOptions) =
        let largest = { Dimension = dimension; Units = Array.max options.Units }

        for name in options.Shared do
            if (ParameterTarget.indices largest (parse name)).Length = 0 then
                Check.refuse
                    "Shared"
                    (Check.told $"'{name}'")
                    $"a parameter of a network of {largest.Units} units and {dimension} inputs"

        for units in options.Units do
            if not (mask options { largest with Units = units } |> Array.contains true) then
                Check.because
                    "Units"
                    $"""A network of {units} units has none of the parameters in {Check.named "Shared"}."""
