/// Invoke-Mcmc on fits, data and script blocks: what it samples, writes and refuses.
module UniversalApprox.Tests.Cmdlets.InvokeMcmcTests

open System.IO
open System.Management.Automation
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private fit =
    "$fit = New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 1 -Restarts 2 -Fold 0\n"

let private normal = "{ param($p) -0.5 * ($p[0] * $p[0] + $p[1] * $p[1]) }"
let private brief = "-Steps 30 -BurnIn 10 -Ensembles 2 -WarningAction SilentlyContinue"

let private verdictOf options = outputOf $"{fit}$fit | Invoke-Mcmc {brief} {options} | Get-McmcSample -Raw"

let private logDensities options = verdictOf options |> properties<float> "LogDensity"

/// Enough effective draws to judge by, and then a mean within five standard errors.
let private gates (truths: (string * float) list) (summaries: PSObject list) =
    for name, truth in truths do
        let row = summaries |> List.find (fun row -> property<string> "Name" row = name)
        Expect.isGreaterThanOrEqual (property<float> "EssBulk" row) 200.0 $"effective draws of {name}"

        Expect.isLessThan
            (abs (property<float> "Mean" row - truth))
            (5.0 * property<float> "McseMean" row)
            $"mean of {name}"

let private samples =
    testList
        "samples"
        [
            testCase "fits of Invoke-UnitSweep, with four walkers per parameter and four ensembles"
            <| fun () ->
                let posterior =
                    outputOf
                        "New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Fold 0 |
                             Invoke-Mcmc -Sampler Ensemble -Steps 30 -BurnIn 10 -WarningAction SilentlyContinue"

                Expect.all posterior (fun item -> typeName item = "UniversalApprox.Posterior") "type"

                Expect.equal
                    (properties<int> "Walkers" posterior)
                    [ 12; 20 ]
                    "walkers: amplitudes and offset are not sampled"

                Expect.equal (properties<int> "Ensembles" posterior) [ 4; 4 ] "ensembles"
                Expect.equal (properties<int> "KeptSteps" posterior) [ 20; 20 ] "kept steps"

            testCase "and with -Stream writes the draws of fits as they come"
            <| fun () ->
                let streamed = outputOf $"{fit}$fit | Invoke-Mcmc -Steps 30 -BurnIn 10 -Ensembles 1 -Stream"

                let kept =
                    outputOf
                        $"{fit}$fit | Invoke-Mcmc -Steps 30 -BurnIn 10 -Ensembles 1 -WarningAction SilentlyContinue | Get-McmcSample -Raw"

                Expect.equal (columns streamed.Head) (columns kept.Head) "columns"

                Expect.equal
                    (properties<float> "LogDensity" streamed)
                    (properties<float> "LogDensity" kept)
                    "the same draws"

            testCase "data, with the size and the activation of the network"
            <| fun () ->
                let posterior =
                    outputOf
                        $"New-CurveData Step -Points 20 | Invoke-Mcmc -Units 2 -Activation Tanh -Start Prior {brief}"

                let names = property<string[]> "ParameterNames" posterior.Head
                Expect.equal names.Length 8 "two units, an offset and the noise"

            testCase "a density with modes that are far apart, by tempering, with its evidence"
            <| fun () ->
                let posterior =
                    outputOf
                        "Invoke-Mcmc -LogDensity 'log(0.9*exp(-0.5*(x + 5)^2) + 0.1*exp(-0.5*(x - 5)^2))' -Priors @{ x = 'Normal(0, 10)' } -Sampler Tempering -Temperatures 7 -SwapEvery 2 -Steps 2000 -WarningAction SilentlyContinue"
                    |> List.exactlyOne

                Expect.equal (string posterior.Properties["Sampler"].Value) "Tempering" "sampler"

                // −½ ln 101 − 12.5/101.
                Expect.isLessThan
                    (abs (property<float> "LogEvidence" posterior + 2.4313))
                    (5.0 * property<float> "LogEvidenceError" posterior)
                    "evidence"

                let script =
                    outputOf
                        "(Invoke-Mcmc -LogDensity { param($p) -0.5 * $p[0] * $p[0] } -ParameterNames x -Priors @{ x = 'Normal(0, 1)' } -Sampler Tempering -Temperatures 3 -Steps 200 -BurnIn 50 -Ensembles 2 -WarningAction SilentlyContinue).GetTemperatures()"

                Expect.equal (properties<int> "Ensemble" script) [ 1; 1; 1; 2; 2; 2 ] "rows of a script block"

            testCase "rows, as Invoke-UnitSweep reads them"
            <| inFolder (fun folder ->
                let rows = String.concat "\n" [ for i in 1..20 -> $"{i};{i / 10},5;-" ]
                write folder "rows.csv" $"dose;response;note\n{rows}" |> ignore

                let sampled options =
                    $"Invoke-Mcmc {options} -Units 1 {brief} | ForEach-Object {{ \"$($_.GetData())\" }}"

                let two = "Import-Csv rows.csv -Delimiter ';' | Select-Object dose, response"
                let all = "Import-Csv rows.csv -Delimiter ';'"
                let named = "dose response -DecimalSeparator ',' -Name own"

                Expect.equal
                    (linesIn
                        folder
                        (two + " | " + sampled "-DecimalSeparator ','" + "\n" + all + " | " + sampled named))
                    [ "data: 20 points, response(dose)"; "own: 20 points, response(dose)" ]
                    "data"

                for options, identifier, part in
                    [
                        "-Units 1", "UnknownColumns", "-X and -Y"
                        "", "WrongInput", "give -Units"
                        "-Stream", "WrongInput", "Invoke-UnitSweep"
                        "dose response -Units 1", "InvalidRow", "Row 1"
                    ] do
                    let error = errorIn folder $"{all} | Invoke-Mcmc {options}"
                    Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") options
                    Expect.stringContains (string error) part options)

            testCase "a script block on the pipeline's thread, whose variables it sees"
            <| fun () ->
                let result =
                    run
                        "$centre = 3; $threads = @{}
                         $posterior = Invoke-Mcmc -LogProbability {
                             param($p)
                             $threads[[Environment]::CurrentManagedThreadId] = 1
                             -0.5 * (($p[0] - $centre) * ($p[0] - $centre) + $p[1] * $p[1] / 4)
                         } -Parameter a, b -Start 3, 0 -Radius 1 -Steps 1500 -BurnIn 100 -Ensembles 2 -WarningAction SilentlyContinue
                         $threads.Count; $posterior.Walkers
                         $posterior | Get-McmcSummary"

                Expect.isEmpty result.Errors "errors"

                Expect.equal
                    (result.Output |> List.take 2 |> List.map (fun item -> string item))
                    [ "1"; "8" ]
                    "threads, walkers"

                gates [ "a", 3.0; "b", 0.0 ] (List.skip 2 result.Output)

            testCase "text, with the names that are given or those in it, and a support"
            <| fun () ->
                outputOf
                    "Invoke-Mcmc -LogProbability '-0.5*((b - 3)^2 + (a - b)^2/4)' -Parameter a, b -Start 3, 3 -Radius 1 -Steps 1500 -BurnIn 100 -Ensembles 2 -WarningAction SilentlyContinue |
                         Get-McmcSummary"
                |> gates [ "a", 3.0; "b", 3.0 ]

                outputOf
                    "Invoke-Mcmc -LogDensity 'if(rate > 0, 2*log(rate) - rate, -inf)' -Start 3 -Radius 0.5 -Steps 1500 -BurnIn 100 -Ensembles 2 -WarningAction SilentlyContinue |
                         Get-McmcSummary"
                |> gates [ "rate", 3.0 ]

            testCase "text with priors by name"
            <| fun () ->
                outputOf
                    "Invoke-Mcmc -LogDensity '-0.5*(b - a)^2' -Prior @{ a = 'Normal(3, 0.5)'; B = 'Uniform(-100, 100)' } -Steps 1500 -BurnIn 100 -Ensembles 2 -WarningAction SilentlyContinue |
                         Get-McmcSummary"
                |> gates [ "a", 3.0; "b", 3.0 ]

            testCase "text and the same script block with the same draws, text on any number of threads"
            <| fun () ->
                let draws density options =
                    outputOf
                        $"Invoke-Mcmc -LogDensity {density} -ParameterNames a, b -Start 0, 0 -Radius 1 -Sampler Ensemble {brief} {options} | Get-McmcSample -Raw"
                    |> properties<float> "a"

                let expected = draws normal ""
                let text = "'-0.5*(a*a + b*b)'"
                Expect.equal (draws text "-Threads 1") expected "1 thread"
                Expect.equal (draws text "-Threads 2") expected "2 threads"

            testCase "only the prior where the density is 0 everywhere"
            <| fun () ->
                outputOf
                    "Invoke-Mcmc -LogProbability { 0 } -Parameter a, b -Prior @{ B = 'Uniform(-1, 1)'; a = ' normal( 3 , 0.5 )' } -Steps 1500 -BurnIn 100 -Ensembles 2 -WarningAction SilentlyContinue |
                         Get-McmcSummary"
                |> gates [ "a", 3.0; "b", 0.0 ]

            testCase "the same draws for a seed on any number of threads, others for another"
            <| fun () ->
                let one = logDensities "-Seed 7 -ThrottleLimit 1"
                Expect.equal (logDensities "-Seed 7 -ThrottleLimit 2") one "two threads"
                Expect.notEqual (logDensities "-Seed 8 -ThrottleLimit 1") one "another seed"

            testCase "until it has converged"
            <| fun () ->
                let result =
                    run
                        "Invoke-Mcmc -LogProbability { param($p) -0.5 * $p[0] * $p[0] } -Parameter a -Start 0 -Radius 1 -Walkers 8 -Steps 20000 -BurnIn 100 -Until -EffectiveSamples 300"

                let posterior = result.Output.Head
                Expect.equal (property<string> "StopReason" posterior) "Converged" "reason"
                Expect.isLessThan (property<int> "KeptSteps" posterior) 19900 "steps"
                Expect.stringStarts (property<string> "Verdict" posterior) "converged: " "verdict"
                Expect.isEmpty result.Warnings "warnings"
        ]

