namespace UniversalApprox.PowerShell;

/// <summary>The formats of draws by the names of files.</summary>
internal static class ChainFormats
{
    /// <summary>The format that the extension means; null for others.</summary>
    public static ChainFormat? Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => ChainFormat.Stan,
        ".h5" or ".hdf5" => ChainFormat.Emcee,
        ".parquet" => ChainFormat.Parquet,
        ".zarr" or ".zip" => ChainFormat.ArviZ,
        _ => null,
    };
}
