/// Export-McmcChain, Import-McmcChain and Export-ApproxTable.
module UniversalApprox.Tests.Cmdlets.McmcChainTests

open System.IO
open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Interchange
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private posterior =
    "$posterior = Invoke-Mcmc -LogDensity '-0.5*(a^2 + b^2)' -Start 0, 0 -Radius 1 -Sampler Ensemble -Ensembles 2 -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue\n"

let private texts = List.map string

[<Tests>]
let tests =
    testList
        "chain cmdlets"
        [
            testCase "the extension says the format, and Import-McmcChain gives back the draws"
            <| inFolder (fun folder ->
                let same =
                    outputIn
                        folder
                        $"{posterior}foreach ($name in 'a.h5', 'a.parquet', 'a.zarr', 'a.zarr.zip') {{ $posterior | Export-McmcChain $name }}
                          $posterior | Export-McmcChain b.data -Format Emcee -Group other -Thin 4
                          $again = Import-McmcChain a.h5 -WarningAction SilentlyContinue
                          $key = {{ \"$($_.Ensemble) $($_.Walker) $($_.a) $($_.b) $($_.LogDensity)\" }}
                          (($again | Get-McmcSample -Raw).ForEach($key) -join ';') -eq (($posterior | Get-McmcSample -Raw).ForEach($key) -join ';')
                          $again.ParameterNames -join ' '
                          (Import-McmcChain b.data -Format Emcee -Group other -WarningAction SilentlyContinue).KeptSteps"

                Expect.equal (texts same) [ "True"; "a b"; "10" ] "draws"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 5 "files, and nothing beside them"
                Expect.isTrue (Directory.Exists(Path.Combine(folder, "a.zarr"))) "folder")

            testCase "files of a pattern are one posterior, and a warning gives its verdict"
            <| inFolder (fun folder ->
                Samples.stanFiles folder |> ignore

                let result =
                    runIn
                        folder
                        "$p = Import-McmcChain output_*.csv -Verbose; $p.Ensembles, $p.IsConverged, ($p.ParameterNames -join ' ')
                         (Get-ChildItem output_1.csv | Import-McmcChain -Parameters mu).ParameterNames"

                Expect.equal (texts result.Output) [ "4"; "True"; "mu theta[1] theta[2]"; "mu" ] "posteriors"
                Expect.hasLength result.Warnings 1 "of the single chain"
                Expect.stringContains result.Warnings.Head "one chain" "verdict"
                Expect.exists result.Verbose _.Contains("unconstrained") "notes")

            testCase "a report of an imported chain names its files and needs no data"
            <| inFolder (fun folder ->
                Samples.stanFiles folder |> ignore
                outputIn folder "Import-McmcChain output_*.csv | Export-ApproxReport r.html" |> ignore

                Expect.stringContains
                    (File.ReadAllText(Path.Combine(folder, "r.html")))
                    "output_2.csv"
                    "file")

            testCase "what cannot be done is an error, and no file is written or changed"
            <| inFolder (fun folder ->
                let paths = Samples.stanFiles folder
                File.WriteAllText(Path.Combine(folder, "chain.txt"), "x")

                for script, id, category, part in
                    [
                        "$posterior | Export-McmcChain chain.txt",
                        "ContradictoryArguments",
                        ErrorCategory.InvalidArgument,
                        ".parquet"
                        "$posterior | Export-McmcChain chain.csv",
                        "ContradictoryArguments",
                        ErrorCategory.InvalidArgument,
                        "Export-Csv"
                        "$posterior, $posterior | Export-McmcChain x.h5",
                        "ContradictoryArguments",
                        ErrorCategory.InvalidArgument,
                        "one posterior"
                        "5 | Export-McmcChain x.h5", "WrongInput", ErrorCategory.InvalidType, "posterior"
                        "$posterior | Export-McmcChain chain.txt -Format Emcee",
                        "FileExists",
                        ErrorCategory.ResourceExists,
                        "-Force"
                        "$posterior | Export-McmcChain x.zarr -LogLikelihood",
                        "InvalidArgument",
                        ErrorCategory.InvalidArgument,
                        "data"
                        "$posterior | Export-McmcChain x.h5 -Thin 0",
                        "InvalidArgument",
                        ErrorCategory.InvalidArgument,
                        "-Thin"
                        "Import-McmcChain chain.txt",
                        "InvalidChainFile",
                        ErrorCategory.InvalidData,
                        "-Format"
                        "Import-McmcChain chain.txt -Format Emcee",
                        "InvalidChainFile",
                        ErrorCategory.InvalidData,
                        "expected an HDF5 file"
                        "Import-McmcChain output_1.csv, none.csv",
                        "FileNotFound",
                        ErrorCategory.ObjectNotFound,
                        "none.csv"
                        "Import-McmcChain output_1.csv -BurnIn -1",
                        "InvalidArgument",
                        ErrorCategory.InvalidArgument,
                        "-BurnIn"
                        "Import-McmcChain output_1.csv, chain.txt",
                        "InvalidChainFile",
                        ErrorCategory.InvalidData,
                        "same format"
                        "1 | Export-ApproxTable x.csv",
                        "ContradictoryArguments",
                        ErrorCategory.InvalidArgument,
                        "Export-Csv"
                    ] do
                    let error = errorIn folder (posterior + script)
                    Expect.equal (error.FullyQualifiedErrorId.Split(',')[0]) id script
                    Expect.equal error.CategoryInfo.Category category script
                    Expect.stringContains (string error) part script

                Expect.equal (File.ReadAllText(Path.Combine(folder, "chain.txt"))) "x" "kept"
                Expect.hasLength (Directory.GetFileSystemEntries folder) (paths.Length + 1) "nothing new")

            testCase "-WhatIf writes nothing, and -Force replaces a Zarr folder"
            <| inFolder (fun folder ->
                outputIn folder (posterior + "$posterior | Export-McmcChain a.zarr -WhatIf") |> ignore
                Expect.isEmpty (Directory.GetFileSystemEntries folder) "nothing"

                outputIn
                    folder
                    (posterior
                     + "$posterior | Export-McmcChain a.zarr; $posterior | Export-McmcChain a.zarr -Force")
                |> ignore

                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "one folder")

            testCase "rows of a pipeline become a table as they come"
            <| inFolder (fun folder ->
                outputIn
                    folder
                    "New-CurveData Sine -Points 30 | Invoke-UnitSweep -Units 1, 2 -Restarts 1 -Folds 0 | Export-ApproxTable fits.parquet
                     New-CurveData Sine -Points 30 | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 | Invoke-Mcmc -Stream -Steps 60 -BurnIn 20 | Export-ApproxTable draws.parquet
                     [pscustomobject]@{ a = 1; b = 'x'; c = $null }, [pscustomobject]@{ a = 2; b = 'y'; c = 1.5 } | Export-ApproxTable rows.parquet"
                |> ignore

                let columns name = ParquetTests.readParquet (Path.Combine(folder, name))

                Expect.equal
                    (columns "fits.parquet" |> List.find (fst >> (=) "Units") |> snd)
                    [ box 1L; box 2L ]
                    "fits"

                let steps = columns "draws.parquet" |> List.find (fst >> (=) "Step") |> snd
                Expect.equal (List.max (List.map (fun (step: obj) -> step :?> int64) steps)) 60L "draws"

                Expect.equal
                    (columns "rows.parquet")
                    [ "a", [ box 1L; box 2L ]; "b", [ box "x"; box "y" ]; "c", [ null; box 1.5 ] ]
                    "rows")

            testCase "a table of rows that differ, or of none, is an error and no file"
            <| inFolder (fun folder ->
                for script in
                    [
                        "(New-NeuronSum 'sig(x)'), (New-CurveData Sine -Points 20) | Export-ApproxTable t.parquet"
                        "@() | Export-ApproxTable t.parquet"
                    ] do
                    let error = errorIn folder script
                    Expect.equal (error.FullyQualifiedErrorId.Split(',')[0]) "InvalidArgument" script

                Expect.isEmpty (Directory.GetFileSystemEntries folder) "nothing")
        ]
