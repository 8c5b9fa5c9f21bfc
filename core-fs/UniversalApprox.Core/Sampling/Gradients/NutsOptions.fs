namespace UniversalApprox.Core

open UniversalApprox.Core.Sampling

[<RequireQualifiedAccess>]
type MetricShape =
    | Diagonal
    | Dense

[<RequireQualifiedAccess>]
type NutsMetric =
    | Diagonal of variances: float[]
    | Dense of covariance: float[][]

type NutsOptions =
    {
        Steps: int
        Warmup: int
        Thin: int
        Chains: int
        Seed: uint64
        BlockSteps: int
        KeepDraws: bool
        TargetAcceptance: float
        MaxDepth: int
        Shape: MetricShape
        InitialMetric: NutsMetric option
    }

[<RequireQualifiedAccess>]
module NutsOptions =
    let standard =
        {
            Steps = 2000
            Warmup = 1000
            Thin = 1
            Chains = 4
            Seed = 0UL
            BlockSteps = 1000
            KeepDraws = true
            TargetAcceptance = 0.8
            MaxDepth = 10
            Shape = MetricShape.Dense
            InitialMetric = None
        }

    let validateMetric dimension metric =
        match metric with
        | NutsMetric.Diagonal variances ->
            Check.sameLength "InitialMetric" dimension variances
            variances |> Array.iteri (fun p variance -> Check.positive $"InitialMetric[{p}]" variance)
        | NutsMetric.Dense rows ->
            Check.sameLength "InitialMetric" dimension rows

            rows
            |> Array.iteri (fun p row ->
                Check.sameLength $"InitialMetric: row {p}" dimension row
                Check.allFinite $"InitialMetric: row {p}" row)

            for p in 0 .. dimension - 1 do
                for q in 0 .. p - 1 do
                    let lower, upper = rows[p][q], rows[q][p]

                    if lower <> upper then
                        Check.reject
                            "InitialMetric"
                            $"InitialMetric must be symmetric; elements ({p}, {q}) and ({q}, {p}) are {Check.text lower} and {Check.text upper}."

            if not (Triangular.factor (Array.concat rows) dimension) then
                Check.reject "InitialMetric" "InitialMetric must be positive definite."

    let validate (dimension: int) options =
        Check.atLeast "Steps" 1 options.Steps

        if options.Warmup < 0 || options.Warmup >= options.Steps then
            Check.rejectRange
                "Warmup"
                $"Warmup must be from 0 to Steps - 1 = {options.Steps - 1}; got {options.Warmup}."

        Check.atLeast "Thin" 1 options.Thin
        Check.atLeast "Chains" 1 options.Chains
        Check.atLeast "BlockSteps" 1 options.BlockSteps
        Check.inRange "MaxDepth" 1 20 options.MaxDepth

        if not (options.TargetAcceptance > 0.0 && options.TargetAcceptance < 1.0) then
            Check.rejectRange
                "TargetAcceptance"
                $"TargetAcceptance must be above 0 and below 1; got {Check.text options.TargetAcceptance}."

        options.InitialMetric |> Option.iter (validateMetric dimension)
