# How many neurons do I need? Asks for a noisy parabola, a noisy sine and nine real measurements.
# Prints a table of fits and an answer in words for each curve. Writes all fits to sweep.csv, and a report with pictures beside it.
#Requires -Modules UniversalApprox
param(
    # Where the table goes; the current folder by default.
    [string] $Path = 'sweep.csv'
)

$ErrorActionPreference = 'Stop'

$curves = @(
    New-CurveData Parabola -Seed 1
    New-CurveData Sine -Seed 1
    Import-CurveData -LiteralPath (Join-Path $PSScriptRoot 'data/rat42.csv')
)
# Nine points cannot carry more than two neurons: seven parameters.
$options = @{ rat42 = @{ Units = 1, 2 } }

$fits = foreach ($curve in $curves) {
    $own = $options[$curve.Name] ?? @{}
    $curve | Invoke-UnitSweep @own
}

$fits
$fits | Export-Csv -Path $Path

foreach ($answer in $fits | Compare-UnitFit) {
    "`n$($answer.Data): $($answer.Answer)"
}

$report = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Path), 'report.html')
$fits | Export-ApproxReport -Path $report -Force

"`nAll fits are in $Path, and pictures of them in $report."
