/// emcee's HDF5 files, both ways.
module UniversalApprox.Tests.Interchange.EmceeTests

open System
open System.IO
open Expecto
open UniversalApprox
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private names = [| "a"; "b"; "c" |]
let private options = ImportOptions.defaults
let private chainPath folder = Path.Combine(folder, "chain.h5")

let private written folder ensembles walkers steps count =
    let path = chainPath folder
    EmceeFile.write EmceeFile.defaults path (blocks names ensembles walkers steps count false)
    path

let private roundTrip =
    [
        for ensembles, walkers, steps, count in [ 1, 8, 2, 1; 2, 8, 500, 7; 4, 1, 3, 2; 1, 600, 9, 41 ] do
            testCase
                $"{ensembles} ensembles of {walkers} walkers and {count} blocks of {steps} steps come back to the bit"
            <| inFolder (fun folder ->
                let found = (EmceeFile.read options [| written folder ensembles walkers steps count |]).Chain
                let all = block names ensembles walkers (steps * count) 0 false
                Expect.equal found.ParameterNames names "names"

                for e in 0 .. ensembles - 1 do
                    Expect.equal found.Ensembles[e].Draws all.Ensembles[e].Draws "draws"
                    Expect.equal found.Ensembles[e].LogDensity all.Ensembles[e].LogDensity "log-densities"

                    let share accepted proposed = Array.map2 (fun a p -> float a / float p) accepted proposed
                    let parts = blocks names ensembles walkers steps count false |> Array.ofSeq

                    let sum of' =
                        parts
                        |> Array.map (fun (part: Core.Sampling.Ensembles.Chain) -> of' part.Ensembles[e])
                        |> Array.reduce (Array.map2 (+))

                    Expect.equal
                        (share found.Ensembles[e].AcceptedPerWalker found.Ensembles[e].ProposedPerWalker)
                        (share (sum _.AcceptedPerWalker) (sum _.ProposedPerWalker))
                        "accepted")

        testCase "burn-in and thinning leave out what emcee's get_chain(discard, thin) leaves out"
        <| inFolder (fun folder ->
            let path = written folder 1 4 50 1
            let found = (EmceeFile.read { options with BurnIn = 11; Thin = 3 } [| path |]).Chain
            let first = found.Ensembles[0].Draws |> Array.chunkBySize (4 * 3) |> Array.map Array.head
            Expect.equal first [| for s in 14..3..50 -> value 0 s 0 0 |] "steps"
            Expect.equal (found.StepsBefore, found.Thin) (11L, 3) "numbers")

        testCase "parameters are renamed and chosen"
        <| inFolder (fun folder ->
            let path = written folder 2 4 5 1

            let found =
                EmceeFile.read
                    { options with
                        ParameterNames = Some [| "x"; "y"; "z" |]
                        Parameters = Some [| "z"; "x" |]
                    }
                    [| path |]

            Expect.equal found.Chain.ParameterNames [| "z"; "x" |] "names"
            Expect.equal found.Chain.Ensembles[1].Draws[..1] [| value 1 1 0 2; value 1 1 0 0 |] "draws")
    ]

let private ofEmcee =
    [
        testCase "a file that emcee made (compressed, with blobs) is read as emcee reads it"
        <| fun () ->
            let imported = EmceeFile.read options [| emceeFixture |]
            let ensemble = imported.Chain.Ensembles[0]
            Expect.equal imported.Program "emcee 3.1.4" "program"
            Expect.equal imported.Chain.ParameterNames [| "theta_1"; "theta_2" |] "names"
            Expect.equal (ensemble.Walkers, ensemble.KeptSteps) (8, 60) "shape"
            // Fixtures/emcee_chain.py prints these.
            let digits = { absolute = 1e-8; relative = 1e-8 }
            Expect.floatClose digits ensemble.Draws[0] 0.13002176 "first"
            Expect.floatClose digits (Array.last ensemble.Draws) 1.33500652 "last"
            Expect.equal (Array.last ensemble.LogDensity) -0.9567083867975098 "log_prob"
            Expect.equal ensemble.AcceptedPerWalker [| 43L; 45L; 45L; 34L; 49L; 47L; 46L; 43L |] "accepted"
            Expect.exists imported.Notes _.Contains("Blobs were left out") "blobs"

        testCase "several files are several ensembles, and one alone cannot be compared with anything"
        <| fun () ->
            let alone = McmcChainFile.ImportEmcee [| emceeFixture |]
            Expect.isFalse alone.IsConverged alone.Verdict
            Expect.stringContains alone.Verdict "one ensemble" "verdict"

            let two =
                McmcChainFile.ImportEmcee([| emceeFixture; emceeFixture |], ChainImportOptions(BurnIn = 10))

            Expect.equal (two.Ensembles, two.KeptSteps, two.Sampler) (2, 50, SamplerKind.Ensemble) "shape"

        testCase "emcee reads our file and goes on from its last step"
        <| inFolder (fun folder ->
            let path = chainPath folder

            EmceeFile.write
                { EmceeFile.defaults with Seed = 7UL }
                path
                (blocks names 2 8 500 7 false
                 |> Seq.map (fun block -> { block with StepsBefore = block.StepsBefore }))

            let script =
                $"""
path = {System.Text.Json.JsonSerializer.Serialize path}
backend = emcee.backends.HDFBackend(path)
before = backend.get_chain().copy()
print(before.shape, backend.get_log_prob().shape, backend.iteration, backend.has_blobs(), len(backend.accepted))
print(before[2, 9].tolist(), float(backend.get_log_prob()[3499, 15]))
runs = []
for again in range(2):
    import shutil
    shutil.copy(path, path + str(again))
    resumed = emcee.backends.HDFBackend(path + str(again))
    sampler = emcee.EnsembleSampler(16, 3, lambda x: 0.0, backend=resumed)
    sampler.run_mcmc(None, 300, skip_initial_state_check=True)
    chain = emcee.backends.HDFBackend(path + str(again)).get_chain()
    assert chain.shape == (3800, 16, 3) and (chain[:3500] == before).all()
    runs.append(chain)
print((runs[0] == runs[1]).all(), (runs[0][-1] != before[-1]).any(), np.isfinite(runs[0]).all())
"""

            let output = python [ "emcee"; "h5py"; "numpy as np" ] script
            let lines = output.Split '\n'
            Expect.equal lines[0] "(3500, 16, 3) (3500, 16) 3500 False 16" "shapes"

            let numbers = [ for p in 0..2 -> value 1 3 1 p ]
            let shown = numbers |> List.map (fun x -> x.ToString "0.0") |> String.concat ", "
            Expect.equal lines[1] $"""[{shown}] {(logDensity 1 3500 7).ToString "0.0"}""" "numbers"
            Expect.equal lines[2] "True True True" "the same random numbers, walkers that move, and numbers"
            let resumed = EmceeFile.read options [| path + "0" |]
            Expect.equal resumed.Chain.Ensembles[0].KeptSteps 3800 "read again")
    ]

let private wrongFiles =
    [
        testCase "files of another kind or layout are refused, with what was expected"
        <| inFolder (fun folder ->
            let path = chainPath folder
            File.WriteAllText(path, "lp__,a\n1,2\n")
            refused path "expected an HDF5 file" (fun () -> EmceeFile.read options [| path |])
            File.WriteAllText(path, "")
            refused path "expected an HDF5 file" (fun () -> EmceeFile.read options [| path |])
            let path = written folder 1 4 5 1

            refused path "expected the group 'other', as emcee writes it; the file has 'mcmc'" (fun () ->
                EmceeFile.read { options with Group = "other" } [| path |])

            refused path "got 2 names" (fun () ->
                EmceeFile.read { options with ParameterNames = Some [| "a"; "b" |] } [| path |])

            refused path "nothing is left" (fun () -> EmceeFile.read { options with BurnIn = 5 } [| path |])

            refused path "no parameter 'd'" (fun () ->
                EmceeFile.read { options with Parameters = Some [| "d" |] } [| path |]))

        testCase "a file that is cut off anywhere is refused"
        <| inFolder (fun folder ->
            for source in [ emceeFixture; written folder 1 4 50 1 ] do
                let whole = File.ReadAllBytes source

                for share in [ 0.01; 0.3; 0.6; 0.9; 0.999 ] do
                    let path = Path.Combine(folder, "cut.h5")
                    File.WriteAllBytes(path, whole[.. int (share * float whole.Length) - 1])
                    refused path "" (fun () -> EmceeFile.read options [| path |]))

        testCase "damage anywhere is an error that names the file, or changes numbers only"
        <| inFolder (fun folder ->
            // The outcome of each change is the same in every run.
            let whole = File.ReadAllBytes emceeFixture
            let random = Random 5
            let path = Path.Combine(folder, "damaged.h5")

            for _ in 1..150 do
                let bytes = Array.copy whole

                for _ in 1..3 do
                    bytes[random.Next bytes.Length] <- byte (random.Next 256)

                File.WriteAllBytes(path, bytes)

                try
                    EmceeFile.read options [| path |] |> ignore
                with
                | :? InvalidDataException as error -> Expect.stringContains error.Message path "file"
                | error -> failtest $"seed 5: {error}")

        testCase "numbers that are not finite are refused, by parameter, walker and step"
        <| inFolder (fun folder ->
            let path = chainPath folder
            let one = block names 1 4 5 0 false
            one.Ensembles[0].Draws[ (2 * 4 + 1) * 3 + 2 ] <- nan
            EmceeFile.write EmceeFile.defaults path [ one ]

            refused path "c of walker 2 is NaN at stored step 3" (fun () ->
                EmceeFile.read options [| path |])

            one.Ensembles[0].Draws[ (2 * 4 + 1) * 3 + 2 ] <- 0.0
            one.Ensembles[0].LogDensity[ 6 ] <- nan
            EmceeFile.write EmceeFile.defaults path [ one ]

            refused path "log_prob of walker 3 is NaN at stored step 2" (fun () ->
                EmceeFile.read options [| path |]))

        testCase "files of different lengths are refused, naming the one that differs"
        <| inFolder (fun folder ->
            let first = written folder 1 4 5 1
            let other = Path.Combine(folder, "other.h5")
            EmceeFile.write EmceeFile.defaults other (blocks names 1 4 6 1 false)
            refused other "number of draws: expected 5" (fun () -> EmceeFile.read options [| first; other |]))

        testCase "a failure while blocks are made leaves the earlier file, and nothing beside it"
        <| inFolder (fun folder ->
            let path = written folder 1 4 5 1
            let before = File.ReadAllBytes path

            let failing =
                seq {
                    yield block names 1 4 5 0 false
                    failwith "sampling failed"
                }

            let ragged = [ block names 1 4 5 0 false; block names 1 5 5 5 false ]

            for bad in [ failing; Seq.ofList ragged; Seq.empty ] do
                Expect.throws (fun () -> EmceeFile.write EmceeFile.defaults path bad) "fails"
                Expect.equal (File.ReadAllBytes path) before "kept"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing else")
    ]

[<Tests>]
let tests = testList "emcee files" (roundTrip @ ofEmcee @ wrongFiles)
