# The log of a sensor: when was the heap hottest, and how hot? The file comes as the logger writes it: dates, decimal commas, Windows-1252,
# a line about the sensor, missing values, two days without power, and three readings while the probe lay beside the heap.
# The data are simulated: 13 + 48 s(t - 4) - 37 s((t - 15)/3) °C for t in days, s the logistic function, with a normal error of 0.7 °C.
# The heap is hottest after 7.87 days, in the gap, with 56.88 °C.
#Requires -Modules UniversalApprox
param(
    # Where the report goes; the current folder by default.
    [string] $Report = 'sensor-log.html'
)

$ErrorActionPreference = 'Stop'

# Encoding, decimal commas and the line above the table are found out.
$log = Import-CurveData -LiteralPath (Join-Path $PSScriptRoot 'data/compost.csv') -X Zeit -Y 'Temperatur (°C)' -MissingValues '---'
'{0} points; noise {1:F2} °C' -f $log.Count, $log.NoiseLevel

# Squares of outliers would bend the curve. Huber's loss counts residuals above two and a half times the noise by their absolute value.
$fits = $log | Invoke-UnitSweep -Units 1, 2, 3 -Loss Huber -HuberDelta (2.5 * $log.NoiseLevel) -Optimizer LBfgs -Restarts 4
$fits

$answer = $fits | Compare-UnitFit
"`n$($answer.Answer)"

# The errors of the fit would take the outliers for normal noise. A Student-t likelihood does not. It has to start from the robust fit: by
# default, chains start from where normal noise would have the curve.
$posterior = $answer.GetRecommended() | Invoke-Mcmc -Likelihood StudentT -Start Fit
$maxima = $posterior | Get-CurveQuantity | Where-Object Name -Like Maximum*
$maxima | Format-Table Name, Mean, Sd, Q05, Q95

# The input counts days from the first row.
$hottest = [datetime]::new(2026, 3, 2, 6, 0, 0).AddDays($maxima[0].Mean)
'Hottest on {0:yyyy-MM-dd}, with a standard error of {1:F1} hours.' -f $hottest, (24 * $maxima[0].Sd)

$posterior | Show-ApproxChart -Width 78 -Height 22

@($fits) + $answer + $posterior | Export-ApproxReport -Path $Report -Force
"`nThe report is $Report."
