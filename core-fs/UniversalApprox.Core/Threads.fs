namespace UniversalApprox.Core

[<RequireQualifiedAccess>]
module Threads =
    let validate threads = Check.atLeast "Threads" 1 threads
