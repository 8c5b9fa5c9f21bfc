using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A cmdlet that writes rows about the curve of each network, fit or posterior of one input.</summary>
/// <typeparam name="T">The rows.</typeparam>
public abstract class CurveRowsCmdlet<T> : FitUncertaintyCmdlet
    where T : class
{
    // The errors of the last fit: rows of the pipeline ask for levels of one fit, whose draws take a moment.
    private (object Input, FitUncertainty Uncertainty)? last;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    [NumbersTransform]
    public double? Lower { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? Upper { get; set; }

    /// <summary>The rows of a fit.</summary>
    private protected abstract IReadOnlyList<T> Rows(FitUncertainty uncertainty);

    /// <summary>The rows of a posterior.</summary>
    private protected abstract IReadOnlyList<T> Rows(Posterior posterior);

    /// <summary>The rows of a network alone.</summary>
    private protected abstract IReadOnlyList<T> Rows(ShallowNetwork network, double lower, double upper);

    /// <summary>Tells what a curve lacks.</summary>
    private protected abstract void Tell(string curve, IReadOnlyList<T> rows);

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Write);

    private void Write(PSObject input)
    {
        switch (input.BaseObject)
        {
            case Posterior posterior:
                Write(posterior.GetData()?.Name ?? "The posterior", () => Rows(posterior));
                break;
            case UnitFit or UnitComparison:
                OfFit(input.BaseObject, FitInput.Single(input)!);
                break;
            case ShallowNetwork network:
                OfNetwork(network);
                break;
            case SharedGroup group:
                Write(Shown.Text(group.Group), () => OfData(group.GetNetwork(), group.GetData()));
                break;
            case string formula:
                OfNetwork(ShallowNetwork.Parse(formula));
                break;
            default:
                WriteError(ErrorRecords.WrongInput(
                    $"A network, a fit, a comparison, a formula or a posterior is needed; got {PipelineInput.TypeName(input)}.{PipelineInput.NetworkHint(input)}", input));
                break;
        }
    }

    /// <summary>A fit whose posterior cannot be had is a network on the range of its data, unless priors were asked for.</summary>
    private void OfFit(object input, UnitFit fit)
    {
        try
        {
            FitUncertainty uncertainty = last is { } known && ReferenceEquals(known.Input, input) ? known.Uncertainty : Uncertainty(fit);
            last = (input, uncertainty);
            Write(Name(fit), () => Rows(uncertainty));
        }
        catch (OptionException error) when (error.Option == "fit" && !MyInvocation.BoundParameters.ContainsKey(nameof(Priors)))
        {
            WriteWarning($"{Name(fit)}: {error.Message}");
            Write(Name(fit), () => OfData(fit.GetNetwork(), fit.GetData()));
        }
    }

    /// <summary>A network on the range of its data.</summary>
    private IReadOnlyList<T> OfData(ShallowNetwork network, CurveData data)
    {
        double[] x = data.Inputs[0].ToArray();
        return Rows(network, Lower ?? x.Min(), Upper ?? x.Max());
    }

    private void OfNetwork(ShallowNetwork network)
    {
        if (Lower is not { } lower || Upper is not { } upper)
            throw new ArgumentException("A network alone does not say where to look: give -Lower and -Upper.");
        Write(Shown.Text(network), () => Rows(network, lower, upper));
    }

    private void Write(string curve, Func<IReadOnlyList<T>> work)
    {
        IReadOnlyList<T> rows = Background(work);
        Tell(curve, rows);
        WriteObject(rows, enumerateCollection: true);
    }
}
