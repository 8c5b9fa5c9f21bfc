using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <content>Reads the arguments and checks whether they go together.</content>
public sealed partial class InvokeMcmcCommand
{
    /// <summary>The reason why the arguments do not go together; null if they do.</summary>
    private string? Contradiction()
    {
        string likelihood = Likelihood ?? "GaussianUnknown";
        bool samplesNoise = Is(likelihood, "GaussianUnknown") || Is(likelihood, "GaussianLine") || (Is(likelihood, "StudentT") && NoiseLevel is null);
        if (NoiseLevel is not null && !Is(likelihood, "Gaussian") && !Is(likelihood, "StudentT"))
            return $"-NoiseLevel is for the likelihoods Gaussian and StudentT; {likelihood} has no use for it.";
        if (NoiseLevel is null && Is(likelihood, "Gaussian"))
            return "-Likelihood Gaussian needs -NoiseLevel; GaussianUnknown samples it, and known errors of the points (-Sigma) are the default.";
        if (Given(nameof(DegreesOfFreedom)) && !Is(likelihood, "StudentT"))
            return $"-DegreesOfFreedom is for the likelihood StudentT; {likelihood} has no use for it.";
        if (ParameterSetName == NetworkSet && !samplesNoise && Keys(GivenPriors as IDictionary).Any(key => Is(key, "Noise")))
            return $"-Priors has a prior of Noise, but the noise is not sampled with -Likelihood {likelihood}{(NoiseLevel is null ? "" : " and -NoiseLevel")}.";
        if (Sampler != SamplerKind.Tempering && (Given(nameof(Temperatures)) || Given(nameof(SwapEvery))))
            return $"{(Given(nameof(Temperatures)) ? "-Temperatures is" : "-SwapEvery is")} for -Sampler Tempering; give both.";
        if (Given(nameof(EffectiveSamples)) && !Until)
            return "-EffectiveSamples is what -Until waits for; give both.";
        if (Stream && (Until || PosteriorVariable is not null))
            return $"-Stream keeps no draws, and {(Until ? "-Until" : "-PosteriorVariable")} needs them; give one of the two.";
        if (Plan is not null && (Run is not null || Stream || PosteriorVariable is not null))
            return $"-Plan computes nothing, so {(Run is not null ? "-Run" : Stream ? "-Stream" : "-PosteriorVariable")} has no use beside it: the tasks of a plan write to files of their own.";
        if (Stream && Run is not null)
            return "-Stream hands draws on and keeps none, so -Run has no use for it; read the file with Get-ApproxRun instead.";
        return null;
    }

    /// <summary>The sampler of a density that is text or a script block.</summary>
    private EnsembleSampler DensitySampler()
    {
        switch (LogDensity is PSObject wrapped ? wrapped.BaseObject : LogDensity)
        {
            case string text:
                var found = new EnsembleSampler(text, ParameterNames);
                CheckNames(found.ParameterNames);
                return PriorTable() is { } table ? new EnsembleSampler(text, found.ParameterNames, DensityPriors(table, found.ParameterNames)) : found;
            case ScriptBlock given when ParameterNames is not null:
                block = given;
                CheckNames(ParameterNames);
                return new EnsembleSampler(
                    ParameterNames, Evaluate, PriorTable() is { } priors ? DensityPriors(priors, ParameterNames) : null);
            case ScriptBlock:
                throw new ArgumentException("-LogDensity with a script block needs -ParameterNames; only text has the names in it.");
            case var other:
                throw new ArgumentException($"-LogDensity must be text or a script block; got {PipelineInput.TypeName(PSObject.AsPSObject(other))}.");
        }
    }

    /// <summary>Names become columns of Get-McmcSample, beside four others. PowerShell ignores the case of columns.</summary>
    private static void CheckNames(IReadOnlyList<string> names)
    {
        string[] taken = ["Ensemble", "Walker", "Step", "LogDensity"];
        for (int k = 0; k < names.Count; k++)
        {
            string name = names[k];
            if (string.IsNullOrWhiteSpace(name))
                throw new ArgumentException($"-ParameterNames: name {k + 1} is empty.");
            if (taken.Any(column => Is(column, name)))
                throw new ArgumentException($"-ParameterNames: '{Shown.Text(name)}' is a column of Get-McmcSample already; choose another name.");
            if (names.Take(k).Any(earlier => Is(earlier, name)))
                throw new ArgumentException($"-ParameterNames: '{Shown.Text(name)}' occurs more than once.");
        }
    }

