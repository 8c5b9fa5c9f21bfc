# The MCMC of the public notebook of 2022 (L. Posti) that asked this question with PyTorch and emcee: the noisy parabola, 2 sigmoid
# neurons, 28 walkers, 10 000 steps, 500 of burn-in, the likelihood -SSE/n and the prior Normal(0, 30). The script runs it twice: from
# the notebook's start, a ball of 1e-4 around zero, and from the trained network.
#
# At zero the network is the constant 0 (log-density -161). The walkers soon find networks in which one neuron works, or only the offset
# (about -70). They leave that region one by one over thousands of steps, while the others are already at the posterior (-37). The
# verdict says which walkers were stuck, for how long, and which still are. With the seeds 0 to 10, each run from zero had 2 to 6 such
# groups of walkers, and no run from the fit had any. Autocorrelation times are several hundred steps from either start, so 10 000 steps
# are too few. The LOSS of the MCMC model is well above that of the trained network, even in long runs: that network has amplitudes near
# 300, which the prior Normal(0, 30) all but rules out.
#Requires -Modules UniversalApprox
param(
    [int] $Steps = 10000,
    [int] $BurnIn = 500
)

$ErrorActionPreference = 'Stop'

$fit = New-CurveData Parabola | Invoke-UnitSweep -Units 2
$notebook = @{
    Walkers    = 28
    Steps      = $Steps
    BurnIn     = $BurnIn
    Likelihood = 'MeanSquaredError'
    Priors     = 'Notebook'
    Density    = 'Full'
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
