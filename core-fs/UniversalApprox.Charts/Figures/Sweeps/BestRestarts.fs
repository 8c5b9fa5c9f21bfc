/// Selects one fit per network where the sweep kept several restarts.
module internal UniversalApprox.Charts.Figures.Sweeps.BestRestarts

open UniversalApprox.Core.Sweep

/// The best restart of each activation and number of units, in the order of their first occurrence.
let ofFits (fits: UnitFit list) =
    fits
    |> List.groupBy (fun fit -> fit.Activation, fit.Units)
    |> List.map (fun (_, cell) -> cell |> List.minBy (fun fit -> struct (not fit.IsBest, fit.Accuracy.Rmse)))
