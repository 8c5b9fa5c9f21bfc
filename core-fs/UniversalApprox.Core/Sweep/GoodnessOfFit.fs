namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

type GoodnessOfFit =
    {
        Sse: float
        Rmse: float
        MeanAbsoluteResidual: float
        MaxAbsoluteResidual: float
        RSquared: float option
        Aicc: float option
        Bic: float
    }

[<RequireQualifiedAccess>]
module GoodnessOfFit =
    let residuals network (data: CurveData) =
        Array.map2
            (fun predicted observed -> predicted - observed)
            (Network.predict network data.Inputs)
            data.Outputs

    let sumOfSquaresAbout (centre: float) (values: float[]) =
        values |> Array.sumBy (fun value -> (value - centre) * (value - centre))

    let ofNetwork (freeParameters: int) network (data: CurveData) =
        let r = residuals network data
        let n = float r.Length
        let sse = r |> Array.sumBy (fun r -> r * r)
        let total = sumOfSquaresAbout (Array.average data.Outputs) data.Outputs
        let roundingFloor = 1e-30 * (data.Outputs |> Array.averageBy (fun y -> y * y)) + Double.Epsilon
        let logVariance = n * log (max (sse / n) roundingFloor)
        let k = float freeParameters + 1.0

        {
            Sse = sse
            Rmse = sqrt (sse / n)
            MeanAbsoluteResidual = r |> Array.averageBy abs
            MaxAbsoluteResidual = r |> Array.fold (fun found r -> max found (abs r)) 0.0
            RSquared = if total > 0.0 then Some(1.0 - sse / total) else None
            Aicc =
                if n > k + 1.0 then
                    Some(logVariance + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0))
                else
                    None
            Bic = logVariance + k * log n
        }
