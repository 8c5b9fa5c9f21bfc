# Everything but the loader is kept apart from the session's own assemblies, so that other versions of the same libraries do no harm.
$loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/UniversalApprox.Loader.dll").GetType('UniversalApprox.Loader.ModuleLoadContext')
$loader::Export($ExecutionContext, (Import-Module -Assembly $loader::LoadCmdlets("$PSScriptRoot/lib") -PassThru))
