namespace UniversalApprox.Interchange

/// CSV files of Stan's sampler, as CmdStan and its interfaces write them: one file for each chain.
[<RequireQualifiedAccess>]
module StanCsv =
    /// Reads one or several chains of one model. All columns but Stan's own (their names end in __) are parameters; a.1.2 gets
    /// Stan's name a[1,2], under which `Parameters` finds it too. Warm-up rows are dropped when the file says that it has them.
    /// lp__ is the log-density (of the unconstrained parameters, as Stan has it); divergent__, energy__, treedepth__,
    /// n_leapfrog__, stepsize__ and accept_stat__ become diagnostics of NUTS, where there are all.
    /// Errors: InvalidDataException naming file, line and what was expected, for files of another kind or method, rows that are
    /// cut off, numbers that are not finite, and chains that differ in length, thinning or parameters; OptionException.
    val read: options: ImportOptions -> paths: string[] -> ImportedChain
