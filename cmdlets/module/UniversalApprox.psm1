# Everything but the loader is kept apart from the session's own assemblies, so that other versions of the same libraries do no harm.
$loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/UniversalApprox.Loader.dll")
$cmdlets = Import-Module -Assembly $loader.GetType('UniversalApprox.Loader.ModuleLoadContext')::LoadCmdlets("$PSScriptRoot/lib") -PassThru

# An assembly that is imported again exports nothing by itself: https://github.com/PowerShell/PowerShell/issues/20710
$module = $ExecutionContext.SessionState.Module
if ($module.ExportedCmdlets.Count -eq 0) {
    $export = $module.GetType().GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
        $null = $export.Invoke($module, @(, $cmdlet))
    }
}