let private arguments =
    testList
        "arguments"
        [
            testCase "moves by names, by weights, in any case"
            <| fun () ->
                let moves options =
                    outputOf
                        $"{fit}($fit | Invoke-Mcmc {brief} {options}).GetMoveAcceptance() | ForEach-Object {{ $_.Move.Name }}"
                    |> List.map string
                    |> List.distinct
                    |> List.map (fun name -> name.ToUpperInvariant())
                    |> List.sort

                Expect.hasLength (moves "") 0 "NUTS has none"
                Expect.hasLength (moves "-Sampler Ensemble") 1 "default"
                Expect.hasLength (moves "-Move stretch, DE, Snooker, KDE, walk") 5 "names"

                Expect.equal
                    (moves "-Move @{ gaussian = 1; GaussianRandom = 2; GaussianSequential = 3 }")
                    [ "GAUSSIAN"; "GAUSSIANRANDOM"; "GAUSSIANSEQUENTIAL" ]
                    "random walks"

                Expect.equal
                    (moves "-Move @{ Stretch = 0.8; DE = 0.2 }")
                    (moves "-Move DE, STRETCH")
                    "weights"

                Expect.equal
                    (logDensities "-Move @{ Stretch = 0.8; DE = 0.2 }")
                    (logDensities "-Move @{ DE = 0.2; Stretch = 0.8 }")
                    "a hashtable has no order"

            for options, names in
                [
                    "", "w1 b1 a1 c log_sigma"
                    "-Likelihood Gaussian -NoiseLevel 0.1", "w1 b1 a1 c"
                    "-Likelihood studentt -DegreesOfFreedom 3", "w1 b1 a1 c log_sigma"
                    "-Likelihood StudentT -NoiseLevel 0.1", "w1 b1 a1 c"
                    "-Likelihood MeanSquaredError", "w1 b1 a1 c"
                ] do
                testCase $"likelihood {options}"
                <| fun () ->
                    let row = (verdictOf options).Head

                    Expect.equal (columns row |> List.skip 4 |> String.concat " ") names "sampled parameters"

            testCase "priors of a network as text"
            <| fun () ->
                let widths =
                    verdictOf
                        "-Start Prior -Prior @{ weight = 'Uniform(5, 5.5)'; Bias = 'StudentT(3, 0, 1)'; Amplitude = 'Normal(0, 3)'; Offset = 'Normal(0, 1)'; Noise = 'LogNormal(0, 1)' }"
                    |> properties<float> "w1"

                Expect.all widths (fun w -> w >= 5.0 && w <= 5.5) "inside the prior's support"

            testCase "starts: around the fit, the prior, a point, walkers"
            <| fun () ->
                let first options =
                    outputOf
                        $"{fit}$fit | Invoke-Mcmc -Sampler Ensemble -Density Full -Steps 1 -BurnIn 0 -Ensembles 1 -WarningAction SilentlyContinue {options} | Get-McmcSample -Raw"

                let amplitudes options = first options |> properties<float> "a1"
                let near (centre: float) width = List.forall (fun (a: float) -> abs (a - centre) < width)
                let around = amplitudes "-Likelihood MeanSquaredError -Start 1, 2, 3, 4 -Radius 0.001"
                Expect.isTrue (near 3.0 0.05 around) "a point"
                Expect.isGreaterThan (List.length (List.distinct around)) 4 "spread"

                Expect.notEqual
                    (amplitudes "-Start fit")
                    (amplitudes "")
                    "the default is spread around the modes"

                Expect.isGreaterThan (amplitudes "-Start Prior" |> List.map abs |> List.max) 20.0 "prior"

                let given =
                    amplitudes
                        "-Likelihood MeanSquaredError -Walkers 8 -Start (1..8 | ForEach-Object { , @(($_ * 0.1), ($_ * $_ * 0.01), (10 + [math]::Sin($_)), [math]::Cos(3 * $_)) })"

                Expect.hasLength given 8 "walkers"
                Expect.isTrue (near 10.0 4.0 given) "where they were put"
        ]

