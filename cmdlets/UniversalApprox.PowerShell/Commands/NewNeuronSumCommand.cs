using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Makes a network from a formula such as "24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1".</summary>
[Cmdlet(VerbsCommon.New, "NeuronSum")]
[OutputType(typeof(ShallowNetwork))]
public sealed class NewNeuronSumCommand : ModuleCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string Formula { get; set; } = "";

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Dimension { get; set; }

    [Parameter]
    [ActivationTransform]
    public Activation? Activation { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ShallowNetwork network = ShallowNetwork.Parse(Formula, Dimension);
            WriteObject(Activation is { } other ? network.WithActivation(other) : network);
        }
        catch (FormulaException error)
        {
            WriteError(ErrorRecords.InvalidFormula(error));
        }
        catch (OptionException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, Formula));
        }
    }
}
