namespace UniversalApprox;

/// <summary>The file formats of draws.</summary>
public enum ChainFormat : long
{
    /// <summary>CSV files of Stan's sampler: .csv. They are only read.</summary>
    Stan,

    /// <summary>HDF5 files of emcee: .h5, .hdf5.</summary>
    Emcee,

    /// <summary>Parquet tables: .parquet. They are only written.</summary>
    Parquet,

    /// <summary>ArviZ's InferenceData as Zarr, a folder or a zip file: .zarr, .zip. They are only written.</summary>
    ArviZ,
}
