/// How sure a fitted curve is: the draws behind its bands and intervals, and where they come from.
module internal UniversalApprox.Charts.Figures.Sweeps.Uncertainty

open System.Runtime.CompilerServices
open System.Threading
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Quantities
open UniversalApprox.Charts.Drawing

/// One parameter with its mean, its standard deviation and its 5 % and 95 % quantiles.
type Parameter = { Name: string; Estimate: float; Mean: float; Sd: float; Low: float; High: float }

/// The draws of a curve, of which bands and intervals hold what they say.
type Draws =
    {
        /// The source in words: "the sampled posterior", …
        Source: string
        /// Quantiles of curve and new observations at the given probabilities, on columns of coordinates.
        Bands: float[] -> float[][] -> Bands
        /// The curve for named quantities; only for one input.
        Curve: Lazy<CurveDistribution>
        /// None where the report has a table of the posterior's parameters.
        Parameters: Lazy<Parameter list>
    }

/// The probabilities of a 90 % band.
let outer = [| 0.05; 0.95 |]

/// Where points are more, the draws would take minutes, and bands would be narrower than a line.
let mostPoints = 5_000

/// Larger networks would take minutes, and the reader of a report does not wait for that.
let private mostUnits, private mostSampledUnits = 16, 6

/// The draws of a posterior that has converged.
let ofPosterior (trained: Network option) (posterior: Posterior) =
    {
        Source = "the sampled posterior"
        Bands =
            fun probabilities columns -> Posterior.bands probabilities Bands.defaultDraws columns posterior
        Curve = lazy CurveDistribution.ofPosterior trained posterior
        Parameters = lazy []
    }

let private parameters fit =
    Laplace.parameters [| 0.05; 0.95 |] fit
    |> Array.map (fun row ->
        {
            Name = row.Name
            Estimate = row.Estimate
            Mean = row.Mean
            Sd = row.Sd
            Low = row.Quantiles[0]
            High = row.Quantiles[1]
        })
    |> List.ofArray

/// Residuals below this part of the outputs' range are rounding.
let private exact = 1e-9

/// Fewer independent draws do not make a 90 % band.
let private fewestDraws = 200.0

let private evidenceOptions =
    { ModelEvidence.defaults with
        Draws = 1000
        Search = { ModelEvidence.defaults.Search with Starts = 40 }
        AmplitudeFactors = [||]
    }

/// Particles where redundant units make normal approximations fail. They take seconds.
let private sampled (network: Network) (data: CurveData) (reason: string) =
    let evidence =
        ModelEvidence.ofNetworks
            evidenceOptions
            (Likelihood.ofData data)
            NetworkPriors.standard
            [| network |]
            CancellationToken.None
            data

    if evidence.IsLowerBound || evidence.EffectiveDraws < fewestDraws then
        Error reason
    else
        Ok
            {
                Source = "the posterior, sampled by particles,"
                Bands =
                    fun probabilities columns ->
                        ModelAverage.bands probabilities [| 1.0 |] columns [| evidence |]
                Curve = lazy CurveDistribution.ofEvidence network evidence
                Parameters = lazy []
            }

/// The draws of an approximation of the posterior around a fit.
let ofLaplace (network: Network) (laplace: LaplaceFit) =
    {
        Source = "an approximation of the posterior around the fit"
        Bands = fun probabilities columns -> Laplace.bands probabilities columns laplace
        Curve = lazy CurveDistribution.ofLaplace network laplace
        Parameters = lazy parameters laplace
    }

let private approximate (fit: UnitFit) =
    let laplace =
        Laplace.ofFit
            Laplace.defaults
            (Likelihood.ofData fit.Data)
            NetworkPriors.standard
            fit
            CancellationToken.None

    // Draws that cannot be trusted make bands that may be ten times too wide.
    if not laplace.IsTrusted then
        Error
            $"The approximation of the posterior around the network cannot be trusted: its draws are worth {Label.count (int (round laplace.EffectiveDraws))} independent ones, and their weights have a tail with k̂ = {Label.number 3 laplace.ParetoK}."
    else
        Ok(ofLaplace fit.Trained.Network laplace)

let private draw (fit: UnitFit) : Result<Draws, string> =
    let network, data = fit.Trained.Network, fit.Data

    if fit.Accuracy.Rmse <= exact * (Array.max data.Outputs - Array.min data.Outputs) then
        Error "The fit is exact to rounding: there is no noise that could make it uncertain."
    elif data.Count > mostPoints then
        Error $"For more than {Label.count mostPoints} points, reports leave them out."
    elif fit.Units > mostUnits then
        Error
            $"For more than {mostUnits} neurons they take minutes, so reports leave them out. Invoke-Mcmc samples the posterior, from which a report has them."
    else
        try
            match approximate fit with
            | Ok draws -> Ok draws
            | Error reason when not (Constraints.isNone fit.Options.Constraints) -> Error reason
            | Error reason when fit.Units > mostSampledUnits ->
                Error
                    $"{reason} For more than {mostSampledUnits} neurons, reports do not sample the posterior instead; Invoke-Mcmc does."
            | Error reason -> sampled network data reason
        with :? OptionException as error ->
            Error error.Message

/// A page and its plain twin ask for the same fits.
let private known = ConditionalWeakTable<UnitFit, Lazy<Result<Draws, string>>>()

/// The draws of a fit without Markov chains, or why there are none.
let ofFit (fit: UnitFit) = known.GetValue(fit, (fun fit -> lazy draw fit)).Value