let private variables =
    testList
        "-PosteriorVariable"
        [
            testCase "has what the pipeline has"
            <| fun () ->
                let result =
                    outputOf
                        $"{fit}$one = $fit | Invoke-Mcmc {brief} -PosteriorVariable same
                          $two = @($fit, $fit) | Invoke-Mcmc {brief} -PosteriorVariable script:both
                          [object]::ReferenceEquals($one, $same); $both.Count; [object]::ReferenceEquals($two[1], $both[1])"

                Expect.equal (result |> List.map string) [ "True"; "2"; "True" ] "the same objects"

            testCase "has what was sampled before a density failed"
            <| fun () ->
                let result =
                    run
                        "$script:calls = 0
                         $null = Invoke-Mcmc -LogProbability {
                             param($p)
                             if (++$script:calls -gt 2000) { throw 'late' }
                             -0.5 * $p[0] * $p[0]
                         } -Parameter a -Start 0 -Radius 1 -Steps 1000 -BurnIn 0 -Ensembles 2 -PosteriorVariable kept -ErrorAction SilentlyContinue
                         $kept.StopReason"

                Expect.equal (result.Output |> List.map string) [ "Failed" ] "kept"

            testCase "is empty when the run cannot begin, not what it was before"
            <| fun () ->
                let result =
                    run
                        $"{fit}$kept = 1; $fit | Invoke-Mcmc -Walkers 3 -PosteriorVariable kept; $null -eq $kept"

                Expect.equal (result.Output |> List.map string) [ "True" ] "no posterior"
        ]

