namespace UniversalApprox.Interchange

open UniversalApprox.Core.Sampling.Ensembles

/// The kinds of columns of a Parquet table.
[<RequireQualifiedAccess>]
type ColumnKind =
    /// float64.
    | Real
    /// int64.
    | Whole
    /// Text.
    | Text
    /// true or false.
    | Flag

/// Tables and draws as Parquet files (snappy), which pandas, polars, DuckDB, R's arrow and Spark read. Rows are written in
/// groups, so memory does not grow with their number. The file replaces another when it is complete.
[<RequireQualifiedAccess>]
module ParquetTable =
    /// Writes rows. A row has a value for each column: float, int64, string or bool as its kind says, or null.
    /// Errors: IOException or UnauthorizedAccessException naming the file; ArgumentException for names that occur twice or are
    /// blank, no column, and a row whose values do not fit the columns.
    val write: path: string -> columns: (string * ColumnKind)[] -> rows: obj[] seq -> unit

    /// Writes draws: Ensemble and Walker from 1 (int32), Step (int64), LogDensity and the parameters (float64); for NUTS also
    /// Energy, AcceptanceRate (float64), Depth, LeapfrogSteps (int32) and IsDivergent. Within a block, ensemble after ensemble,
    /// step after step. Errors: as `write`; ArgumentException without a kept step, or when a block has other parameters or
    /// walkers than the first.
    val writeDraws: path: string -> blocks: Chain seq -> unit
