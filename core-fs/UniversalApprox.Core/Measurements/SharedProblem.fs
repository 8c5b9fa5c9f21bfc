/// The groups of a shared fit, and what they can be fitted with.
module internal UniversalApprox.Core.Measurements.SharedProblem

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Measurements.SharedJoint

/// The groups as they are fitted: their points among all, and their names.
type Problem =
    {
        Options: SharedFitOptions
        Given: CurveData[]
        Names: string[]
        Groups: CurveData[]
        Pooled: CurveData
    }

let problem options (given: CurveData[]) =
    if given.Length < 2 then
        Check.reject "data" $"Parameters are shared by at least 2 groups; got {given.Length}."

    for data in given do
        if data.Dimension <> given[0].Dimension then
            Check.reject
                "data"
                $"All groups must have the same inputs; {given[0].Name} has {given[0].Dimension} and {data.Name} has {data.Dimension}."

        if data.Count < 2 then
            Check.reject "data" $"Each group needs at least 2 points; {data.Name} has {data.Count}."

    RelationModels.checkComparable given
    SharedFitOptions.validateFor given[0].Dimension options
    let groups = RelationModels.comparable given
    let isRepeated name = (given |> Array.filter (fun data -> data.Name = name)).Length > 1

    {
        Options = options
        Given = given
        Names =
            given
            |> Array.mapi (fun i data -> if isRepeated data.Name then $"{data.Name} ({i + 1})" else data.Name)
        Groups = groups
        Pooled = RelationModels.pooled groups
    }

let layoutOf problem units = { Dimension = problem.Pooled.Dimension; Units = units }

let sharingOf problem units =
    let layout = layoutOf problem units
    sharing layout (SharedFitOptions.mask problem.Options layout) problem.Groups.Length

/// The parameters that a fit adjusts.
let free (options: SharedFitOptions) (sharing: Sharing) = sharing.Count - sharing.Redundant options.Activation

let everything layout isShared groups = sharing layout (Array.create layout.ParameterCount isShared) groups

/// The sizes that leave points for the noise.
let possible problem =
    let fits units =
        let sharing = sharingOf problem units

        free problem.Options sharing < problem.Pooled.Count
        && problem.Groups |> Array.forall (fun data -> data.Count >= sharing.Own.Length)

    let units = problem.Options.Units |> Array.filter fits

    if units.Length = 0 then
        let smallest = Array.min problem.Options.Units
        let sharing = sharingOf problem smallest
        let fewest = problem.Groups |> Array.minBy _.Count

        Check.reject
            "data"
            $"The groups have {problem.Pooled.Count} points in all, and {fewest.Name} has {fewest.Count}: too few for {free problem.Options sharing} parameters in all, of which {sharing.Own.Length} are each group's own, in networks of {smallest} units."

    units