let private otherStreams =
    testList
        "other streams"
        [
            testCase "a warning says in words that a run has not converged"
            <| fun () ->
                let result = run $"{fit}$fit | Invoke-Mcmc -Steps 30 -BurnIn 10"
                let verdict = property<string> "Verdict" result.Output.Head
                // The warning names the cmdlet's parameters, the verdict the options of any language.
                let named = Regex.Replace(verdict, @"\b(Steps|BurnIn|Moves|Priors|Ensembles)\b", "-$1")
                Expect.equal result.Warnings [ named ] "warning"
                Expect.stringStarts verdict "not converged: " "verdict"

            testCase "progress names the data and ends; verbose tells where walkers start"
            <| fun () ->
                let result = run $"{fit}$fit | Invoke-Mcmc {brief} -Verbose"

                let sampling =
                    result.Progress |> List.filter (fun record -> record.Activity.StartsWith "Sampling")

                Expect.isTrue (sampling |> List.exists (fun record -> record.Activity.Contains "Step")) "data"
                Expect.equal (List.last sampling).RecordType ProgressRecordType.Completed "completed"

                Expect.isTrue
                    (result.Verbose |> List.exists (fun line -> line.Contains "posterior mode"))
                    "verbose"

            testCase "progress of a script block, while it runs"
            <| fun () ->
                let result =
                    run $"Invoke-Mcmc -LogProbability {normal} -Parameter a, b -Start 0, 0 -Radius 1 {brief}"

                Expect.isTrue
                    (result.Progress |> List.exists (fun record -> record.StatusDescription.Contains "of 30"))
                    "steps"
        ]

