# The report of a CSV file, for a scheduler. Writes the report and a file of fits beside it, and prints the answer as one line. If a
# step fails, it ends with exit code 1 and the reason on standard error.
#Requires -Modules UniversalApprox
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string[]] $X,
    [Parameter(Mandatory)] [string] $Y,
    [string] $Report = 'report.html',
    # What the file itself does not show: see Get-Help Import-CurveData.
    [char] $DecimalSeparator,
    [string[]] $MissingValues,
    [string] $Encoding
)

$ErrorActionPreference = 'Stop'
# Without colours: logs and mails would show their escape sequences.
$PSStyle.OutputRendering = 'PlainText'

$reading = @{ LiteralPath = $Csv; X = $X; Y = $Y; SkipInvalid = $true }
foreach ($option in 'DecimalSeparator', 'MissingValues', 'Encoding') {
    if ($PSBoundParameters.ContainsKey($option)) { $reading[$option] = $PSBoundParameters[$option] }
}

$fits = Import-CurveData @reading | Invoke-UnitSweep -Units 1, 2, 3, 4, 6, 8
$answer = $fits | Compare-UnitFit

$fits | Export-Csv -Path ([IO.Path]::ChangeExtension($Report, 'csv'))
@($fits) + $answer | Export-ApproxReport -Path $Report -Force

"$($answer.Data): $($answer.Answer)"
