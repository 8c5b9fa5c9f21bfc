/// Writes the answer of a shared fit in words.
module internal UniversalApprox.Core.Measurements.SharedAnswer

open UniversalApprox.Core.Sweep

/// `Own` and `Shared` are the names of parameters, as they were given. Of the undetermined ones each has its group.
type Subject =
    {
        Groups: int
        Networks: string
        Shared: string[]
        Own: string[]
        Level: float
        /// p of separate fits; None where they cannot be compared.
        Differ: float option
        /// p of the own parameters against one curve for all.
        OwnDiffer: float option
        /// Whether sharing makes any curve impossible.
        Restrains: bool
        Undetermined: string[]
    }

let private list (names: string[]) =
    match names with
    | [| one |] -> one
    | _ -> String.concat ", " names[.. names.Length - 2] + " and " + names[names.Length - 1]

let private own subject =
    match subject.OwnDiffer with
    | None -> ""
    | Some p when p < subject.Level -> $" In {list subject.Own} they differ ({Wording.pValue p})."
    | Some p -> $" Neither do they show a difference in {list subject.Own} ({Wording.pValue p})."

let private undetermined subject =
    match subject.Undetermined with
    | [||] -> ""
    | names when names.Length > 3 -> $" {names.Length} parameters are not determined by the points."
    | [| name |] -> $" {name} is not determined by the points."
    | names -> $" {list names} are not determined by the points."

let answer subject =
    let shared = list subject.Shared

    let main =
        match subject.Differ with
        | Some p when p < subject.Level ->
            $"The {subject.Groups} groups differ in what they should share, {shared} ({subject.Networks}, {Wording.pValue p}): separate fits are better than noise explains."
        | Some p ->
            $"The data allow one {shared} for the {subject.Groups} groups ({subject.Networks}, {Wording.pValue p})."
            + own subject
        | None when not subject.Restrains ->
            $"To share {shared} restrains nothing here ({subject.Networks}): a unit keeps its curve where its weights and bias grow as its amplitude shrinks."
        | None ->
            $"{shared} have one value for the {subject.Groups} groups ({subject.Networks}). Whether the data allow that is not known, because the points are too few for separate fits."
            + own subject

    main + undetermined subject
