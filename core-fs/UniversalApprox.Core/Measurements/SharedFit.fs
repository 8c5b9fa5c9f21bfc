namespace UniversalApprox.Core.Measurements

open System.Threading
open MathNet.Numerics.Distributions
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Measurements.SharedJoint
open UniversalApprox.Core.Measurements.SharedProblem

type SharedParameter =
    {
        Group: string option
        Name: string
        Value: float
        Error: float option
        Lower: float option
        Upper: float option
    }

type SharedGroup = { Name: string; Data: CurveData; Network: Network; Sse: float; Rmse: float }

type SharedModel = { Parameters: int; Sse: float; Aicc: float option }

type SharedTest = { F: float; NumeratorDegrees: int; DenominatorDegrees: int; PValue: float }

type SharedFit =
    {
        Options: SharedFitOptions
        Activation: Activation
        Units: int
        Shared: string[]
        Groups: SharedGroup[]
        Parameters: SharedParameter[]
        Count: int
        DegreesOfFreedom: int
        ResidualDeviation: float
        Rmse: float
        Fit: SharedModel
        Separate: SharedModel
        Common: SharedModel
        Differ: SharedTest option
        OwnDiffer: SharedTest option
        Answer: string
    }

[<RequireQualifiedAccess>]
module SharedFit =
    let private test (problem: Problem) (inner: SharedModel) (outer: SharedModel) =
        let gained = outer.Parameters - inner.Parameters
        let left = problem.Pooled.Count - outer.Parameters

        if gained < 1 || left < 1 then
            None
        else
            let floor = RelationModels.rounding problem.Pooled
            let struct (f, p) = RelationModels.fTest floor gained left inner.Sse outer.Sse

            Some { F = f; NumeratorDegrees = gained; DenominatorDegrees = left; PValue = p }

    let private parameters (problem: Problem) (sharing: Sharing) error degrees (networks: Network[]) =
        let width = StudentT.InvCDF(0.0, 1.0, float (degrees: int), 1.0 - 0.5 * problem.Options.Level)

        let describe group name p =
            let value = networks[group].Parameters[p]
            let found: float option = error group p
            let away sign = found |> Option.map (fun error -> value + sign * width * error)

            {
                Group = name
                Name = sharing.Layout.ParameterName p
                Value = value
                Error = found
                Lower = away -1.0
                Upper = away 1.0
            }

        [|
            for p in sharing.Shared do
                describe 0 None p

            for group in 0 .. sharing.Groups - 1 do
                for p in sharing.Own do
                    describe group (Some problem.Names[group]) p
        |]

    let private groups (problem: Problem) (networks: Network[]) =
        Array.map3
            (fun name (given: CurveData) struct (fitted, network) ->
                let sse = JointFit.sumOfSquares network (RelationModels.sideOf problem.Pooled fitted)

                {
                    Name = name
                    Data = given
                    Network = network
                    Sse = sse
                    Rmse = sqrt (sse / float given.Count)
                })
            problem.Names
            problem.Given
            (Array.map2 (fun fitted network -> struct (fitted, network)) problem.Groups networks)

    let private answer
        (problem: Problem)
        units
        names
        ownNames
        differ
        ownDiffer
        restrains
        (parameters: SharedParameter[])
        =
        let noun = if units = 1 then "neuron" else "neurons"

        SharedAnswer.answer
            {
                Groups = problem.Groups.Length
                Networks = $"{units} {Activation.name problem.Options.Activation} {noun}"
                Shared = names
                Own = ownNames
                Level = problem.Options.Level
                Differ = differ |> Option.map _.PValue
                OwnDiffer = ownDiffer |> Option.map _.PValue
                Restrains = restrains
                Undetermined =
                    parameters
                    |> Array.filter _.Error.IsNone
                    |> Array.map (fun one ->
                        match one.Group with
                        | Some group -> $"{one.Name} of {group}"
                        | None -> one.Name)
            }

    let private ofSize threads cancellation (problem: Problem) units =
        let options, sharing = problem.Options, sharingOf problem units
        let layout, count = sharing.Layout, problem.Pooled.Count
        let map = mapFor layout (SharedFitOptions.mask options layout) problem.Pooled
        let fits = SharedSearch.fitAll threads cancellation problem units sharing map
        let square = map.OutputScale * map.OutputScale

        let model parameters sse =
            let sse = square * sse

            {
                Parameters = parameters
                Sse = sse
                Aicc =
                    GoodnessOfFit.logVariance problem.Pooled.Outputs sse
                    |> GoodnessOfFit.aicc count parameters
            }

        let alone = free options (everything layout false 1)
        let fit = model (free options sharing) fits.Shared.Sse
        let separate = model (sharing.Groups * alone) (fits.Separate |> Array.sumBy _.Sse)
        let common = model (free options (everything layout true sharing.Groups)) fits.Common.Sse
        let degrees = count - fit.Parameters

        let isTested = problem.Groups |> Array.forall (fun data -> data.Count > alone)
        let differ = if isTested then test problem fit separate else None
        let ownDiffer = test problem common fit
        let networks = fits.Shared.Networks |> Array.map (Standardisation.networkToData map)

        let parameters =
            let error = SharedErrors.inData sharing map (fits.Shared.Sse / float degrees) fits.Shared.Sums

            parameters problem sharing error degrees networks

        let names = Array.map layout.ParameterName
        let restrains = separate.Parameters > fit.Parameters

        {
            Options = options
            Activation = options.Activation
            Units = units
            Shared = names sharing.Shared
            Groups = groups problem networks
            Parameters = parameters
            Count = count
            DegreesOfFreedom = degrees
            ResidualDeviation = sqrt (fit.Sse / float degrees)
            Rmse = sqrt (fit.Sse / float count)
            Fit = fit
            Separate = separate
            Common = common
            Differ = differ
            OwnDiffer = ownDiffer
            Answer =
                answer
                    problem
                    units
                    (names sharing.Shared)
                    (names sharing.Own)
                    differ
                    ownDiffer
                    restrains
                    parameters
        }

    let create threads (options: SharedFitOptions) (cancellation: CancellationToken) (groups: CurveData[]) =
        Threads.validate threads
        SharedFitOptions.validate options
        let problem = problem options groups
        possible problem |> Array.map (ofSize threads cancellation problem)
