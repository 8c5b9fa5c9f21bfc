# A calibration curve, and what it says about new readings: concentrations with intervals. The curve is kept in a file, and read again.
# The data are simulated: an absorbance of 0.015 + 1.9 c/(c + 22), with a normal error of 0.006 for standards and 0.003 for readings.
# The samples have 3, 5.5, 12, 18, 26 and 36 mg/L.
#Requires -Modules UniversalApprox
param(
    # Where the report goes; the current folder by default. The model is written beside it.
    [string] $Report = 'calibration.html'
)

$ErrorActionPreference = 'Stop'

$data = Join-Path $PSScriptRoot 'data'
# The error of a reading, which is the mean of four.
$readingError = 0.003

# Without a weight decay, huge amplitudes that cancel each other would fit the curve as well.
$fits = Import-CurveData -LiteralPath "$data/calibration-standards.csv" |
    Invoke-UnitSweep -Units 1, 2, 3 -Activations Tanh -WeightDecay 1e-7 -Restarts 4
$fits

$answer = $fits | Compare-UnitFit
"`n$($answer.Answer)"
$fit = $answer.GetRecommended()

# The error of a concentration has two parts: that of the curve, and that of the reading, by the slope of the curve. Intervals hold 95 %.
Import-Csv -LiteralPath "$data/calibration-readings.csv" -PipelineVariable reading |
    Get-NeuronInverse -InputObject $fit -Y { $_.absorbance } |
    ForEach-Object {
        $half = 1.96 * [math]::Sqrt($_.Sd * $_.Sd + [math]::Pow($readingError / $_.Slope, 2))
        [pscustomobject]@{
            Sample        = $reading.sample
            Absorbance    = $_.Y
            Concentration = [math]::Round($_.X, 2)
            From          = [math]::Round($_.X - $half, 2)
            To            = [math]::Round($_.X + $half, 2)
        }
    } | Format-Table -AutoSize

$model = [IO.Path]::ChangeExtension($Report, 'json')
$fit | Export-NeuronModel -Path $model -Force
$again = Import-NeuronModel -Path $model
$crossing = $again | Get-NeuronInverse -Y 0.5 -Lower 0 -Upper 50
'The curve in {0}, read again: an absorbance of 0.5 is {1:F2} mg/L.' -f [IO.Path]::GetFileName($model), $crossing.X

@($fits) + $answer | Export-ApproxReport -Path $Report -Force
"`nThe report is $Report."
