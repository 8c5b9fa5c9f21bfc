/// Numbers as answers tell them.
module internal UniversalApprox.Core.Sweep.Wording

open System
open System.Globalization

/// A number with this many significant digits, without an exponent for ordinary sizes.
let rounded (significant: int) (value: float) =
    let size = abs value

    if size <> 0.0 && (size < 1e-4 || size >= 1e6) then
        value.ToString("0.##e+0", CultureInfo.InvariantCulture)
    else
        let whole = if size = 0.0 then 0 else 1 + int (Math.Floor(log10 size))
        value.ToString("F" + string (max 0 (significant - whole)), CultureInfo.InvariantCulture)

let number = rounded 3

let percent part = rounded 2 (100.0 * part) + " %"

let pValue p =
    if p < 1e-15 then "p < 1e-15"
    elif p > 0.995 then "p = 1"
    else $"p = {rounded 2 p}"
