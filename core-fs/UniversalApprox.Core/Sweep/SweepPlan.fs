namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

[<RequireQualifiedAccess>]
type Validation =
    | Auto
    | Skip
    | Holdout of validationFraction: float
    | Folds of folds: int

type SweepPlan =
    {
        Units: int[]
        Activations: Activation[]
        Restarts: int
        Training: TrainingOptions
        Start: Start
        Validation: Validation
        FoldRepeats: int
        Seed: uint64
        KeepAllRestarts: bool
    }

[<Struct>]
type SweepCell = { Activation: Activation; Units: int }

[<RequireQualifiedAccess>]
module SweepPlan =
    let private maxRestarts = 100_000
    let private maxFolds = 1_000_000
    let private maxFoldRepeats = 1000
    let private maxLeastSquaresParameters = 6000

    let defaultFolds = 5

    let defaults =
        {
            Units = [| 1..8 |]
            Activations = [| Activation.Sigmoid |]
            Restarts = 8
            Training = TrainingOptions.defaults
            Start = Start.Auto
            Validation = Validation.Auto
            FoldRepeats = 1
            Seed = 1UL
            KeepAllRestarts = false
        }

    let cells (plan: SweepPlan) =
        [|
            for activation in plan.Activations do
                for units in plan.Units do
                    { Activation = activation; Units = units }
        |]

    let private freeParameters (data: CurveData) (plan: SweepPlan) units =
        Constraints.free
            { Dimension = data.Dimension; Units = units }
            (TrainingOptions.constraints plan.Training)

    /// Whether the default answer is that of the F test.
    let private hasTest (data: CurveData) (plan: SweepPlan) =
        Loss.isSquares plan.Training.Loss && freeParameters data plan (Array.min plan.Units) < data.Count

    let validation (data: CurveData) (plan: SweepPlan) =
        match plan.Validation with
        | Validation.Auto when data.IsCensored -> Validation.Skip
        | Validation.Auto when plan.FoldRepeats > 1 || not (hasTest data plan) ->
            Validation.Folds defaultFolds
        | Validation.Auto -> Validation.Skip
        | given -> given

    let private checkFolds validation =
        match validation with
        | Validation.Auto
        | Validation.Skip -> ()
        | Validation.Holdout validationFraction -> Check.fraction "ValidationFraction" validationFraction
        | Validation.Folds folds ->
            if folds < 2 || folds > maxFolds then
                Check.refuse "Folds" folds $"0 (none) or from 2 to {maxFolds}"

    let private checkHoldout count validation =
        match validation with
        | Validation.Holdout validationFraction ->
            let held = max 1 (int (System.Math.Round(validationFraction * float count)))

            if held >= count then
                Check.refuse
                    "ValidationFraction"
                    validationFraction
                    $"small enough to leave a point for training: it holds out {held} of {count}"
        | Validation.Auto
        | Validation.Skip
        | Validation.Folds _ -> ()

    let private networkText (units: int) activation (inputs: int) =
        let plural count = if count = 1 then "" else "s"
        $"{units} {Activation.name activation} unit{plural units} of {inputs} input{plural inputs}"

    let private checkStart (data: CurveData) (plan: SweepPlan) =
        match plan.Start with
        | Start.Given network ->
            for cell in cells plan do
                if
                    network.Dimension <> data.Dimension
                    || network.Units <> cell.Units
                    || network.Activation <> cell.Activation
                then
                    Check.refuse
                        "Start"
                        (Check.told (networkText network.Units network.Activation network.Dimension))
                        $"a network like all that are trained: {networkText cell.Units cell.Activation data.Dimension} is another"
        | Start.Auto
        | Start.PyTorch
        | Start.Spread -> ()

    // For Levenberg–Marquardt the cross-products of the largest network have (P + 1)² elements.
    let private checkMemory (data: CurveData) (plan: SweepPlan) =
        match plan.Training.Optimizer with
        | Optimizer.LevenbergMarquardt _ ->
            let most = (maxLeastSquaresParameters - 1) / (data.Dimension + 2)
            let largest = Array.max plan.Units

            if largest > most then
                let optimizer = Check.named "Optimizer"

                Check.refuseWith
                    $"{largest} units have {largest * (data.Dimension + 2) + 1} parameters, and LevenbergMarquardt takes at most {maxLeastSquaresParameters}: use {optimizer} Adam or LBfgs."
                    "Units"
                    largest
                    $"at most {most} with {optimizer} LevenbergMarquardt and data of {data.Dimension} inputs"
        | Optimizer.Adam _
        | Optimizer.LBfgs _ -> ()

    let private checkUnits (units: int[]) =
        Check.notEmpty "Units" units
        Check.allDifferent "Units" units box

        for count in units do
            if count = 0 then
                Check.refuseWith
                    $"0 neurons would be the constant: the mean of the output."
                    "Units"
                    count
                    $"from 1 to {Network.maxUnits}"

            Network.validateUnits count

    let validateOptions (plan: SweepPlan) =
        checkUnits plan.Units
        Check.notEmpty "Activations" plan.Activations
        Check.allDifferent "Activations" plan.Activations (Activation.name >> Check.told)

        for activation in plan.Activations do
            TrainingOptions.validate activation plan.Training

        Check.inRange "Restarts" 1 maxRestarts plan.Restarts
        checkFolds plan.Validation
        Check.inRange "FoldRepeats" 1 maxFoldRepeats plan.FoldRepeats

    /// The likelihood of limits is that of normal noise, and held-out limits have no error to measure.
    let private checkCensored (data: CurveData) (plan: SweepPlan) =
        let limits = "outputs that are limits (such as <2.5)"

        if data.IsCensored then
            if not (Loss.isSquares plan.Training.Loss) then
                Check.refuse
                    "Loss"
                    (Check.told (Loss.name plan.Training.Loss))
                    $"SumOfSquares or MeanOfSquares for {limits}: their likelihood is that of normal noise"

            match plan.Validation with
            | Validation.Folds folds ->
                Check.refuse "Folds" folds $"0 for {limits}: there is no error of a limit to measure"
            | Validation.Holdout fraction ->
                Check.refuse
                    "ValidationFraction"
                    fraction
                    $"left out for {limits}: there is no error of a limit to measure"
            | Validation.Auto when plan.FoldRepeats > 1 ->
                Check.refuse
                    "FoldRepeats"
                    plan.FoldRepeats
                    $"1 for {limits}: there is no error of a limit to measure"
            | Validation.Auto
            | Validation.Skip -> ()

    let validate (data: CurveData) (plan: SweepPlan) =
        validateOptions plan
        checkCensored data plan
        checkMemory data plan
        checkHoldout data.Count plan.Validation
        checkStart data plan
        Constraints.validateFor data.Axes plan.Units plan.Training.Constraints

    let private isConstant (values: float[]) = values |> Array.forall (fun value -> value = values[0])

    let warnings (data: CurveData) (plan: SweepPlan) =
        let parameters units =
            Constraints.free { Dimension = data.Dimension; Units = units } plan.Training.Constraints

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
            | Validation.Auto
            | Validation.Folds _
            | Validation.Holdout _
            | Validation.Skip -> ()
        ]
