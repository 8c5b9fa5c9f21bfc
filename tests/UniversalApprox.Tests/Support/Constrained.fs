/// NIST's data set Rat42, and constraints by the names of parameters.
module UniversalApprox.Tests.Support.Constrained

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

let rat42 =
    CurveData.create
        "Rat42"
        [| "x" |]
        "y"
        [| [| 9.0; 14.0; 21.0; 28.0; 42.0; 57.0; 63.0; 70.0; 79.0 |] |]
        [| 8.93; 10.8; 18.59; 22.33; 39.35; 56.11; 61.73; 64.62; 67.08 |]

let fixing entries =
    { Constraints.none with
        Fix = [| for name, value in entries -> { Parameter = name; Value = value }: FixedParameter |]
    }

let bounding entries constraints =
    { constraints with
        Bound = [| for name, lower, upper in entries -> { Parameter = name; Lower = lower; Upper = upper } |]
    }
