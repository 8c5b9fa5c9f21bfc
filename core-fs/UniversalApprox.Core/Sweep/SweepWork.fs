namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
module SweepWork =
    let private folds plan data = (CellTraining.splits plan data).Length

    let keys engine plan data =
        let folds = folds plan data

        [|
            for cell in SweepPlan.cells plan do
                for restart in 0 .. plan.Restarts - 1 do
                    JobOutcome.keyOf cell (SweepStep.Restart restart)

                if CellTraining.refines engine plan then
                    JobOutcome.keyOf cell SweepStep.Refinement

                for fold in 0 .. folds - 1 do
                    JobOutcome.keyOf cell (SweepStep.Fold fold)
        |]

    let cellFits plan data cell find =
        let finished step = find (JobOutcome.keyOf cell step)

        let fits =
            [| 0 .. plan.Restarts - 1 |]
            |> Array.choose (fun restart ->
                finished (SweepStep.Restart restart) |> Option.bind (JobOutcome.toFit plan data cell restart))

        let refined = finished SweepStep.Refinement |> Option.bind (JobOutcome.toRefined plan data cell fits)

        let validated =
            Array.init (folds plan data) SweepStep.Fold
            |> Array.map (finished >> Option.bind JobOutcome.toValidated)

        let validated =
            if Array.forall Option.isSome validated then
                Array.choose id validated
            else
                [||]

        if fits.Length = 0 then
            [||]
        else
            let delivered =
                match refined with
                | Some refined -> refined.Delivered
                | None -> fits

            CellTraining.finish plan delivered validated

    let parts trainsBatches (plan: SweepPlan) data =
        // What Validation.Auto stands for depends on all sizes.
        let plan = { plan with Validation = SweepPlan.validation data plan }

        let ofUnits units =
            { plan with
                Units = [| units |]
                Training =
                    { plan.Training with Constraints = Constraints.upTo units plan.Training.Constraints }
            }

        if trainsBatches then
            Array.map ofUnits plan.Units
        elif CellTraining.searches plan then
            plan.Activations |> Array.map (fun activation -> { plan with Activations = [| activation |] })
        else
            SweepPlan.cells plan
            |> Array.map (fun cell -> { ofUnits cell.Units with Activations = [| cell.Activation |] })
