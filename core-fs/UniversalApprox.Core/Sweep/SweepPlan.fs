namespace UniversalApprox.Core

[<RequireQualifiedAccess>]
type Validation =
    | Skip
    | Holdout of fraction: float
    | Folds of k: int

type SweepPlan =
    {
        Units: int[]
        Activations: Activation[]
        Restarts: int
        Training: TrainingOptions
        Start: Start
        Validation: Validation
        Seed: uint64
        KeepAllRestarts: bool
    }

[<Struct>]
type SweepCell = { Activation: Activation; Units: int }

[<RequireQualifiedAccess>]
module SweepPlan =
    let private maxRestarts = 100_000
    let private maxLeastSquaresParameters = 6000

    let defaults =
        {
            Units = [| 1; 2; 4; 8; 16 |]
            Activations = [| Activation.Sigmoid |]
            Restarts = 16
            Training = TrainingOptions.defaults
            Start = Start.Auto
            Validation = Validation.Folds 5
            Seed = 1UL
            KeepAllRestarts = false
        }

    let cells (plan: SweepPlan) =
        [|
            for activation in plan.Activations do
                for units in plan.Units do
                    { Activation = activation; Units = units }
        |]

    let private checkValidation count validation =
        match validation with
        | Validation.Skip -> ()
        | Validation.Holdout fraction ->
            if not (fraction > 0.0 && fraction < 1.0) then
                Check.rejectRange
                    "validationFraction"
                    $"validationFraction must be above 0 and below 1; got {Check.text fraction}."

            let held = max 1 (int (System.Math.Round(fraction * float count)))

            if held >= count then
                Check.rejectRange
                    "validationFraction"
                    $"validationFraction {Check.text fraction} of {count} points leaves none for training."
        | Validation.Folds k -> Check.inRange "folds" 2 1_000_000 k

    let private checkStart (data: CurveData) (plan: SweepPlan) =
        match plan.Start with
        | Start.Given network ->
            for cell in cells plan do
                if
                    network.Dimension <> data.Dimension
                    || network.Units <> cell.Units
                    || network.Activation <> cell.Activation
                then
                    Check.reject
                        "start"
                        $"The given start has {network.Units} {Activation.name network.Activation} units of {network.Dimension} inputs; the sweep has a cell of {cell.Units} {Activation.name cell.Activation} units of {data.Dimension} inputs."
        | Start.Auto
        | Start.PyTorch
        | Start.Spread -> ()

    let private checkDistinct name (text: 'a -> string) (values: 'a[]) =
        if values.Length = 0 then
            Check.reject name $"{name} must not be empty."

        values
        |> Array.countBy id
        |> Array.tryFind (fun (_, count) -> count > 1)
        |> Option.iter (fun (value, _) -> Check.reject name $"{name} contains {text value} more than once.")

    // For Levenberg–Marquardt the cross-products of the largest network have (P + 1)² elements.
    let private checkMemory (data: CurveData) (plan: SweepPlan) =
        match plan.Training.Optimizer with
        | Optimizer.LevenbergMarquardt _ ->
            let parameters = (Array.max plan.Units) * (data.Dimension + 2) + 1

            if parameters > maxLeastSquaresParameters then
                Check.rejectRange
                    "units"
                    $"{Array.max plan.Units} units of {data.Dimension} inputs have {parameters} parameters; LevenbergMarquardt takes at most {maxLeastSquaresParameters}. Use the optimizer Adam or LBfgs."
        | Optimizer.Adam _
        | Optimizer.LBfgs _ -> ()

    let validate (data: CurveData) (plan: SweepPlan) =
        checkDistinct "units" string plan.Units

        for units in plan.Units do
            if units < 1 || units > Network.maxUnits then
                Check.rejectRange
                    "units"
                    $"units must be from 1 to {Network.maxUnits}; got {units}. (0 neurons would be the constant: the mean of the output.)"

        checkDistinct "activations" Activation.name plan.Activations

        for activation in plan.Activations do
            TrainingOptions.validate activation plan.Training

        Check.inRange "restarts" 1 maxRestarts plan.Restarts
        checkMemory data plan
        checkValidation data.Count plan.Validation
        checkStart data plan

    let private isConstant (values: float[]) = values |> Array.forall (fun value -> value = values[0])

    let warnings (data: CurveData) (plan: SweepPlan) =
        let parameters units = { Dimension = data.Dimension; Units = units }.ParameterCount

        let tooLarge = plan.Units |> Array.filter (fun units -> parameters units > data.Count)

        [
            if data.Count = 1 then
                $"{data.Name} has a single point: every network passes through it, so the fits say nothing."
            elif tooLarge.Length > 0 then
                let units = Array.min tooLarge
                let noun = if units = 1 then "unit" else "units"

                $"{data.Name} has {data.Count} points, fewer than the {parameters units} parameters of {units} {noun}: such a network can pass through every point, and its residuals say nothing about new points."

            if data.Count > 1 then
                for k in 0 .. data.Dimension - 1 do
                    if isConstant data.Inputs[k] then
                        $"All values of the input {data.InputNames[k]} are equal: it cannot explain anything."

                if isConstant data.Outputs then
                    $"All values of {data.OutputName} are equal: the constant {Check.text data.Outputs[0]} is exact without any neuron."

            match plan.Validation with
            | Validation.Folds _
            | Validation.Holdout _ when data.Count = 1 ->
                "A single point cannot be validated: there is no validation error."
            | Validation.Folds k when k > data.Count ->
                $"{k} folds need at least {k} points; with {data.Count} points each is a fold of its own."
            | Validation.Folds _
            | Validation.Holdout _
            | Validation.Skip -> ()
        ]
