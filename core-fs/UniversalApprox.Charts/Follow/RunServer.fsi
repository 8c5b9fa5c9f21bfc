namespace UniversalApprox.Charts.Follow

open System
open System.Threading
open System.Threading.Tasks

/// Serves a page on 127.0.0.1 that follows runs: what is finished of them, refreshed once a second while they go on, and their report at
/// the end. The address has a token; whoever has another, or none, is refused, and so are requests in the name of another host.
/// It listens on nothing else. Disposing it ends it.
[<Sealed; Class>]
type RunServer =
    interface IDisposable

    /// Begins. `title` and `path` are what the page is headed with. `port` is from 1 to 65535; None is a free one.
    /// `read` reads the runs, on another thread than the one that asks. It is called when a page asks, but so that it takes half of
    /// the time at most; lists of fits and draws that are the same objects as before are taken for the same. What it throws is told on the page. `report` makes the HTML of the report, or has none as long as nothing
    /// is finished.
    /// Errors: OptionException if the port is out of range or in use; IOException if there is no free one.
    static member Start:
        title: string *
        path: string *
        port: int option *
        read: (unit -> FollowedRun list) *
        report: (unit -> string option) ->
            RunServer

    /// The address of the page.
    member Address: Uri

    /// Waits until no run goes on, and then until a page that follows has its report. `isReaderComing` says that a browser is on
    /// its way. Errors: those of `read`; OperationCanceledException.
    member WaitUntilDone: isReaderComing: bool * cancellation: CancellationToken -> Task
