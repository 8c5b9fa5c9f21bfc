namespace UniversalApprox.Core.Quantities

/// Finds the points of one curve in another: crossings or extremes of a draw that are those of the fit.
[<RequireQualifiedAccess>]
module internal PointMatching =
    /// For each wanted point the index of its match, or −1. Matches have the same sign and keep the order along x. There are
    /// as many as possible, with the least total distance.
    let pairs (wanted: CurvePoint[]) (found: CurvePoint[]) =
        let rows, columns = wanted.Length, found.Length
        // The best result for the points from i and from j on.
        let best = Array2D.create (rows + 1) (columns + 1) struct (0, 0.0)

        let isBetter struct (count: int, cost: float) struct (otherCount, otherCost) =
            count > otherCount || (count = otherCount && cost < otherCost)

        let paired i j =
            let struct (count, cost) = best[i + 1, j + 1]
            struct (count + 1, cost + abs (wanted[i].X - found[j].X))

        let unpaired i j =
            if isBetter best[i, j + 1] best[i + 1, j] then
                best[i, j + 1]
            else
                best[i + 1, j]

        let isPair i j = wanted[i].Sign = found[j].Sign && not (isBetter (unpaired i j) (paired i j))

        for i in rows - 1 .. -1 .. 0 do
            for j in columns - 1 .. -1 .. 0 do
                best[i, j] <- if isPair i j then paired i j else unpaired i j

        let result = Array.create rows -1
        let mutable i, j = 0, 0

        while i < rows && j < columns do
            if isPair i j then
                result[i] <- j
                i <- i + 1
                j <- j + 1
            elif isBetter best[i, j + 1] best[i + 1, j] then
                j <- j + 1
            else
                i <- i + 1

        result
