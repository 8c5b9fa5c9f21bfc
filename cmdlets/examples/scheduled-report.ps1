# The report of a CSV file, for a scheduler: writes to the report and to a file of fits beside it, says one line, and ends with
# exit code 1 and the reason on standard error if that fails.
#Requires -Modules UniversalApprox
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string[]] $X,
    [Parameter(Mandatory)] [string] $Y,
    [string] $Report = 'report.html'
)

$ErrorActionPreference = 'Stop'
# Logs and mails show escape sequences as they are.
$PSStyle.OutputRendering = 'PlainText'

$fits = Import-CurveData -LiteralPath $Csv -X $X -Y $Y -SkipInvalid | Invoke-UnitSweep -Units 1, 2, 3, 4, 6, 8
$answer = $fits | Compare-UnitFit

$fits | Export-Csv -Path ([IO.Path]::ChangeExtension($Report, 'csv'))
@($fits) + $answer | Export-ApproxReport -Path $Report -Force

"$($answer.Data): $($answer.Answer)"
