# The runs of the public notebook of 2022 (L. Posti) that asked this question with PyTorch and emcee: one network per size, trained by
# Adam from PyTorch's initialisation. Compare the mean residuals with those of how-many-neurons.ps1: most of these runs have not
# converged.
#Requires -Modules UniversalApprox
$ErrorActionPreference = 'Stop'

$notebook = @{
    Optimizer    = 'Adam'
    Restarts     = 1
    Scaling      = 'None'
    Epochs       = 1000
    LearningRate = 0.03
}

New-CurveData Parabola | Invoke-UnitSweep -Units 1, 2, 4, 8, 16 -Activations Sigmoid, Softsign, ReLU @notebook
New-CurveData Sine | Invoke-UnitSweep -Units 1, 2, 4, 6, 8, 16 -Activations Sigmoid, Softsign, ReLU @notebook
