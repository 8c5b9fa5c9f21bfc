namespace UniversalApprox.Core.Sweep

open System
open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

module internal CensoredFit =
    /// The likelihood grows by less than this at the end.
    let private tolerance = 1e-10
    let private mostRounds = 1000
    /// A deviation this much smaller than the spread of the outputs is none.
    let private exact = 1e-9

    let private weightsOf (data: CurveData) =
        data.Weights |> Option.defaultWith (fun () -> Array.create data.Count 1.0)

    /// The deviation of each point where the one of weight 1 has `sigma`.
    let private sigmas sigma (data: CurveData) =
        match data.Errors with
        | PointErrors.Known own -> own
        | PointErrors.Equal
        | PointErrors.Relative _ -> weightsOf data |> Array.map (fun weight -> sigma / sqrt weight)

    /// The expected output of each point, and its variance, where the curve has these values.
    let private expected (predicted: float[]) (own: float[]) (data: CurveData) =
        let values = Array.copy data.Outputs
        let variances = Array.zeroCreate<float> data.Count

        for i in 0 .. data.Count - 1 do
            let side = Censoring.side data.Censoring[i]

            if side <> 0.0 then
                let z = side * (predicted[i] - data.Outputs[i]) / own[i]
                let hazard = NormalTail.hazard z
                values[i] <- predicted[i] + side * own[i] * hazard
                variances[i] <- own[i] * own[i] * max 0.0 (1.0 - hazard * (z + hazard))

        struct (values, variances)

    let private logDensity (predicted: float[]) (own: float[]) (data: CurveData) =
        let mutable sum = 0.0

        for i in 0 .. data.Count - 1 do
            let z = (data.Outputs[i] - predicted[i]) / own[i]

            sum <-
                sum
                + (match data.Censoring[i] with
                   | Censoring.None -> -0.5 * z * z - log own[i] - 0.5 * log (2.0 * Math.PI)
                   | Censoring.Below -> NormalTail.logProbability z
                   | Censoring.Above -> NormalTail.logProbability -z)

        sum

    let private smallest (data: CurveData) =
        exact * (Array.max data.Outputs - Array.min data.Outputs) + Double.Epsilon

    /// The next deviation by EM, with the expected outputs of this one.
    let private nextSigma predicted sigma (data: CurveData) =
        let struct (values, variances) = expected predicted (sigmas sigma data) data
        let weights = weightsOf data

        let sum =
            Seq.init data.Count (fun i ->
                let r = values[i] - predicted[i]
                weights[i] * (r * r + variances[i]))
            |> Seq.sum

        max (smallest data) (sqrt (sum / float data.Count))

    let private isKnown (data: CurveData) = data.Errors.IsKnown

    let private firstSigma (predicted: float[]) (data: CurveData) =
        let weights = weightsOf data

        let squares =
            Seq.init data.Count (fun i ->
                let r = data.Outputs[i] - predicted[i]
                weights[i] * r * r)

        max (smallest data) (sqrt (Seq.average squares))

    let logLikelihood (predicted: float[]) (data: CurveData) =
        let rec climb sigma round =
            let next = nextSigma predicted sigma data

            if round = mostRounds || abs (next - sigma) <= 1e-12 * sigma then
                next
            else
                climb next (round + 1)

        let sigma =
            if isKnown data then
                firstSigma predicted data
            else
                climb (firstSigma predicted data) 0

        struct (logDensity predicted (sigmas sigma data) data, sigma)

    let private halfLogWeights (data: CurveData) =
        data.Weights
        |> Option.map (fun weights ->
            Array.fold2
                (fun sum weight censoring ->
                    if censoring = Censoring.None then sum + 0.5 * log weight else sum)
                0.0
                weights
                data.Censoring)
        |> Option.defaultValue 0.0

    let equivalentSse predicted (data: CurveData) =
        // The scale of known errors is free in sums of squares, so it is here.
        let free =
            if isKnown data then
                CurveData.withErrors (PointErrors.Relative(weightsOf data)) data
            else
                data

        let struct (value, _) = logLikelihood predicted free
        let n = float data.Count
        n * exp (-1.0 - log (2.0 * Math.PI) - 2.0 * (value - halfLogWeights free) / n)

    let constantSse (lower: float) (upper: float) (data: CurveData) =
        let weights = weightsOf data
        let total = Array.sum weights

        let rec climb centre sigma round =
            let predicted = Array.create data.Count centre
            let struct (values, _) = expected predicted (sigmas sigma data) data
            let mean = (Array.fold2 (fun sum w value -> sum + w * value) 0.0 weights values) / total
            let next = min upper (max lower mean)
            let nextSigma = nextSigma (Array.create data.Count next) sigma data

            if
                round = mostRounds
                || (abs (next - centre) <= 1e-9 * sigma && abs (nextSigma - sigma) <= 1e-9 * sigma)
            then
                next
            else
                climb next nextSigma (round + 1)

        let start = Array.average data.Outputs
        let first = firstSigma (Array.create data.Count start) data
        equivalentSse (Array.create data.Count (climb start first 0)) data

    let private imputed values (data: CurveData) =
        CurveData.create data.Name data.InputNames data.OutputName data.Inputs values
        |> CurveData.withErrors data.Errors

    let thorough = mostRounds
    let quick = 20

    let maximise
        rounds
        (options: TrainingOptions)
        (cancellation: CancellationToken)
        (data: CurveData)
        (trained: TrainedNetwork)
        =
        let rec climb (current: TrainedNetwork) sigma (value: float) round =
            let predicted = Network.predict current.Network data.Inputs
            let struct (values, _) = expected predicted (sigmas sigma data) data

            let next =
                Training.fit
                    options
                    (Start.Given current.Network)
                    current.Network.Activation
                    current.Network.Units
                    0
                    (Rng.ofSeed 0UL)
                    cancellation
                    (imputed values data)

            let predicted = Network.predict next.Network data.Inputs
            let struct (reached, nextSigma) = logLikelihood predicted data

            let next =
                { next with
                    Start = trained.Start
                    Iterations = current.Iterations + next.Iterations
                    History = trained.History
                }

            if not (reached > value) || cancellation.IsCancellationRequested then
                current
            elif
                reached - value <= tolerance * (1.0 + abs reached)
                || round >= rounds
                || nextSigma <= smallest data
            then
                next
            else
                climb next nextSigma reached (round + 1)

        if not data.IsCensored || trained.Stop = StopReason.Diverged then
            trained
        else
            let predicted = Network.predict trained.Network data.Inputs
            let struct (value, sigma) = logLikelihood predicted data
            climb trained sigma value 0
