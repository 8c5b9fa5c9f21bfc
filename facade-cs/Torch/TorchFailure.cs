namespace UniversalApprox;

/// <summary>Why libtorch cannot be used.</summary>
public enum TorchFailure : long
{
    /// <summary>No searched folder holds libtorch, or TorchSharp's own native library is not there.</summary>
    MissingLibrary,

    /// <summary>A libtorch of another version than TorchSharp was built for.</summary>
    WrongVersion,

    /// <summary>A library file is cut off, or no library at all.</summary>
    TruncatedFile,

    /// <summary>A relaxed copy of TorchSharp's native library is needed, and the cache folder cannot be written to.</summary>
    UnwritableCache,

    /// <summary>There is no libtorch for this operating system and processor.</summary>
    UnsupportedPlatform,

    /// <summary>The operating system refuses to load a library for another reason.</summary>
    LoadFailed,

    /// <summary>libtorch works, but has no such device.</summary>
    MissingDevice,
}
