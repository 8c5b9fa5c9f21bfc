# The notebook's own runs: one network per size, trained by Adam from PyTorch's initialisation, as it did.
# Compare the mean residuals with how-many-neurons.ps1: most of these have not converged.
#Requires -Modules UniversalApprox
$ErrorActionPreference = 'Stop'

$notebook = @{
    Optimizer    = 'Adam'
    Restarts     = 1
    Scaling      = 'None'
    Epochs       = 1000
    LearningRate = 0.03
    Folds        = 0
}

New-CurveData Parabola | Invoke-UnitSweep -Units 1, 2, 4, 8, 16 -Activations Sigmoid, Softsign, ReLU @notebook
New-CurveData Sine | Invoke-UnitSweep -Units 1, 2, 4, 6, 8, 16 -Activations Sigmoid, Softsign, ReLU @notebook
