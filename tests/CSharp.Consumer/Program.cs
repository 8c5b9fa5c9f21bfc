using CSharp.Consumer;

Func<Task>[] examples =
[
    Sync(Examples.FitAKnownCurve),
    Sync(Examples.FitWhatIsKnown),
    Sync(Examples.ReadMeasurements),
    Sync(Examples.ExplainABadFile),
    Sync(Examples.WriteAReport),
    Sync(Examples.TrainOnTorchAndKeepTheNetwork),
    Examples.StreamUntilGoodEnough,
    Examples.CancelASweep,
    Sync(Examples.ParseAndPrintAFormula),
    Sync(Examples.PredictWithTwoInputs),
    Sync(Examples.SampleADensityOfOnesOwn),
    Sync(Examples.SampleADensityAsText),
    Sync(Examples.SurviveAKill),
    Sync(Examples.ShareASweep),
    Sync(Examples.ShareAChain),
    Sync(Examples.HandDrawsToOtherPrograms),
    Examples.ShareASlope,
    Examples.HowSureAreWe,
];

int failures = 0;
foreach (Func<Task> example in examples)
{
    try
    {
        await example();
    }
    catch (Exception error)
    {
        failures++;
        Console.Error.WriteLine(error);
    }
}

Console.WriteLine($"{examples.Length - failures} of {examples.Length} examples passed.");
return failures == 0 ? 0 : 1;

static Func<Task> Sync(Action example) => () =>
{
    example();
    return Task.CompletedTask;
};
