using UniversalApprox;

namespace CSharp.Consumer;

/// <summary>What a customer writes: each method is one job, short enough to copy.</summary>
internal static class Examples
{
    public static void FitAKnownCurve()
    {
        CurveData data = CurveData.Generate(KnownCurve.Parabola);

        IReadOnlyList<UnitFit> fits = UnitSweep.Run(data, new() { Units = [1, 2, 4], Restarts = 4 });
        UnitComparison comparison = Selection.Recommend(fits);

        Console.WriteLine(comparison.Answer);
        Console.WriteLine(comparison.GetRecommended()?.Formula);
        Expect.Equal(2, comparison.Units);
    }

    public static void FitWhatIsKnown()
    {
        CurveData data = CurveData.Generate(KnownCurve.Step, new() { Points = 40 });

        UnitFit fit = UnitSweep.Run(data, new() { Units = [1], Restarts = 2, Fix = new Dictionary<string, double> { ["b1"] = 0 }, Bound = new Dictionary<string, Bounds> { ["a1"] = Bounds.AtLeast(0.5), ["c"] = new(0, 90) }, Monotone = [Monotone.Increasing], NonNegative = true })[0];

        Console.WriteLine($"{fit.Formula}; at bounds: {string.Join(", ", fit.GetActiveBounds())}");
        Expect.Equal(0.0, fit.GetNetwork().HiddenUnits[0].Bias);
        Expect.Equal(true, fit.GetNetwork().HiddenUnits[0].Weights[0] >= 0);
    }

    public static void ReadMeasurements()
    {
        const string text = """
            dose;response;operator
            0,5;1,2;Ada
            1,0;n/a;Ada
            1,5;2,9;Grace
            2,0;4,1;Grace
            """;

        ImportedCurve imported = CurveData.ReadCsv(
            new StringReader(text),
            new CsvOptions { X = ["dose"], Y = "response", DecimalSeparator = ',', SkipInvalid = true });

        Console.WriteLine($"{imported.Data}, {imported.SkippedRows} skipped: {string.Join(" ", imported.Reasons)}");
        Expect.Equal(3, imported.Data.Count);
        Expect.Equal(1, imported.SkippedRows);
    }

    public static void ExplainABadFile()
    {
        try
        {
            CurveData.ReadCsv(new StringReader("dose,response\n1,2\n2,n/a\n"));
            throw new InvalidOperationException("The file was accepted.");
        }
        catch (CsvDataException error)
        {
            Console.WriteLine(error.Message);
            Expect.Equal(3, error.Line);
            Expect.Equal("response", error.Column);
        }
    }