    private static Prior[] DensityPriors(IDictionary table, IReadOnlyList<string> names)
    {
        string[] keys = [.. Keys(table)];
        string[] unknown = [.. keys.Where(key => !names.Any(name => Is(name, key)))];
        string[] missing = [.. names.Where(name => !keys.Any(key => Is(name, key)))];
        if (unknown.Length > 0)
            throw new ArgumentException(
                $"-Priors names {string.Join(", ", unknown)}, which -ParameterNames does not; the parameters are {string.Join(", ", names)}.");
        if (missing.Length > 0)
            throw new ArgumentException(
                $"-Priors must have a prior of every parameter or be left out; missing: {string.Join(", ", missing)}.");
        return [.. names.Select(name => PriorText.Read(table[table.Keys.Cast<object>().First(key => Is(key.ToString()!, name))], name))];
    }

    /// <summary>A chain of a plan starts from one fit, as without a plan.</summary>
    private void WritePlan(Func<string, IReadOnlyList<ApproxTask>> write)
    {
        try
        {
            if (plannedFits.GroupBy(fit => (fit.Data, fit.Activation, fit.Units)).FirstOrDefault(group => group.Count() > 1) is { } several)
                throw new ArgumentException(
                    $"-Plan: {several.Count()} fits are of {several.Key.Units} {several.Key.Activation} on {Shown.Text(several.Key.Data)}; a plan has one chain of each network on the data of a name.");
            if (plannedFits.Count > 0 && plannedData.Count > 0)
                throw new ArgumentException("-Plan: fits and data came through the pipeline; write a plan of each.");
            WriteObject(write(FilePaths.OfRun(this, Plan, nameof(Plan))!), enumerateCollection: true);
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Plan));
        }
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Keys(IDictionary? table) => (table?.Keys.Cast<object>() ?? []).Select(key => key.ToString()!);

    private PipedRows Rows() => new(this)
    {
        X = X,
        Y = Y,
        Sigma = Sigma,
        Weight = Weight,
        LogX = LogX,
        LogY = LogY,
        Name = Name,
        SkipInvalid = SkipInvalid,
        DecimalSeparator = DecimalSeparator,
        MissingValues = MissingValues,
        DateFormat = DateFormat,
    };

    private McmcOptions Options() => new()
    {
        Sampler = Sampler,
        Density = Density,
        Walkers = Walkers,
        Steps = Steps,
        BurnIn = BurnIn,
        Thin = Thin,
        Ensembles = Ensembles,
        Moves = Moves is null ? null : MoveWeights.Read(Moves),
        TargetAcceptance = TargetAcceptance,
        Temperatures = Temperatures,
        SwapEvery = SwapEvery,
        Likelihood = NetworkLikelihood(),
        Priors = ParameterSetName == NetworkSet ? PriorTables.OfNetwork(Priors) : McmcDefaults.Priors,
        Fix = ConstraintTables.Fix(Fix),
        Bound = ConstraintTables.Bound(Bound),
        Monotone = Monotone,
        NonNegative = NonNegative,
        Start = WalkerPositions.Read(Start, Radius),
        Until = Until ? new() { EffectiveSamples = EffectiveSamples } : null,
        Seed = Seed,
        Threads = Threads,
        Run = FilePaths.OfRun(this, Run),
    };

    private UniversalApprox.Likelihood? NetworkLikelihood() => Likelihood?.ToUpperInvariant() switch
    {
        null => null,
        "MEANSQUAREDERROR" => UniversalApprox.Likelihood.MeanSquaredError,
        "GAUSSIANLINE" => UniversalApprox.Likelihood.GaussianLine,
        "STUDENTT" => UniversalApprox.Likelihood.StudentT(DegreesOfFreedom, NoiseLevel),
        "GAUSSIAN" => UniversalApprox.Likelihood.Gaussian(NoiseLevel!.Value),
        _ => UniversalApprox.Likelihood.GaussianUnknown,
    };

    private object? GivenPriors => PriorTables.Unwrapped(Priors);

    private IDictionary? PriorTable() => GivenPriors switch
    {
        null => null,
        IDictionary table => table,
        _ => throw new ArgumentException(
            $"-Priors must be a table with a prior of every parameter, such as @{{ {ParameterNames?[0] ?? "x"} = 'normal(0, 5)' }}; got '{Shown.Text(Priors)}'."),
    };
}
