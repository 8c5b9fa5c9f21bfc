namespace UniversalApprox.Core.Sampling.Tempering

open UniversalApprox.Core

type TemperingOptions = { Temperatures: int option; SwapEvery: int }

[<RequireQualifiedAccess>]
module TemperingOptions =
    let private mostTemperatures = 200

    let standard = { Temperatures = None; SwapEvery = 1 }

    let temperatures (dimension: int) options =
        options.Temperatures
        |> Option.defaultWith (fun () -> min mostTemperatures (6 + int (ceil (2.0 * sqrt (float dimension)))))

    let validate options =
        options.Temperatures |> Option.iter (Check.inRange "Temperatures" 2 mostTemperatures)
        Check.atLeast "SwapEvery" 1 options.SwapEvery
