/// Invoke-UnitSweep on rows from any command: which columns, which values, and what happens to bad ones.
module UniversalApprox.Tests.Cmdlets.InvokeUnitSweepRowsTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

let private quick = "-Units 1 -Restarts 1 -Fold 0"

/// The data that a sweep of rows was made of: its text, the inputs in order, and the outputs.
let private dataOf rows options =
    match
        outputOf
            $"$data = ({rows} | Invoke-UnitSweep {options} {quick}).GetData()
              \"$data\"
              ,$data.Outputs.ToArray()
              foreach ($column in $data.Inputs) {{ ,$column.ToArray() }}"
    with
    | text :: columns ->
        let columns = columns |> List.map LanguagePrimitives.ConvertTo<float[]>
        string text, columns.Tail, columns.Head
    | [] -> failtest "nothing"

let private accepts =
    testList
        "accepts"
        [
            testCase "objects, dictionaries and texts in invariant notation alike"
            <| fun () ->
                let expected =
                    "data: 6 points, response(dose)", [ [| 1.5; 3.0; 4.5; 6.0; 7.5; 9.0 |] ], [| 0.0 .. 5.0 |]

                for row in
                    [
                        "[pscustomobject]@{ response = $_ - 1; other = 'x'; dose = 1.5 * $_ }"
                        "[pscustomobject]@{ Dose = \"$(1.5 * $_)\"; Response = \" $($_ - 1)e0 \" }"
                        "@{ dose = [decimal] (1.5 * $_); response = [byte] ($_ - 1) }"
                        "[ordered]@{ dose = [float] (1.5 * $_); response = [long] ($_ - 1) }"
                    ] do
                    Expect.equal
                        (dataOf $"1..6 | ForEach-Object {{ {row} }}" "-X dose -Y response")
                        expected
                        row

            testCase "rows of two columns without being told which is which"
            <| fun () ->
                let text, inputs, outputs =
                    dataOf "1..9 | ForEach-Object { [pscustomobject]@{ dose = $_; response = -$_ } }" ""

                Expect.equal text "data: 9 points, response(dose)" "names"
                Expect.equal (inputs, outputs) ([ [| 1.0 .. 9.0 |] ], [| -1.0 .. -1.0 .. -9.0 |]) "numbers"

            testCase "decimal commas, missing values and times, when asked or found"
            <| fun () ->
                let text, inputs, outputs =
                    dataOf
                        "1..9 | ForEach-Object { [pscustomobject]@{ at = \"2026-03-0$_\"; y = $_ -eq 4 ? 'NA' : \"$_,5\" } }"
                        "at y -DecimalSeparator ',' -MissingValue NA"

                Expect.equal text "data: 8 points, y(at (days since 2026-03-01 00:00))" "names"
                Expect.equal inputs [ [| 0.0; 1.0; 2.0; 4.0; 5.0; 6.0; 7.0; 8.0 |] ] "days"
                Expect.equal outputs [| 1.5; 2.5; 3.5; 5.5; 6.5; 7.5; 8.5; 9.5 |] "commas"

            testCase "several inputs, a name, and names in any script"
            <| fun () ->
                let text, inputs, outputs =
                    dataOf
                        "1..9 | ForEach-Object { [pscustomobject]@{ Größe = $_; ψ = -$_; 结果 = $_ * $_ } }"
                        "Größe, ψ 结果 -Name 数据"

                Expect.equal text "数据: 9 points, 结果(Größe, ψ)" "names"
                Expect.equal inputs [ [| 1.0 .. 9.0 |]; [| -1.0 .. -1.0 .. -9.0 |] ] "inputs"
                Expect.equal outputs [| for i in 1.0 .. 9.0 -> i * i |] "output"

            testCase "texts in the same way under a culture with decimal commas"
            <| fun () ->
                let script =
                    "$german = [cultureinfo]::InvariantCulture.Clone()
                     $german.NumberFormat.NumberDecimalSeparator = ','
                     $german.NumberFormat.NumberGroupSeparator = '.'
                     $before = [cultureinfo]::CurrentCulture
                     [cultureinfo]::CurrentCulture = $german
                     try {
                         $fit = 1..9 | ForEach-Object { @{ x = \"$_.5\"; y = $_ * 1.25 } } | Invoke-UnitSweep x y -Units 1 -Restarts 1
                         $fit.GetData().Inputs[0].ToArray()
                         $fit.Formula
                     } finally { [cultureinfo]::CurrentCulture = $before }"

                let values, formula = outputOf script |> List.splitAt 9
                Expect.equal (values |> List.map (fun x -> x.BaseObject :?> float)) [ 1.5 .. 9.5 ] "inputs"
                Expect.isFalse ((string formula[0]).Contains ',') "formula"

            testCase "rows beside data sets"
            <| fun () ->
                let fits =
                    outputOf
                        $"& {{ New-CurveData Step -Points 9; 1..9 | ForEach-Object {{ @{{ a = $_; b = $_ }} }} }} |
                              Invoke-UnitSweep a b {quick}"

                Expect.equal (properties<string> "Data" fits) [ "Step"; "data" ] "data"

            testCase "repeated inputs"
            <| fun () ->
                let result =
                    run
                        $"1, 1, 2, 2, 3, 3, 4, 4 | ForEach-Object {{ @{{ a = $_; b = $_ }} }} | Invoke-UnitSweep a b {quick}"

                Expect.equal (result.Output.Length, result.Errors) (1, []) "a fit"

            testCase "the rest where bad rows are to be skipped, with a warning that counts them"
            <| fun () ->
                let result =
                    run
                        $"'1', 'n/a', '3', $null, '5', '6', 'NaN', '8', '9' |
                             ForEach-Object {{ [pscustomobject]@{{ a = $_; b = 2 }} }} |
                             Invoke-UnitSweep a b {quick} -SkipInvalid"

                Expect.exists
                    result.Warnings
                    (fun warning ->
                        warning.Contains "Skipped 3 of 9 rows" && warning.Contains "row 2, column \"a\"")
                    "warning"

                Expect.equal result.Output.Length 1 "fit"
        ]

let private refuses =
    let refused rows options (identifier: string) category (parts: string list) =
        testCase $"{rows} | Invoke-UnitSweep {options}"
        <| fun () ->
            let error = errorOf $"{rows} | Invoke-UnitSweep {options}"
            Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"
            Expect.equal error.CategoryInfo.Category category "category"

            for part in parts do
                Expect.stringContains (string error) part "message"

    let rows = "1..9 | ForEach-Object { [pscustomobject]@{ a = $_; b = $_; d = 1 } }"
    let invalid, wrong = ErrorCategory.InvalidArgument, ErrorCategory.InvalidType

    testList
        "refuses"
        [
            refused rows "" "UnknownColumns" invalid [ "-X and -Y"; "a, b" ]
            refused rows "-X a" "UnknownColumns" invalid [ "-X and -Y"; "a, b" ]
            refused rows "-X a -Y c" "UnknownColumns" invalid [ "\"c\""; "a, b" ]
            refused rows "-X a, b -Y A" "ContradictoryArguments" invalid [ "-X and -Y"; "a twice" ]
            refused "1, 2" "-X a -Y b" "UnknownColumns" invalid [ "\"a\""; "none" ]
            refused "'dose.csv'" "-X a -Y b" "WrongInput" wrong [ "'dose.csv'"; "Import-CurveData" ]
            refused "[IO.FileInfo] 'dose.csv'" "" "WrongInput" wrong [ "dose.csv"; "Import-CurveData" ]
            refused
                "@{ a = 1; b = 1 }, @{ a = 'one'; b = 1 }"
                "a b"
                "InvalidRow"
                ErrorCategory.InvalidData
                [ "Row 2"; "column \"a\""; "\"one\""; "-SkipInvalid" ]
            refused
                "@{ a = 1; b = 1 }, @{ a = 2 }"
                "a b"
                "InvalidRow"
                ErrorCategory.InvalidData
                [ "Row 2"; "\"b\""; "missing" ]
            refused
                "@{ a = 1; b = '1,5' }"
                "a b"
                "InvalidRow"
                ErrorCategory.InvalidData
                [ "Row 1"; "\"1,5\"" ]
            refused
                "@{ a = 1, 2; b = 1 }"
                "a b"
                "InvalidRow"
                ErrorCategory.InvalidData
                [ "Row 1"; "\"a\""; "Object[]" ]
            refused "@{ a = 'x'; b = 1 }" "a b -SkipInvalid" "WrongInput" wrong [ "None of the rows" ]
            refused
                "$null"
                "a b"
                "ParameterArgumentValidationErrorNullNotAllowed"
                ErrorCategory.InvalidData
                [ "InputObject"; "null" ]

            testCase "nothing where no rows come, but says so"
            <| fun () ->
                let result = run "@() | Invoke-UnitSweep a b"
                Expect.equal (result.Output, result.Errors) ([], []) "nothing"
                Expect.stringContains (List.exactlyOne result.Warnings) "No rows" "warning"
        ]

[<Tests>]
let tests = testList "cmdlets Invoke-UnitSweep on rows" [ accepts; refuses ]
