namespace UniversalApprox.Shell;

/// <summary>Finds the folder of the UniversalApprox module: shipped beside the executable, else built in a source tree.</summary>
internal static class ModuleLocator
{
    public const string ModuleName = "UniversalApprox";

    /// <summary>The folder that holds the module's manifest, or null.</summary>
    public static string? Find(string baseDirectory)
    {
        IEnumerable<string> candidates = Ancestors(baseDirectory)
            .Select(folder => Path.Combine(folder, "artifacts", "module", ModuleName))
            .Prepend(Path.Combine(baseDirectory, "Modules", ModuleName));
        return candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, ModuleName + ".psd1")));
    }

    /// <summary>Puts the parent of the module's folder first in PSModulePath, so that plain Import-Module finds it too.</summary>
    public static void PrependToModulePath(string moduleFolder)
    {
        const string Variable = "PSModulePath";
        string? rest = Environment.GetEnvironmentVariable(Variable);
        string first = Path.GetDirectoryName(moduleFolder)!;
        Environment.SetEnvironmentVariable(Variable, string.IsNullOrEmpty(rest) ? first : first + Path.PathSeparator + rest);
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
