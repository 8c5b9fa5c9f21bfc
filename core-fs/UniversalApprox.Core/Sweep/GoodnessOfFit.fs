namespace UniversalApprox.Core.Sweep

open System
open MathNet.Numerics
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

type ChiSquare =
    {
        Sum: float
        DegreesOfFreedom: int
        UpperTail: float
        LowerTail: float
    }

    member this.PerDof = this.Sum / float this.DegreesOfFreedom

type CensoredAccuracy = { LogLikelihood: float; NoiseLevel: float; EquivalentSse: float }

type GoodnessOfFit =
    {
        Sse: float
        Rmse: float
        MeanAbsoluteResidual: float
        MaxAbsoluteResidual: float
        RSquared: float option
        Aicc: float option
        Bic: float
        ChiSquare: ChiSquare option
        Censored: CensoredAccuracy option
    }

[<RequireQualifiedAccess>]
module GoodnessOfFit =
    let residuals network (data: CurveData) =
        let plain =
            Array.map2
                (fun predicted observed -> predicted - observed)
                (Network.predict network data.Inputs)
                data.Outputs

        if data.IsCensored then
            Array.map2
                (fun r censoring ->
                    match censoring with
                    | Censoring.None -> r
                    | Censoring.Below -> max 0.0 r
                    | Censoring.Above -> min 0.0 r)
                plain
                data.Censoring
        else
            plain

    let sumOfSquaresAbout (centre: float) (values: float[]) =
        values |> Array.sumBy (fun value -> (value - centre) * (value - centre))

    let weightedResiduals network (data: CurveData) =
        let plain = residuals network data

        match data.Weights with
        | None -> plain
        | Some weights -> Array.map2 (fun weight r -> sqrt weight * r) weights plain

    let private weightedMean (weights: float[] option) (values: float[]) =
        match weights with
        | None -> Array.average values
        | Some weights ->
            Array.fold2 (fun sum w value -> sum + w * value) 0.0 weights values / Array.sum weights

    let meanOutput (data: CurveData) = weightedMean data.Weights data.Outputs

    let outputSquaresAbout (centre: float) (data: CurveData) =
        match data.Weights with
        | None -> sumOfSquaresAbout centre data.Outputs
        | Some weights ->
            Array.fold2 (fun sum w y -> sum + w * (y - centre) * (y - centre)) 0.0 weights data.Outputs

    let private chiSquare freeParameters (r: float[]) (data: CurveData) =
        match data.Errors with
        | PointErrors.Known sigmas when not data.IsCensored && data.Count > freeParameters ->
            let sum = Array.fold2 (fun sum r sigma -> sum + (r / sigma) * (r / sigma)) 0.0 r sigmas
            let degrees = data.Count - freeParameters
            let half = 0.5 * float degrees

            Some
                {
                    Sum = sum
                    DegreesOfFreedom = degrees
                    UpperTail =
                        if Double.IsFinite sum then
                            SpecialFunctions.GammaUpperRegularized(half, 0.5 * sum)
                        else
                            0.0
                    LowerTail =
                        if Double.IsFinite sum then
                            SpecialFunctions.GammaLowerRegularized(half, 0.5 * sum)
                        else
                            1.0
                }
        | _ -> None

    let aicc points (freeParameters: int) logVariance =
        let n, k = float (points: int), float freeParameters + 1.0

        if n > k + 1.0 then
            Some(logVariance + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0))
        else
            None

    let logVariance (outputs: float[]) sse =
        let n = float outputs.Length
        let roundingFloor = 1e-30 * (outputs |> Array.averageBy (fun y -> y * y)) + Double.Epsilon
        n * log (max (sse / n) roundingFloor)

    let ofNetwork (freeParameters: int) network (data: CurveData) =
        let r = residuals network data
        let n = float r.Length
        let sse = weightedResiduals network data |> Array.sumBy (fun r -> r * r)
        let total = outputSquaresAbout (meanOutput data) data

        let censored =
            if data.IsCensored then
                let predicted = Network.predict network data.Inputs
                let struct (value, noise) = CensoredFit.logLikelihood predicted data

                Some
                    {
                        LogLikelihood = value
                        NoiseLevel = noise
                        EquivalentSse = CensoredFit.equivalentSse predicted data
                    }
            else
                None

        let logVariance =
            match censored with
            | Some accuracy -> n * log (accuracy.EquivalentSse / n)
            | None -> logVariance data.Outputs sse

        let k = float freeParameters + 1.0

        {
            Sse = sse
            Rmse = sqrt (sse / n)
            MeanAbsoluteResidual = r |> Array.map abs |> weightedMean data.Weights
            MaxAbsoluteResidual = r |> Array.fold (fun found r -> max found (abs r)) 0.0
            RSquared =
                if total > 0.0 && censored.IsNone then
                    Some(1.0 - sse / total)
                else
                    None
            Aicc = aicc r.Length freeParameters logVariance
            Bic = logVariance + k * log n
            ChiSquare = chiSquare freeParameters r data
            Censored = censored
        }
