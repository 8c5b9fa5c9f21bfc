using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes networks as formulas: with the names of the data's columns, or in the notation of another program.</summary>
[Cmdlet(VerbsCommon.Get, "NeuronFormula")]
[OutputType(typeof(string))]
public sealed class GetNeuronFormulaCommand : ModuleCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 0)]
    [SingleValue]
    public FormulaStyle Style { get; set; } = FormulaStyle.Notebook;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Digits { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? InputNames { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (InputNames is not null && Style != FormulaStyle.Notebook)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"-InputNames are for the style Notebook; {Style} has names of its own for the inputs."));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Write);

    private void Write(PSObject input)
    {
        ShallowNetwork? network = input.BaseObject is string formula ? ShallowNetwork.Parse(formula) : FitInput.Network(input);
        if (network is null)
            WriteError(ErrorRecords.WrongInput(
                $"A network, a fit, a comparison, a posterior or a formula is needed; got {PipelineInput.TypeName(input)}.{PipelineInput.NetworkHint(input)}", input));
        else if (Style == FormulaStyle.Notebook && (InputNames ?? NamesOf(input)) is { } names)
            WriteObject(network.ToFormula(names, Digits));
        else
            WriteObject(network.ToFormula(Style, Digits));
    }

    /// <summary>The names of the inputs in the data; null for a network alone.</summary>
    private static IReadOnlyList<string>? NamesOf(PSObject input) =>
        (FitInput.Single(input)?.GetData()
            ?? (input.BaseObject as Posterior)?.GetData()
            ?? (input.BaseObject as SharedGroup)?.GetData())?.InputNames;
}
