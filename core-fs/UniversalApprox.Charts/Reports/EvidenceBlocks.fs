/// The blocks of a report about the evidence of network sizes.
module internal UniversalApprox.Charts.Reports.EvidenceBlocks

open System.Globalization
open UniversalApprox.Core.Networks
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures

let private probabilityName (factor: float) =
    if factor = 1.0 then
        "P(N)"
    else
        let times = factor.ToString("G3", CultureInfo.InvariantCulture)
        $"P(N), amplitudes ×{times}"

let private probability value = Entry.Number(value, Label.number 2 value)

let private row (likeliest: ReportModel) (model: ReportModel) =
    obj.ReferenceEquals(model, likeliest),
    [
        Entry.Words(Activation.name model.Activation)
        Entry.count model.Units
        Entry.Number(
            model.LogEvidence,
            (if model.IsLowerBound then "at least " else "") + $"{Label.number 5 model.LogEvidence}"
        )
        Entry.number 2 model.Error
        for _, value in model.Probabilities do
            probability value
        Entry.number 3 model.ElpdDifference
        Entry.number 2 model.ElpdDifferenceError
        probability model.StackingWeight
    ]

let private usual (model: ReportModel) =
    model.Probabilities
    |> List.tryFind (fun (factor, _) -> factor = 1.0)
    |> Option.map snd
    |> Option.defaultValue 0.0

let private sizeOf (isOnlyActivation: bool) (model: ReportModel) : SizeWeight =
    {
        Name =
            if isOnlyActivation then
                string model.Units
            else
                $"{model.Units} {Activation.name model.Activation}"
        Probabilities = model.Probabilities
        Stacking = model.StackingWeight
    }

/// A picture and a table of the evidence; nothing without models.
let ofModels dataName (models: ReportModel list) =
    if models.IsEmpty then
        []
    else
        let isOnly = (models |> List.distinctBy _.Activation).Length = 1

        [
            Block.Subsection "How probable each number is"
            Block.Picture(SizeProbabilities.create dataName (models |> List.map (sizeOf isOnly)))
            Block.Table
                {
                    Name = "evidence"
                    Caption =
                        "P(N) is the probability of each size given the data, all of them equally probable before; the likeliest is marked. It depends on how large amplitudes may be, so the columns beside it have priors that many times as wide. Δelpd is how far the log predictive density of left-out points is below that of the best size; the weights make the mixture of the sizes that predicts best."
                    Columns =
                        [
                            "Activation"
                            "N"
                            "ln evidence"
                            "± SE"
                            yield! models.Head.Probabilities |> List.map (fst >> probabilityName)
                            "Δelpd"
                            "± SE"
                            "Weight"
                        ]
                    Rows = models |> List.map (row (List.maxBy usual models))
                }
        ]
