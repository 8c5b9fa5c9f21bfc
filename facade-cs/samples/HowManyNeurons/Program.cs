// How many neurons does the curve in a CSV file need?
//   dotnet run --project facade-cs/samples/HowManyNeurons -- data.csv x y [report.html]
using UniversalApprox;

if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("usage: HowManyNeurons <csv file> <input column> <output column> [<report>]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    CurveData data = CurveData.ReadCsv(args[0], new() { X = [args[1]], Y = args[2] }).Data;
    var options = new SweepOptions { Units = [1, 2, 3, 4, 6, 8], Restarts = 8 };

    var fits = new List<UnitFit>();
    await foreach (UnitFit fit in UnitSweep.StreamAsync(data, options, cancellationToken: stop.Token))
    {
        Console.WriteLine(fit);
        fits.Add(fit);
    }

    UnitComparison comparison = Selection.Recommend(fits);
    Console.WriteLine($"{Environment.NewLine}{comparison.Answer}");
    Console.WriteLine(comparison.GetRecommended()?.Formula);

    if (args.Length == 4)
        Report.Create([.. fits, comparison]).Save(args[3]);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
catch (Exception error) when (error is CsvDataException or ArgumentException or IOException or UnauthorizedAccessException)
{
    // The messages say what is wrong, and where.
    Console.Error.WriteLine(error.Message);
    return 1;
}
