[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.AsyncStream

open System.Collections.Generic

/// Reads all items, and does something as soon as it has an item.
let readEach (onItem: unit -> unit) (items: IAsyncEnumerable<'item>) =
    task {
        let found = List<'item>()
        let reader = items.GetAsyncEnumerator()
        let mutable more = true

        while more do
            let! next = reader.MoveNextAsync()
            more <- next

            if more then
                onItem ()
                found.Add reader.Current

        do! reader.DisposeAsync()
        return found
    }

let readAll items = readEach ignore items
