/// How long tests wait for something that must happen. The limit turns a hang into a failure; it is far beyond what a busy
/// machine needs, and no test passes or fails by the time that something takes.
[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.Patience

open System
open System.Threading
open System.Threading.Tasks

let limit = TimeSpan.FromMinutes 5.0

/// The result of a task; its exception is thrown as it is.
let result (task: Task<'a>) : 'a = task.WaitAsync(limit).GetAwaiter().GetResult()

/// Waits for the end of a task without a result.
let finish (task: Task) = task.WaitAsync(limit).GetAwaiter().GetResult()

/// Waits until an event is set.
let signal (event: ManualResetEventSlim) =
    if not (event.Wait limit) then
        raise (TimeoutException $"no signal within {limit.TotalMinutes} minutes")

/// Runs work on a thread of its own. For work that ends only because something stops it.
let during (work: unit -> 'a) : 'a = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning) |> result
