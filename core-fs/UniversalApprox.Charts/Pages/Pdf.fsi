namespace UniversalApprox.Charts.Pages

open System.Threading

/// Prints pages to PDF with an installed browser: Chromium, Chrome or Edge.
[<RequireQualifiedAccess>]
module Pdf =
    /// The program of the browser. `named` is its path, or its name on the search path; None takes the first of Chromium, Chrome
    /// and Edge that is there.
    /// Errors: OptionException of `Browser` if there is none.
    val findBrowser: named: string option -> string

    /// The PDF of a page that needs no other files: A4, in light colours, with all figures, page numbers (from Chromium 131), and an
    /// outline. The work takes place in a folder beside `path`, which it removes.
    /// Errors: IOException with the browser's words if it makes no PDF within two minutes; OperationCanceledException.
    val print: browser: string -> path: string -> cancellation: CancellationToken -> html: string -> byte[]
