# A dose-response curve: how strong is the substance, do its errors explain the data, where to measure next, and is batch B another one?
# The data are simulated, with a normal error of 0.02 + 3 % of the response: 0.10 + 1.75/(1 + EC50/dose), and an EC50 of 2.5 in
# batch A, 6.0 in batch B.
#Requires -Modules UniversalApprox
param(
    # Where the report goes; the current folder by default.
    [string] $Report = 'dose-response.html'
)

$ErrorActionPreference = 'Stop'

# Doses span five decades, so they belong on a logarithmic axis. All answers are in units of the dose.
$rows = Import-Csv -LiteralPath (Join-Path $PSScriptRoot 'data/dose-response.csv')
$columns = @{ X = 'dose'; Y = 'response'; Sigma = 'error'; LogX = 'dose' }

$fits = $rows | Group-Object batch | ForEach-Object {
    $_.Group | Invoke-UnitSweep @columns -Name "batch $($_.Name)" -Units 1, 2, 3 -Restarts 4
}
$fits

$answers = $fits | Compare-UnitFit
foreach ($answer in $answers) {
    "`n$($answer.Data): $($answer.Answer)"

    $fit = $answer.GetRecommended()
    "χ² per degree of freedom $($fit.ChiSquarePerDof.ToString('F2'))"

    $quantity = $fit | Get-CurveQuantity | Where-Object Name -EQ EC50
    'EC50 {0:F2}, with 90 % from {1:F2} to {2:F2}' -f $quantity.Value, $quantity.Q05, $quantity.Q95
}

# For a comparison, the aim says that the curve is to be known better, not which size is true.
"`nThe next measurements of batch A:"
$answers[0] | Get-NextMeasurement 3 -Aim Average | Select-Object Rank, @{ Name = 'Dose'; Expression = 'X' }, Gain | Format-Table

# Batches are compared by the rows of both, each point by its own error.
$comparison = $rows | Compare-CurveData @columns -Group batch -Units 1, 2
$comparison.Answer

@($fits) + $answers + $comparison | Export-ApproxReport -Path $Report -Force
"`nThe report is $Report."
