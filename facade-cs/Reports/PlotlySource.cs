namespace UniversalApprox;

/// <summary>Where a page finds plotly.js, which draws its figures.</summary>
public enum PlotlySource : long
{
    /// <summary>In the page itself: one file that works anywhere, without a network. It adds 0.5 to 2 MB.</summary>
    Inline,

    /// <summary>In a file beside the page, which several pages can share.</summary>
    Directory,

    /// <summary>On Plotly's server: the page needs a network, and its reader's address becomes known there.</summary>
    Cdn,
}
