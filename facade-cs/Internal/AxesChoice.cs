using UniversalApprox.Core.Networks;

namespace UniversalApprox.Internal;

/// <summary>Which columns have a logarithmic axis.</summary>
internal sealed record AxesChoice(bool[] LogX, bool LogY)
{
    /// <summary>Stands for all inputs.</summary>
    public const string All = "*";

    public bool IsLinear => !LogY && !Array.Exists(LogX, isLog => isLog);

    /// <summary>Finds the named inputs; the case of their letters does not matter where it makes no difference.</summary>
    /// <param name="logX">Names of inputs, or "*" for all; null for none.</param>
    /// <param name="logY">Whether the output is on a logarithmic axis.</param>
    /// <param name="inputs">The names of all inputs.</param>
    /// <exception cref="OptionException">A name that is not that of an input.</exception>
    public static AxesChoice Of(IReadOnlyList<string>? logX, bool logY, IReadOnlyList<string> inputs)
    {
        var chosen = new bool[inputs.Count];
        var places = new ColumnPlaces([.. inputs]);
        foreach (string name in logX ?? [])
        {
            if (name == All)
            {
                Array.Fill(chosen, true);
                continue;
            }

            string[] found = places.Matching(Guard.NotNull(name, nameof(LogX)));
            if (found.Length != 1)
                throw new OptionException(nameof(LogX), PlainText.Visible(name), $"among the inputs, which are {PlainText.List(inputs)}, or * for all");
            chosen[places.IndexOf(found[0])] = true;
        }

        return new(chosen, logY);
    }

    public static AxesChoice Of(Axes axes) =>
        new(Array.ConvertAll(axes.Inputs, scale => scale.IsLog), axes.Output.IsLog);

    public Axes ToCore() => new(Array.ConvertAll(LogX, Scale), Scale(LogY));

    /// <summary>The data on these axes.</summary>
    public CurveData On(CurveData data) => IsLinear ? data : new(Core.Data.CurveDataModule.withAxes(ToCore(), data.Inner));

    private static Core.Networks.AxisScale Scale(bool isLog) => isLog ? Core.Networks.AxisScale.Log : Core.Networks.AxisScale.Linear;
}
