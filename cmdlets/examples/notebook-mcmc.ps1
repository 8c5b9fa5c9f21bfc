# The notebook's MCMC: the noisy parabola, 2 sigmoid neurons, 28 walkers, 10 000 steps, 500 of burn-in, the likelihood
# -SSE/n and the prior Normal(0, 30). Once from the notebook's own start, a ball of 1e-4 around zero; once from the trained
# network.
#
# From zero, the network is the constant 0 (log-density -161). Walkers soon get to where one neuron works, or none but the
# offset (about -70), and leave from there one by one over thousands of steps, while the others are at the posterior's -37.
# The verdict says which walkers were stuck for how long, and which still are: with the seeds 0 to 10 there were 2 to 6 such
# groups of walkers in each run from zero, and none in any run from the fit. Autocorrelation times are several hundred steps
# from either start, so that 10 000 steps are too few. The MCMC model's LOSS is well above the trained network's, and not for
# want of steps: that network has amplitudes near 300, which the prior Normal(0, 30) all but rules out.
#Requires -Modules UniversalApprox
param(
    [int] $Steps = 10000,
    [int] $BurnIn = 500
)

$ErrorActionPreference = 'Stop'

$fit = New-CurveData Parabola | Invoke-UnitSweep -Units 2 -Folds 0
$notebook = @{
    Walkers    = 28
    Steps      = $Steps
    BurnIn     = $BurnIn
    Likelihood = 'MeanSquaredError'
}

$starts = [ordered] @{
    'from zero'    = @{ Start = 0, 0, 0, 0, 0, 0, 0; Radius = 1e-4 }
    'from the fit' = @{ Start = 'Fit' }
}

foreach ($name in $starts.Keys) {
    $start = $starts[$name]
    $posterior = $fit | Invoke-Mcmc @notebook @start -WarningAction SilentlyContinue
    $best = $posterior.MaximumProbability

    "Started $($name):"
    '  NN model    {0}' -f $fit.GetNetwork().ToFormula('Notebook', 4)
    '              LOSS {0:G4}' -f ($fit.Rmse * $fit.Rmse)
    '  MCMC model  {0}' -f $best.Network.ToFormula('Notebook', 4)
    '              LOSS {0:G4}' -f $best.MeanSquaredError
    "  $($posterior.Verdict)"
    $posterior | Get-McmcSummary
}
