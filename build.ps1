#requires -Version 7.6
<#
.SYNOPSIS
    Builds, tests, demonstrates, packs and measures UniversalApprox.
.EXAMPLE
    ./build.ps1                     # Build
    ./build.ps1 -Task Test
    ./build.ps1 -Task Build, Test, Pack
.EXAMPLE
    ./build.ps1 -Task Bench -BenchArgument peers
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Pack', 'Bench', 'Clean')]
    [string[]] $Task = 'Build',

    # What Bench measures, such as peers; all but those by default.
    [string[]] $BenchArgument = @()
)

$ErrorActionPreference = 'Stop'
$artifacts = Join-Path $PSScriptRoot 'artifacts'

# Runs dotnet and fails when it does. An array, since PowerShell would take -v and -p:Name for parameters of the function.
function Invoke-DotNet([string[]] $Arguments) {
    Write-Host "> dotnet $Arguments" -ForegroundColor DarkGray
    & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $Arguments failed with exit code $LASTEXITCODE." }
}

# The README's commands are the ones that are run here.
function Get-ReadmeCommand([string] $Project) {
    $readme = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'README.md')
    $line = @($readme | Where-Object { $_ -match '^dotnet run ' -and $_ -match [regex]::Escape($Project) })[0]
    if (-not $line) { throw "README.md has no 'dotnet run' command for $Project." }
    $line -split '\s+' | Select-Object -Skip 1
}

function Invoke-Build { Invoke-DotNet 'build', 'UniversalApprox.sln', '-c', 'Release' }

function Invoke-Test { Invoke-DotNet (Get-ReadmeCommand 'tests/UniversalApprox.Tests') }

function Invoke-Demo { Invoke-DotNet (Get-ReadmeCommand 'cmdlets/Shell') }

function Invoke-Bench { Invoke-DotNet (@('run', '-c', 'Release', '--project', 'tests/Benchmarks', '--') + $BenchArgument) }

function Invoke-Pack {
    Invoke-Build
    Invoke-DotNet 'pack', 'UniversalApprox.sln', '-c', 'Release', '--no-build'
    foreach ($target in 'PackModule', 'PackModuleWithTorch') {
        Invoke-DotNet 'msbuild', 'cmdlets/UniversalApprox.PowerShell', '-nologo', "-t:$target", '-p:Configuration=Release', '-p:NoBuild=true'
    }
    Get-ChildItem -LiteralPath (Join-Path $artifacts 'packages')
}

function Invoke-Clean {
    Invoke-DotNet 'clean', 'UniversalApprox.sln', '-c', 'Release', '-v', 'quiet'
    if (Test-Path -LiteralPath $artifacts) { Remove-Item -LiteralPath $artifacts -Recurse -Force }
}

Push-Location -LiteralPath $PSScriptRoot
try {
    foreach ($name in $Task) {
        Write-Host "== $name ==" -ForegroundColor Cyan
        & "Invoke-$name"
    }
}
finally {
    Pop-Location
}
