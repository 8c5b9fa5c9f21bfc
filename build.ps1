#requires -Version 7.6
<#
.SYNOPSIS
    Builds, demonstrates, tests, packs and measures UniversalApprox.
.DESCRIPTION
    Any PowerShell 7.6 runs it. The .NET SDK fetches one: dotnet dnx powershell --yes -- -NoProfile -File build.ps1 -Task Demo
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

    # What Bench measures, such as peers; everything but the peers by default.
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

# Runs a script with the built module, in a process of its own: a process that has imported a module keeps its files in use.
function Invoke-WithModule([string] $Script) {
    $program = [Environment]::ProcessPath
    # PowerShell as a .NET tool is pwsh.dll, which dotnet runs.
    [string[]] $library = if ((Split-Path -LeafBase $program) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }
    $modules = $env:PSModulePath
    $env:PSModulePath = (Join-Path $artifacts 'module') + [IO.Path]::PathSeparator + $modules
    try { & $program @library -NoProfile -File $Script }
    finally { $env:PSModulePath = $modules }
    if ($LASTEXITCODE -ne 0) { throw "$Script failed with exit code $LASTEXITCODE." }
}

function Invoke-Build { Invoke-DotNet 'build', 'UniversalApprox.sln', '-c', 'Release' }

# The command of the README.
function Invoke-Test { Invoke-DotNet 'run', '-c', 'Release', '--project', 'tests/UniversalApprox.Tests' }

function Invoke-Demo {
    Write-Host 'Building the module. The first build fetches packages and takes some minutes.'
    Invoke-DotNet 'build', 'cmdlets/UniversalApprox.PowerShell', '-c', 'Release', '-v', 'quiet', '-nologo'
    Invoke-WithModule (Join-Path $PSScriptRoot 'cmdlets/examples/how-many-neurons.ps1')
}

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
catch {
    # Shows the reason alone, without the line that threw it.
    $PSCmdlet.ThrowTerminatingError($_)
}
finally {
    Pop-Location
}
