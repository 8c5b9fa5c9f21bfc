// Reports over HTTP:
//   dotnet run --project facade-cs/samples/ReportEndpoint -- --urls http://localhost:5080
//   curl http://localhost:5080/report/Sine?units=2,4
//   curl --data-binary @data.csv "http://localhost:5080/report?x=days&y=yield&units=1,2"
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using UniversalApprox;

const int MaximumBytes = 1 << 20;
const int MaximumUnits = 64;
const string OneAtATime = "one at a time";

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MaximumBytes);
builder.Services.AddProblemDetails();
// A sweep takes all cores, so further requests wait in a queue, and beyond its end are told to come back later.
builder.Services.AddRateLimiter(limits =>
{
    limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
    limits.AddConcurrencyLimiter(OneAtATime, limit => (limit.PermitLimit, limit.QueueLimit) = (1, 16));
});

WebApplication app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    // A body that is too large says so itself.
    StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
});
app.UseStatusCodePages();
app.UseRateLimiter();

app.MapGet("/report/{curve}", (string curve, string? units, CancellationToken aborted) =>
    Answer(() => Task.FromResult(Known(curve)), units, aborted)).RequireRateLimiting(OneAtATime);

app.MapPost("/report", (HttpRequest request, string? x, string? y, string? units, CancellationToken aborted) =>
    Answer(() => Read(request, x, y, aborted), units, aborted)).RequireRateLimiting(OneAtATime);

app.Run();

async Task<IResult> Answer(Func<Task<CurveData>> read, string? units, CancellationToken aborted)
{
    try
    {
        CurveData data = await read();
        // Beginning, notes and end go to the log; a level of Debug adds every network.
        var options = new SweepOptions { Units = Counts(units), Restarts = 8, Logger = app.Logger };
        IReadOnlyList<UnitFit> fits = await UnitSweep.RunAsync(data, options, cancellationToken: aborted);
        return Results.Content(Report.Create([.. fits, Selection.Recommend(fits)]).ToHtml(), "text/html; charset=utf-8");
    }
    catch (Exception error) when (error is CsvDataException or ArgumentException)
    {
        return Results.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be answered.");
    }
}

static CurveData Known(string name) =>
    Enum.TryParse(name, ignoreCase: true, out KnownCurve curve) && Enum.IsDefined(curve)
        ? CurveData.Generate(curve)
        : throw new ArgumentException($"There is no curve '{name}'; known: {string.Join(", ", Enum.GetNames<KnownCurve>())}.");

static async Task<CurveData> Read(HttpRequest request, string? x, string? y, CancellationToken aborted)
{
    using var body = new StreamReader(request.Body);
    var text = new StringReader(await body.ReadToEndAsync(aborted));
    return CurveData.ReadCsv(text, new() { X = x?.Split(','), Y = y, Name = "The curve" }).Data;
}

static int[] Counts(string? units) =>
    [.. (units ?? "1,2,4,8").Split(',').Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= MaximumUnits
            ? count
            : throw new ArgumentException($"units must be whole numbers from 1 to {MaximumUnits} with commas between; got '{units}'."))];
