@{
    RootModule           = 'UniversalApprox.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f6a2b0e-7a0c-4c55-9c1f-2f0f6f9a5a51'
    Author               = 'UniversalApprox contributors'
    Copyright            = '(c) 2026 UniversalApprox contributors. MIT licence.'
    Description          = 'How many neurons do I need? Sweeps one-hidden-layer networks over unit counts, compares the fits and answers in a sentence.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    TypesToProcess       = @('UniversalApprox.types.ps1xml')
    FormatsToProcess     = @('UniversalApprox.format.ps1xml')
    CmdletsToExport      = @(
        'Compare-CurveData'
        'Compare-UnitFit'
        'Export-ApproxReport'
        'Export-ApproxTable'
        'Export-McmcChain'
        'Export-NeuronModel'
        'Get-ApproxPlan'
        'Get-ApproxRun'
        'Get-CurveQuantity'
        'Get-McmcSample'
        'Get-McmcSummary'
        'Get-NeuronFormula'
        'Get-NeuronInverse'
        'Get-NeuronPrediction'
        'Get-NextMeasurement'
        'Get-UnitFitEvidence'
        'Get-UnitFitSummary'
        'Import-CurveData'
        'Import-McmcChain'
        'Import-NeuronModel'
        'Install-TorchBackend'
        'Invoke-ApproxTask'
        'Invoke-Mcmc'
        'Invoke-SharedFit'
        'Invoke-UnitSweep'
        'Merge-ApproxRun'
        'New-ApproxChart'
        'New-CurveData'
        'New-NeuronSum'
        'Show-ApproxChart'
        'Show-ApproxRun'
        'Submit-ApproxPlan'
        'Test-TorchBackend'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('neural-network', 'regression', 'approximation', 'curve-fitting')
        }
    }
}