    public static void WriteAReport()
    {
        string folder = Directory.CreateTempSubdirectory("report-").FullName;
        try
        {
            WriteAReport(folder);
            Expect.Equal(true, File.ReadAllText(Path.Combine(folder, "report.html")).Contains("how many neurons?", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteAReport(string folder)
    {
        CurveData data = CurveData.Generate(KnownCurve.Sine, new() { Points = 200 });
        IReadOnlyList<UnitFit> fits = UnitSweep.Run(data, new() { Units = [2, 4, 6], Restarts = 4 });
        UnitComparison comparison = Selection.Recommend(fits);

        Report.Create(new ReportOptions { Title = "A sine" }, [.. fits, comparison]).Save(Path.Combine(folder, "report.html"));

        Chart chart = Chart.Anatomy(comparison.GetRecommended()!);
        Console.WriteLine(chart.Caption);
        chart.Save(Path.Combine(folder, "anatomy.html"), PlotlySource.Directory);
    }

    public static void TrainOnTorchAndKeepTheNetwork()
    {
        string path = Path.Combine(Path.GetTempPath(), $"parabola-{Guid.NewGuid():N}.json");
        try
        {
            KeepTheNetwork(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void KeepTheNetwork(string path)
    {
        CurveData data = CurveData.Generate(KnownCurve.Parabola);

        // Auto trains on a CUDA device where there is one and the sweep is large enough, else by the vector kernels;
        // Torch is libtorch in any case.
        TorchBackendInfo torch = TorchBackend.Probe();
        EngineKind engine = torch.IsAvailable ? EngineKind.Torch : EngineKind.Auto;
        var options = new SweepOptions { Units = [2, 4], Optimizer = Optimizer.Adam, Epochs = 500, Engine = engine };
        UnitFit fit = UnitSweep.Run(data, options)[1];
        Console.WriteLine($"{fit}, by {torch}");

        NeuronModelFile.ExportJson(fit, path);
        ShallowNetwork network = NeuronModelFile.ImportJson(path);
        Console.WriteLine($"f(2) = {network.Evaluate(2.0):F2}; trained on {network.Provenance}");

        Expect.Equal(fit.GetNetwork(), network);
        Expect.Equal("Adam", network.Provenance?.Optimizer);
        Expect.Close(4, network.Evaluate(2.0), 1);
    }

    public static async Task StreamUntilGoodEnough()
    {
        CurveData data = CurveData.FromFunction(x => Math.Exp(-x) * Math.Cos(3 * x), new CurveOptions { Lower = 0, Upper = 2 });
        var options = new SweepOptions { Units = [1, 2, 3, 4, 6], Activations = [Activation.Tanh], Restarts = 4, Folds = 0 };

        await foreach (UnitFit fit in UnitSweep.StreamAsync(data, options))
        {
            Console.WriteLine(fit);
            if (fit.Rmse < 0.01)
                return;
        }

        throw new InvalidOperationException("No network was good enough.");
    }

    public static async Task CancelASweep()
    {
        CurveData data = CurveData.Generate(KnownCurve.Sine);
        using var stop = new CancellationTokenSource();

        // The first network takes a moment, the second would take minutes.
        var options = new SweepOptions { Units = [1, 1000], Restarts = 1, Optimizer = Optimizer.Adam, Epochs = 100_000, Folds = 0 };
        var fits = new List<UnitFit>();
        try
        {
            await foreach (UnitFit fit in UnitSweep.StreamAsync(data, options with { Threads = 1 }, cancellationToken: stop.Token))
            {
                fits.Add(fit);
                stop.Cancel();
            }

            throw new InvalidOperationException("The sweep was not cancelled.");
        }
        catch (SweepCanceledException error)
        {
            Console.WriteLine($"{error.Finished.Count} fit was finished: {error.Finished[0]}");
            Expect.Equal(fits[0], error.Finished[0]);
        }
    }

    public static void ParseAndPrintAFormula()
    {
        ShallowNetwork network = ShallowNetwork.Parse("24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5.0) + 1.0");

        Console.WriteLine(network.ToFormula(FormulaStyle.Excel));
        Console.WriteLine(network.ToFormula(FormulaStyle.LaTeX, digits: 3));
        Console.WriteLine($"f(2) = {network.Evaluate(2.0):F3}");
        Expect.Equal(network, ShallowNetwork.Parse(network.ToString()));
    }

    public static void PredictWithTwoInputs()
    {
        CurveData saddle = CurveData.FromFunction(
            x => x[0] * x[1], 2, new CurveOptions { Points = 200, NoiseLevel = 0.01 });

        UnitFit fit = UnitSweep.Run(saddle, new SweepOptions { Units = [4], Restarts = 4, Folds = 0 })[0];
        double[] values = fit.GetNetwork().Predict([[0.5, -0.5], [0.5, 0.5]]);

        Console.WriteLine($"0.25 and -0.25 are predicted as {values[0]:F2} and {values[1]:F2}.");
        Expect.Close(0.25, values[0], 0.1);
        Expect.Close(-0.25, values[1], 0.1);
    }

    public static void SampleADensityOfOnesOwn()
    {
        var sampler = new EnsembleSampler(
            ["position", "width"],
            p => -0.5 * p[0] * p[0] / Math.Exp(p[1]) - 0.5 * p[1],
            [Prior.Normal(0, 10), Prior.Normal(0, 1)]);

        Posterior posterior = sampler.Run(new() { Steps = 4000, Ensembles = 2 });

        foreach (ParameterSummary parameter in posterior.GetSummaries())
            Console.WriteLine(parameter);
        Console.WriteLine(posterior.Verdict);
        Expect.Close(0, posterior.GetSummaries()[1].Mean, 0.3);
    }

    public static void SampleADensityAsText()
    {
        var sampler = new EnsembleSampler("if(rate > 0, 2*log(rate) - rate, -inf)");

        Posterior posterior = sampler.Run(new McmcOptions { Steps = 4000, Start = WalkerStart.Ball([3.0], 0.5) });

        Console.WriteLine(posterior.GetSummaries()[0]);
        Expect.Close(3, posterior.GetSummaries()[0].Mean, 0.3);

        try
        {
            _ = new EnsembleSampler("-0.5*(x^2 + (y - x^2)^2/0.1", ["x", "y"]);
        }
        catch (FormulaException error)
        {
            Console.WriteLine(error.Message);
            Expect.Equal(28, error.Position);
        }
    }

    public static void SurviveAKill()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ua-consumer-").FullName, "sweep.db");
        CurveData data = CurveData.Generate(KnownCurve.Parabola);
        var options = new SweepOptions { Units = [1, 2], Restarts = 2, Run = file };

        IReadOnlyList<UnitFit> fits = UnitSweep.Run(data, options);
        IReadOnlyList<UnitFit> again = UnitSweep.Run(data, options);

        foreach (ApproxRun run in RunFile.Read(file))
            Console.WriteLine($"{run}; {run.Answer}");
        Expect.Equal(fits[1].Formula, again[1].Formula);
        Expect.Equal(fits[1].Formula, RunFile.Read(file)[0].GetFits()[1].Formula);
        using (RunPage page = RunPage.Start(file, new RunPageOptions { Language = null }))
        {
            Console.WriteLine(page.Address);
            page.WaitUntilDoneAsync().Wait();
        }

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    public static void ShareASweep()
    {
        string folder = Directory.CreateTempSubdirectory("ua-consumer-").FullName;
        string plan = Path.Combine(folder, "sweep.plan");
        string whole = Path.Combine(folder, "whole.db");
        CurveData data = CurveData.Generate(KnownCurve.Parabola);
        var options = new SweepOptions { Units = [1, 2], Activations = [Activation.Tanh, Activation.Relu], Restarts = 2 };

        foreach (ApproxTask task in RunPlan.Write(plan, [data], options))
            RunPlan.RunTask(plan, Path.Combine(folder, $"shard-{task.Index}.db"), task.Index);
        RunPlan.Merge(Directory.GetFiles(folder, "shard-*"), whole);

        IReadOnlyList<UnitFit> fits = UnitSweep.Run(data, options with { Run = whole });
        IReadOnlyList<UnitFit> local = UnitSweep.Run(data, options);
        Expect.Equal(local[3].Formula, fits[3].Formula);
        Expect.Equal(local[3].Sse, fits[3].Sse);
        Directory.Delete(folder, recursive: true);
    }

    public static void ShareAChain()
    {
        string folder = Directory.CreateTempSubdirectory("ua-consumer-").FullName;
        string plan = Path.Combine(folder, "chain.plan");
        string whole = Path.Combine(folder, "whole.db");
        var sampler = new EnsembleSampler("-0.5*(a^2 + b^2)");
        var options = new McmcOptions { Steps = 400, BurnIn = 100, Start = WalkerStart.Ball([0.0, 0.0], 1) };

        foreach (ApproxTask task in RunPlan.Write(plan, sampler, options))
            RunPlan.RunChain(plan, Path.Combine(folder, $"shard-{task.Index}.db"), task.Index);
        string[] shards = Directory.GetFiles(folder, "shard-*");
        ApproxRun run = RunPlan.Merge(shards, whole)[0];

        Posterior posterior = run.GetPosterior()!;
        Posterior local = sampler.Run(options);
        Console.WriteLine(run);
        Expect.Equal(0, RunPlan.GetMissing(plan, shards).Count);
        Expect.Equal(local.Verdict, posterior.Verdict);
        Expect.Equal(local.GetSummaries()[0].Mean, posterior.GetSummaries()[0].Mean);

        UnitFit fit = UnitSweep.Run(CurveData.Generate(KnownCurve.Parabola), new() { Units = [1], Restarts = 1, Folds = 0 })[0];
        Expect.Equal(4, RunPlan.Write(Path.Combine(folder, "fit.plan"), [fit], new() { Steps = 400 }).Count);
        Expect.Equal(4, RunPlan.Write(Path.Combine(folder, "data.plan"), [fit.GetData()], 1, options: new() { Steps = 400 })[3].Ensemble!.Value);
        Directory.Delete(folder, recursive: true);
    }

    public static void HandDrawsToOtherPrograms()
    {
        string folder = Directory.CreateTempSubdirectory("ua-consumer-").FullName;
        var sampler = new EnsembleSampler("-0.5*(a^2 + b^2)");
        var options = new McmcOptions { Steps = 400, BurnIn = 100, Start = WalkerStart.Ball([0.0, 0.0], 1) };

        Posterior posterior = sampler.Run(options);
        string chain = Path.Combine(folder, "chain.h5");
        McmcChainFile.ExportEmcee(posterior, chain);
        McmcChainFile.ExportArviZ(posterior, Path.Combine(folder, "chain.zarr"));
        McmcChainFile.ExportParquet(sampler.Stream(options), Path.Combine(folder, "draws.parquet"));
        ResultTable.ExportParquet(posterior.GetSummaries(), Path.Combine(folder, "summary.parquet"));
        Posterior again = McmcChainFile.ImportEmcee([chain], new() { BurnIn = 100 });

        Console.WriteLine($"{again.Program}: {again.Verdict}");
        Expect.Equal(200, again.KeptSteps);
        Expect.Equal("a", again.ParameterNames[0]);

        try
        {
            McmcChainFile.ImportStan([chain]);
        }
        catch (InvalidDataException error)
        {
            Console.WriteLine(error.Message);
            Expect.Equal(true, error.Message.StartsWith(chain, StringComparison.Ordinal));
        }

        Directory.Delete(folder, recursive: true);
    }

    public static async Task ShareASlope()
    {
        double[] x = [.. Enumerable.Range(0, 20).Select(i => -4 + 0.4 * i)];
        CurveData Plate(int k) => CurveData.FromColumns(
            x, [.. x.Select((at, i) => 5 + 90 / (1 + Math.Exp(k - 2 * at)) + Math.Sin(7.3 * i + k))], $"plate {k}");

        IReadOnlyList<SharedFit> fits = await SharedFit.CreateAsync([Plate(1), Plate(2), Plate(3)], new() { Shared = ["c", "a", "w"] });
        SharedFit shared = fits.Single();

        Console.WriteLine(shared.Answer);
        Expect.Equal(6, shared.Parameters.Count);
        Expect.Equal(true, shared.PValue > 0.05 && shared.PValueOfOwn < 1e-6);
        Expect.Equal("plate 2", shared.Groups[1].Group);
        Expect.Equal(true, Chart.SharedCurves(shared).ToJson().Contains("plate 3", StringComparison.Ordinal));

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        try
        {
            await SharedFit.CreateAsync([Plate(1), Plate(2)], new() { Shared = ["c"] }, stop.Token);
            Expect.Equal("cancelled", "finished");
        }
        catch (OperationCanceledException)
        {
        }
    }

    public static async Task HowSureAreWe()
    {
        CurveData data = CurveData.Generate(KnownCurve.Parabola, new CurveOptions { Points = 100 });
        UnitFit fit = UnitSweep.Run(data, new() { Units = [2], Restarts = 4, Folds = 0 })[0];

        Posterior posterior = await Mcmc.RunAsync(fit);
        PredictionBands bands = posterior.Predict([0.0, 10.0]);

        Console.WriteLine($"NN model   {posterior.Trained}");
        Console.WriteLine($"MCMC model {posterior.MaximumProbability}");
        for (int i = 0; i < 2; i++)
            Console.WriteLine(
                $"f({bands.Inputs[0].Span[i]}) is from {bands.FunctionQuantiles[0].Span[i]:F2} to {bands.FunctionQuantiles[2].Span[i]:F2}.");

        Posterior longer = Mcmc.Resume(posterior, 500);
        Expect.Equal(posterior.KeptSteps + 500, longer.KeptSteps);
        Expect.Equal(4 * longer.KeptSteps, longer.GetSamples().Count());
    }
}
