using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The looks of a picture made of characters (<see cref="TextChart"/>).</summary>
public sealed record TextChartOptions
{
    private static readonly Charts.Text.TextChartOptions Usual = Charts.Text.TextChart.defaults;

    /// <summary>Characters in a line, from 30 to 1000.</summary>
    /// <value>Default: 80.</value>
    public int Width { get; init; } = Usual.Width;

    /// <summary>Lines, from 8 to 500: title, axis and legend included.</summary>
    /// <value>Default: 24.</value>
    public int Height { get; init; } = Usual.Height;

    /// <summary>Whether only characters of ASCII are used; else curves are braille patterns.</summary>
    /// <value>Default: false.</value>
    public bool Ascii { get; init; }

    /// <summary>Whether escape sequences of terminals (ECMA-48) colour curve, points and band.</summary>
    /// <value>Default: false.</value>
    public bool Colour { get; init; }

    /// <summary>Rejects options that are out of range. Every member that takes options checks them too.</summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate() => Charts.Text.TextChart.validate(ToCore());

    /// <summary>One line with every option.</summary>
    /// <returns>For example "TextChartOptions { Width = 80, Height = 24, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Charts.Text.TextChartOptions ToCore() => new(Width, Height, Ascii, Colour);
}
