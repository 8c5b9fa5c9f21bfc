using UniversalApprox;

namespace CSharp.Consumer;

/// <summary>The code of a report, word for word; a test of reports compares it. Here it only has to compile.</summary>
internal static class Reproduced
{
    public static void AReport()
    {
        CurveData data = CurveData.Generate(KnownCurve.Parabola, new CurveOptions { Name = "o'neil \"<b>\"", Points = 40, Seed = 1 });
        IReadOnlyList<UnitFit> fits = UnitSweep.Run(data, new SweepOptions { Units = [1], Activations = [Activation.Tanh], Restarts = 2, Optimizer = Optimizer.Adam, Epochs = 20, LearningRate = 0.1, Loss = Loss.Huber(0.5), Scaling = Scaling.None, Precision = Precision.Single, NoOffset = true, WeightDecay = 0.001, Start = SweepStart.PyTorch, Folds = 3, FoldRepeats = 2, ValidationFraction = 0.25, Seed = 7, Engine = EngineKind.Auto, KeepAllRestarts = true });
        Posterior posteriora = Mcmc.Run(fits.First(fit => fit.Units == 1 && fit.Activation == "tanh" && fit.Restart == 1), new McmcOptions { Sampler = SamplerKind.Ensemble, Density = DensityKind.Full, Walkers = 12, Steps = 60, BurnIn = 20, Thin = 2, Ensembles = 2, Moves = [new(Move.Stretch(3), 0.75), new(Move.DE(jumpProbability: 0.1), 0.25)], TargetAcceptance = 0.99, Temperatures = 5, SwapEvery = 3, Likelihood = Likelihood.StudentT(5, 0.1), Priors = new NetworkPriors { Weight = Prior.Normal(0, 5), Bias = Prior.Uniform(-9, 9) }, Start = WalkerStart.Fit(0.01), Until = new ConvergenceOptions { EffectiveSamples = 100 }, Seed = 3, BlockSteps = 50 });
        Posterior posteriorb = Mcmc.Run(data, 1, Activation.Sigmoid, new McmcOptions { Steps = 30, BurnIn = 10, Ensembles = 2, Seed = 0 });
        Report.Create(new ReportOptions { Title = "A \"parabola\"" }, [.. fits, posteriora, posteriorb]).Save("report.html");
    }
}
