namespace UniversalApprox.Runs

open System.Collections.Generic
open UniversalApprox.Core
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

[<RequireQualifiedAccess>]
module DurableSweep =
    /// Which fits are handed on changes none of them.
    let compared (plan: SweepPlan) = { plan with KeepAllRestarts = false }

    let journal (writer: Writer) run (data: CurveData) (plan: SweepPlan) : SweepJournal =
        let known = writer.Use(fun connection -> SweepTable.outcomes connection run data)

        {
            Find =
                fun key ->
                    match known.TryGetValue key with
                    | true, outcome -> Some outcome
                    | _ -> None
            Ended =
                fun work ->
                    writer.Transact(fun connection ->
                        for struct (key, outcome) in work do
                            if not (known.ContainsKey key) then
                                SweepTable.insert
                                    connection
                                    writer.Session
                                    run
                                    data
                                    plan.Restarts
                                    key
                                    outcome

                        RunTable.touch connection run)
        }

    let identity (engine: Engine) (plan: SweepPlan) (data: CurveData) : RunTable.Identity =
        {
            Kind = "sweep"
            Data = Some data
            Name = ""
            Seed = plan.Seed
            Options = Codec.toNode ({ Plan = compared plan; Engine = engine.Name }: SweepTable.Options)
            Jobs = Some (SweepWork.keys engine plan data).Length
        }

    let run run (engine: Engine) threads onProgress cancellation (plan: SweepPlan) (data: CurveData) onFit =
        Threads.validate threads
        SweepPlan.validate data plan
        use writer = Writer.Open run

        let identity = identity engine plan data
        use _claim = writer.Claim(RunTable.title identity.Kind identity.Data identity.Name)
        let id = RunTable.register writer identity
        let best = List<UnitFit>()

        let handOn (fit: UnitFit) =
            if fit.IsBest then
                best.Add fit

            onFit fit

        Sweep.runKept (journal writer id data plan) engine threads onProgress cancellation plan data handOn
        RunTable.finish writer id (SweepTable.answer best)
