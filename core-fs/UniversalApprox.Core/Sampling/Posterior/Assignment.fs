namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core

/// Solves the linear assignment problem: it gives each row a column, each column once, with the least total cost.
/// The method is shortest augmenting paths with dual potentials, O(n³): the Hungarian method (Kuhn, Naval Research Logistics
/// Quarterly 2, 1955) in the form of Jonker & Volgenant (Computing 38, 1987). MathNet.Numerics does not have it, and about
/// fifty lines do not justify another package.
/// It owns its scratch memory, so use one per thread. Solving does not allocate.
[<Sealed>]
type internal Assignment(size: int) =
    let costs: float[] = Array.zeroCreate (size * size)
    // One place more than columns, because each search starts at the extra column `size`.
    let rowPotential: float[] = Array.zeroCreate size
    let columnPotential: float[] = Array.zeroCreate (size + 1)
    let rowOf: int[] = Array.zeroCreate (size + 1)
    let previous: int[] = Array.zeroCreate (size + 1)
    let distance: float[] = Array.zeroCreate (size + 1)
    let visited: bool[] = Array.zeroCreate (size + 1)
    let columnOf: int[] = Array.zeroCreate size

    /// Gives each row its cheapest column; true if these columns all differ. That is nearly always so for relabelled draws.
    let solveByMinima () =
        Jit.optimiseAtOnce ()
        // A loop is faster for a few units.
        for column in 0..size do
            rowOf[column] <- -1

        let mutable distinct = true
        let mutable row = 0

        while distinct && row < size do
            let mutable best = 0

            for column in 1 .. size - 1 do
                if costs[row * size + column] < costs[row * size + best] then
                    best <- column

            distinct <- rowOf[best] < 0
            rowOf[best] <- row
            columnOf[row] <- best
            row <- row + 1

        distinct

    /// Searches the shortest path from the start column to a free column, and returns that column.
    let search row =
        Jit.optimiseAtOnce ()
        System.Array.Fill(distance, infinity)
        System.Array.Fill(visited, false)
        rowOf[size] <- row
        let mutable column = size

        while rowOf[column] >= 0 do
            visited[column] <- true
            let current = rowOf[column]
            let mutable step = infinity
            let mutable next = -1

            for candidate in 0 .. size - 1 do
                if not visited[candidate] then
                    let reduced =
                        costs[current * size + candidate] - rowPotential[current] - columnPotential[candidate]

                    if reduced < distance[candidate] then
                        distance[candidate] <- reduced
                        previous[candidate] <- column

                    if next < 0 || distance[candidate] < step then
                        step <- distance[candidate]
                        next <- candidate

            for seen in 0..size do
                if visited[seen] then
                    rowPotential[rowOf[seen]] <- rowPotential[rowOf[seen]] + step
                    columnPotential[seen] <- columnPotential[seen] - step
                else
                    distance[seen] <- distance[seen] - step

            column <- next

        column

    let solveByPaths () =
        System.Array.Fill(rowPotential, 0.0)
        System.Array.Fill(columnPotential, 0.0)
        System.Array.Fill(rowOf, -1)

        for row in 0 .. size - 1 do
            let mutable column = search row

            while column <> size do
                rowOf[column] <- rowOf[previous[column]]
                column <- previous[column]

        for column in 0 .. size - 1 do
            columnOf[rowOf[column]] <- column

    /// Sets the cost of giving `column` to `row`; it must be finite.
    member _.SetCost(row, column, cost: float) = costs[row * size + column] <- cost

    /// Solves the problem for these costs. Returns the column of each row, in memory that the next call overwrites.
    member _.Solve() : int[] =
        if not (solveByMinima ()) then
            solveByPaths ()

        columnOf
