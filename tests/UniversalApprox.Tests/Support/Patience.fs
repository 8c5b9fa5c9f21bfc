[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.Patience

open System
open System.Threading
open System.Threading.Tasks

/// The longest that a test waits for something. Only a hang takes this long, so no outcome depends on how busy a machine is.
let limit = TimeSpan.FromMinutes 5.0

/// The result of a task; its exception is thrown as it is.
let result (task: Task<'a>) : 'a = task.WaitAsync(limit).GetAwaiter().GetResult()

/// Waits for the end of a task without a result.
let finish (task: Task) = task.WaitAsync(limit).GetAwaiter().GetResult()

/// Waits until an event is set.
let signal (event: ManualResetEventSlim) =
    if not (event.Wait limit) then
        raise (TimeoutException $"no signal within {limit}")

/// Runs work that ends only because something stops it, on a thread of its own.
let during (work: unit -> 'a) : 'a = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning) |> result
