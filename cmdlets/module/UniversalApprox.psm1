# Everything but the loader is kept apart from the session's own assemblies, so that other versions of the same libraries do no harm.
$loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/UniversalApprox.Loader.dll").GetType('UniversalApprox.Loader.ModuleLoadContext')
Import-Module -Assembly $loader::LoadCmdlets("$PSScriptRoot/lib")

# An assembly that is imported again exports nothing by itself: https://github.com/PowerShell/PowerShell/issues/20710
if ($loader::ExportsNothing($ExecutionContext)) {
    $cmdlets = Import-Module -Assembly $loader::LoadCmdlets("$PSScriptRoot/lib") -PassThru
    $export = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $null = $export.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}
