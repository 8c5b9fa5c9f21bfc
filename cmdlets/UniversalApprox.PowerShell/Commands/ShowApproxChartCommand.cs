using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Draws data, fits, comparisons and posteriors in the terminal, as lines of text.</summary>
[Cmdlet(VerbsCommon.Show, "ApproxChart")]
[OutputType(typeof(string))]
public sealed class ShowApproxChartCommand : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Width { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Height { get; set; }

    [Parameter]
    public SwitchParameter Ascii { get; set; }

    [Parameter]
    public SwitchParameter NoBand { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? Lower { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? Upper { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Write);

    private void Write(PSObject input)
    {
        if (Draw(input) is { } lines)
            WriteObject(lines, enumerateCollection: true);
    }

    private IReadOnlyList<string>? Draw(PSObject input)
    {
        TextChartOptions options = Options();
        switch (input.BaseObject)
        {
            case CurveData data:
                return TextChart.Draw(data, options);
            case Posterior posterior:
                return Background(() => TextChart.Draw(posterior, options));
            case ShallowNetwork network:
                return OfNetwork(network, options);
            case SharedGroup group:
                double[] x = group.GetData().Inputs[0].ToArray();
                return TextChart.Draw(group.GetNetwork(), Lower ?? x.Min(), Upper ?? x.Max(), options);
            case string formula:
                return OfNetwork(ShallowNetwork.Parse(formula), options);
        }

        if (FitInput.Single(input) is { } fit)
            return Background(() => TextChart.Draw(fit, options, Uncertainty(fit)));
        WriteError(ErrorRecords.WrongInput(
            $"Data, a fit, a comparison, a posterior, a network or a formula is needed; got {PipelineInput.TypeName(input)}.{PipelineInput.NetworkHint(input)}", input));
        return null;
    }

    private IReadOnlyList<string> OfNetwork(ShallowNetwork network, TextChartOptions options) =>
        Lower is { } lower && Upper is { } upper
            ? TextChart.Draw(network, lower, upper, options)
            : throw new ArgumentException("A network alone does not say where to draw it: give -Lower and -Upper.");

    /// <summary>The approximation that the band is drawn from; null where no band is wanted or the approximation cannot be trusted.</summary>
    private FitUncertainty? Uncertainty(UnitFit fit)
    {
        if (NoBand || fit.GetData().Dimension > 1)
            return null;
        try
        {
            FitUncertainty uncertainty = fit.GetUncertainty(null, Cancellation);
            return uncertainty.IsTrusted ? uncertainty : null;
        }
        catch (OptionException)
        {
            return null;
        }
    }

    private TextChartOptions Options()
    {
        (int width, int height) = Terminal.Size(Host);
        return new()
        {
            Width = Width ?? width,
            Height = Height ?? height,
            Ascii = Ascii || !Terminal.ShowsBraille,
            Colour = Terminal.ShowsColour(this),
        };
    }
}