let private refuses =
    let check (error: ErrorRecord) identifier category (parts: string list) =
        Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"
        Expect.equal error.CategoryInfo.Category category "category"

        for part in parts do
            Expect.stringContains (string error) part "message"

    let withFit options identifier category parts =
        testCase $"fit: {options}"
        <| fun () -> check (errorOf $"{fit}$fit | Invoke-Mcmc {options}") identifier category parts

    let invalid options parts = withFit options "InvalidArgument" ErrorCategory.InvalidArgument parts

    let contradictory options parts =
        withFit options "ContradictoryArguments" ErrorCategory.InvalidArgument parts

    let outOfRange options parts =
        withFit options "ParameterArgumentValidationError" ErrorCategory.InvalidData parts

    let density block options identifier category parts =
        testCase $"density: {block} {options}"
        <| fun () ->
            let error =
                errorOf
                    $"Invoke-Mcmc -LogProbability {block} -Parameter a, b -Steps 40 -BurnIn 10 -Ensembles 2 {options}"

            check error identifier category parts

    let fails block parts =
        density block "-Start 0, 0 -Radius 1" "LogDensityFailed" ErrorCategory.InvalidResult parts

    let badDensity block options parts =
        density block options "InvalidArgument" ErrorCategory.InvalidArgument parts

    testList
        "refuses"
        [
            invalid "-Walkers 21" [ "-Walkers must be even and at least 2 x 3 parameters = 6; got 21" ]
            invalid "-Walkers 4" [ "-Walkers"; "= 6; got 4" ]
            invalid "-Walkers 0" [ "-Walkers must be at least 2; got 0" ]
            invalid "-Steps 0" [ "-Steps must be at least 1; got 0" ]
            invalid "-Steps -5" [ "-Steps"; "got -5" ]
            invalid "-BurnIn -1" [ "-BurnIn"; "got -1" ]
            invalid "-Thin 0" [ "-Thin"; "at least 1" ]
            invalid "-Ensembles 0" [ "-Ensembles"; "at least 1" ]
            outOfRange "-Start @()" [ "'Start'" ]
            outOfRange "-Likelihood Poisson" [ "GaussianUnknown"; "MeanSquaredError" ]
            withFit
                "-Steps 1.5"
                "ParameterArgumentTransformationError"
                ErrorCategory.InvalidData
                [ "'Steps'"; "whole number" ]
            invalid "-Steps 100 -BurnIn 100" [ "-BurnIn must be from 0 to 99, below -Steps; got 100" ]
            invalid "-Steps 100 -BurnIn 500" [ "-BurnIn must be from 0 to 99, below -Steps; got 500" ]
            contradictory "-Stream -Until" [ "-Stream keeps no draws, and -Until needs them" ]
            contradictory "-Stream -PosteriorVariable kept" [ "-PosteriorVariable needs them" ]
            contradictory "-Likelihood Gaussian" [ "-NoiseLevel"; "GaussianUnknown" ]
            contradictory "-NoiseLevel 2" [ "-NoiseLevel"; "StudentT" ]
            contradictory "-DegreesOfFreedom 2" [ "-DegreesOfFreedom" ]
            contradictory "-EffectiveSamples 10" [ "-Until" ]
            invalid
                "-Sampler Tempering"
                [ "-Sampler must be Auto, Ensemble or Nuts for networks"; "got Tempering" ]
            density
                "'-a^2 - b^2'"
                "-Temperatures 5 -Start 0, 0"
                "ContradictoryArguments"
                ErrorCategory.InvalidArgument
                [ "-Temperatures is for -Sampler Tempering" ]
            badDensity
                "'-a^2 - b^2'"
                "-Sampler Tempering -Start 0, 0"
                [
                    "-Sampler must be Auto, Ensemble or Nuts for a log-density without -Priors"
                    "got Tempering"
                ]
            badDensity
                "'-a^2 - b^2'"
                "-Sampler Tempering -Temperatures 1 -Priors @{ a = 'Normal(0, 1)'; b = 'Normal(0, 1)' }"
                [ "-Temperatures must be from 2 to 200; got 1" ]
            contradictory
                "-Likelihood MeanSquaredError -Prior @{ Noise = 'HalfNormal(1)' }"
                [ "Noise"; "not sampled" ]
            invalid "-Steps 2000000000 -Ensembles 40" [ "GiB"; "a larger -Thin" ]
            invalid "-Steps 10 -BurnIn 2 -Thin 100" [ "-Thin must be small enough to keep a step" ]
            invalid "-Start 1, 2" [ "-Start must be 5 numbers"; "got 2" ]
            invalid "-Start 1, 2, ([double]::NaN), 4, 5" [ "-Start must be finite numbers; got NaN" ]
            invalid "-Start 1, ([double]::PositiveInfinity)" [ "-Start must be finite numbers" ]
            invalid "-Start nowhere" [ "-Start must be Fit, Prior, a point"; "'nowhere'" ]
            invalid "-Start @(@(1, 2), @(3, 4))" [ "-Start must be 12 walkers; got 2" ]
            invalid "-Start Prior -Radius 1" [ "-Radius" ]
            invalid
                "-Move Hop"
                [
                    "-Moves must be one of"
                    "got 'Hop'"
                    "Stretch, Walk, DE, Snooker, KDE, Gaussian, GaussianRandom, GaussianSequential"
                ]
            invalid "-Move @{ Stretch = 1; DE = 0 }" [ "-Moves.DE must be a finite number above 0; got 0" ]
            invalid "-Move @{ Stretch = 'much' }" [ "-Moves.Stretch"; "got 'much'" ]
            invalid "-Move @{ Stretch = 1; Hop = 2 }" [ "got 'Hop'"; "Stretch, Walk" ]
            invalid
                "-PosteriorVariable '$p'"
                [ "-PosteriorVariable must be a variable's name without the $"; "'$p'" ]
            invalid "-PosteriorVariable true" [ "-PosteriorVariable"; "true" ]
            invalid "-Move @{}" [ "-Move" ]
            invalid "-Prior @{ Weight = 'Normal(0, 0)' }" [ "-Priors.Weight"; "proper"; "normal(0, 0)" ]
            invalid "-Prior @{ Bias = 'Uniform(1, 1)' }" [ "-Priors.Bias"; "proper" ]
            invalid "-Prior @{ Bias = 'Flat' }" [ "-Priors.Bias"; "Normal(mean, sd)"; "got 'Flat'" ]
            invalid
                "-Prior @{ Wieght = 'Normal(0, 1)' }"
                [ "Weight, Bias, Amplitude, Offset and Noise"; "'Wieght'" ]
            withFit "-Units 3" "WrongInput" ErrorCategory.InvalidType [ "-Units"; "has 1 sigmoid" ]

            testCase "data without a size, and other things"
            <| fun () ->
                check
                    (errorOf "New-CurveData Step -Points 20 | Invoke-Mcmc")
                    "WrongInput"
                    ErrorCategory.InvalidType
                    [ "give -Units" ]

                check (errorOf "'text' | Invoke-Mcmc") "WrongInput" ErrorCategory.InvalidType [ "got String" ]
                Expect.isEmpty (outputOf "@() | Invoke-Mcmc") "nothing in, nothing out"

            fails "{ throw 'boom' }" [ "threw"; "at (-0.6"; "boom" ]
            fails "{ [double]::NaN }" [ "not a number at (" ]
            fails "{ 'text' }" [ "must return one number; it returned 'text'" ]
            fails "{ }" [ "it returned nothing" ]
            fails "{ $null }" [ "it returned $null" ]
            fails "{ $true }" [ "it returned 'True'" ]
            fails "{ 1; 2 }" [ "it returned 2 objects" ]
            badDensity
                "{ [double]::NegativeInfinity }"
                "-Start 0, 0 -Radius 1"
                [ "-Start: the log-density is -infinity at all 8 walkers"; "at (" ]
            badDensity "{ 1 }" "-Start 0, 0 -Radius 1" [ "constant: 1 at all walkers" ]
            badDensity normal "" [ "-Start must be a point"; "-Priors" ]
            badDensity normal "-Start Fit" [ "-Start must be a point"; "got Fit" ]
            badDensity normal "-Start 1, 2, 3" [ "-Start must be 2 numbers"; "got 3" ]
            badDensity normal "-Prior @{ a = 'Normal(0, 1)' }" [ "-Prior"; "missing: b" ]
            badDensity
                normal
                "-Prior @{ a = 'Normal(0, 1)'; b = 'Normal(0, 1)'; d = 'Normal(0, 1)' }"
                [ "-Priors names d"; "a, b" ]

            for text, options, identifier, parts in
                [
                    "'-a^2 - b*'",
                    "",
                    "InvalidFormula",
                    [ "Position 10: expected a number, a name or '('"; "b*→" ]
                    "'-a^2 - c^2'",
                    "",
                    "InvalidFormula",
                    [ "unknown name 'c'; the parameters are a, b"; "→c^2" ]
                    "'-a^2'",
                    "",
                    "InvalidArgument",
                    [ "-ParameterNames must be names that occur in the log-density; got 'b'" ]
                    "'-a^2 - b^2'", "", "InvalidArgument", [ "-Start must be a point" ]
                    "5", "", "InvalidArgument", [ "-LogDensity must be text or a script block; got Int32" ]
                    "'-a^2 - log(b)'",
                    "-Start 0, 0 -Radius 1",
                    "LogDensityFailed",
                    [ "not a number at a = "; "'log(b)'" ]
                    "'-inf + 0*a*b'",
                    "-Start 0, 0 -Radius 1",
                    "InvalidArgument",
                    [ "-infinity at ("; "where the chain starts" ]
                ] do
                testCase $"text {text} {options}"
                <| fun () ->
                    let error =
                        errorOf
                            $"Invoke-Mcmc -LogDensity {text} -ParameterNames a, b -Steps 40 -BurnIn 10 -Ensembles 2 {options}"

                    Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"

                    for part in parts do
                        Expect.stringContains (string error) part "message"

            testCase "a script block without names, and text with the name of a column"
            <| fun () ->
                check
                    (errorOf $"Invoke-Mcmc -LogDensity {normal} -Start 0, 0")
                    "InvalidArgument"
                    ErrorCategory.InvalidArgument
                    [ "-LogDensity with a script block needs -ParameterNames" ]

                check
                    (errorOf "Invoke-Mcmc -LogDensity '-Step^2' -Start 0")
                    "InvalidArgument"
                    ErrorCategory.InvalidArgument
                    [ "column of Get-McmcSample" ]

            for names, part in
                [ "a, A", "more than once"; "a, step", "column of Get-McmcSample"; "a, ' '", "empty" ] do
                testCase $"parameter names {names}"
                <| fun () ->
                    check
                        (errorOf $"Invoke-Mcmc -LogProbability {normal} -Parameter {names} -Start 0, 0")
                        "InvalidArgument"
                        ErrorCategory.InvalidArgument
                        [ "-Parameter"; part ]

            testCase "a density that throws later, and keeps the chain so far"
            <| fun () ->
                let result =
                    run
                        "$script:calls = 0
                         Invoke-Mcmc -LogProbability {
                             param($p)
                             if (++$script:calls -gt 4000) { throw 'late' }
                             -0.5 * ($p[0] * $p[0] + $p[1] * $p[1])
                         } -Parameter a, b -Start 0, 0 -Radius 1 -Steps 1000 -BurnIn 0 -Ensembles 2"

                check result.Errors.Head "LogDensityFailed" ErrorCategory.InvalidResult [ "late"; "at (" ]
                Expect.isGreaterThan (property<int> "KeptSteps" result.Output.Head) 50 "kept steps"
        ]

