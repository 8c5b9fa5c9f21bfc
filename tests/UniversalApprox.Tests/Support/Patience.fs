[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.Patience

open System

/// The longest that a test waits for something. Only a hang takes this long, so no outcome depends on how busy a machine is.
let limit = TimeSpan.FromMinutes 5.0
