namespace UniversalApprox.Core

/// The linear assignment problem: which column for which row, each used once, so that the costs add up to the least.
/// Shortest augmenting paths with dual potentials, O(n³): the Hungarian method (Kuhn, Naval Research Logistics
/// Quarterly 2, 1955) in the form of Jonker & Volgenant (Computing 38, 1987). MathNet.Numerics has none, and
/// some fifty lines do not warrant another package.
/// Owns its scratch memory: use one per thread. Solving does not allocate.
[<Sealed>]
type internal Assignment(size: int) =
    let costs: float[] = Array.zeroCreate (size * size)
    // One more place than columns: column `size` is where each search starts.
    let rowPotential: float[] = Array.zeroCreate size
    let columnPotential: float[] = Array.zeroCreate (size + 1)
    let rowOf: int[] = Array.zeroCreate (size + 1)
    let previous: int[] = Array.zeroCreate (size + 1)
    let distance: float[] = Array.zeroCreate (size + 1)
    let visited: bool[] = Array.zeroCreate (size + 1)
    let columnOf: int[] = Array.zeroCreate size

    /// If every row's cheapest column is another one, that is the answer; it nearly always is, for relabelled draws.
    let solveByMinima () =
        System.Array.Fill(rowOf, -1)
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

    /// The shortest path from the start column to a free one; ends in that column.
    let search row =
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

    /// The cost of giving `column` to `row`; finite.
    member _.SetCost(row, column, cost: float) = costs[row * size + column] <- cost

    /// Solves it for the costs set, and returns the column of each row, in memory that the next call overwrites.
    member _.Solve() : int[] =
        if not (solveByMinima ()) then
            solveByPaths ()

        columnOf