/// All of these take hours or have no end if they are not stopped.
let private stops =
    let isStop (result: Result) =
        Expect.isSome result.Terminating "was stopped"
        let errors = result.Errors |> List.map (fun error -> $"{error.FullyQualifiedErrorId} {error}")
        Expect.isEmpty errors "a stop is no error"

    let hasTaken steps (at: ProgressRecord) =
        let told = Regex.Match(at.StatusDescription, @"^step (\d+) of")
        told.Success && int told.Groups[1].Value >= steps

    let stopped script () =
        let result = stopAtProgress (hasTaken 1) script
        isStop result
        Expect.isEmpty result.Output "nothing after the stop"

    let point = "-Start 0, 0 -Radius 1"

    /// What -PosteriorVariable holds after a stop: a finally block still sees it.
    let keeps stop (script: string) (expected: string) =
        inFolder (fun folder ->
            let file = Path.Combine(folder, "kept.txt")

            let tell =
                $"[IO.File]::WriteAllText('{file}', \"$($kept.StopReason) $(@($kept.KeptSteps) -gt 0)\")"

            stop $"try {{ {script} }} finally {{ {tell} }}" |> isStop
            Expect.isMatch (File.ReadAllText file) expected "reasons and steps")

    testList
        "stops"
        [
            for what, script in
                [
                    "a network",
                    $"{fit}$fit | Invoke-Mcmc -Steps 1000000 -Thin 100 -BurnIn 0 -PosteriorVariable kept"
                    "a script block",
                    $"Invoke-Mcmc -LogProbability {normal} -Parameter a, b {point} -Steps 1000000 -BurnIn 0 -PosteriorVariable kept"
                ] do
                testCase $"and keeps the chain so far of {what} in -PosteriorVariable"
                <| keeps (stopAtProgress (hasTaken 1000)) script @"^Cancelled \d+$"

            testCase "and keeps the posteriors that were finished before"
            <| keeps
                stopAfterFirstOutput
                $"{fit}$fit, $fit, $fit | Invoke-Mcmc {brief} -PosteriorVariable kept |
                      ForEach-Object {{ if ($kept -is [array]) {{ 'two'; while ($true) {{ }} }} }}"
                "^Completed Completed 20 20$"

            testCase "in the middle of a stream of draws"
            <| fun () ->
                let result =
                    stopAfterFirstOutput
                        $"{fit}$fit | Invoke-Mcmc -Steps 1000000000 -BurnIn 0 -Stream |
                              ForEach-Object {{ if (-not $worked) {{ $worked = 1; 'first' }} }}"

                isStop result
                Expect.equal (result.Output |> List.map string) [ "first" ] "nothing after the stop"

            testCase "with a network" <| stopped $"{fit}$fit | Invoke-Mcmc -Steps 100000000 -Thin 10000"

            testCase "with a script block"
            <| stopped
                $"Invoke-Mcmc -LogProbability {normal} -Parameter a, b {point} -Steps 100000000 -Thin 10000"

            testCase "while a script block does not come to an end"
            <| fun () ->
                let result =
                    stopAtProgress
                        (fun at -> at.Activity = "at-work")
                        $"Invoke-Mcmc -LogProbability {{ Write-Progress at-work; while ($true) {{ }} }} -Parameter a, b {point}"

                isStop result
                Expect.isEmpty result.Output "nothing after the stop"
        ]

[<Tests>]
let tests =
    testList "cmdlets Invoke-Mcmc" [ samples; arguments; variables; otherStreams; refuses; stops ]
