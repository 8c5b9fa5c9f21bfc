namespace UniversalApprox.Core

#nowarn "9" // stackalloc

module internal Jit =
    /// Makes the JIT compile the method around this call with full optimisation at its first call. The JIT does so for a
    /// method with a loop and a stack allocation, because it could not replace such a method while it runs. The compiler of
    /// F# drops MethodImplOptions.AggressiveOptimization. Without either, the first 50 ms of a kernel are about 50 times slower.
    let inline optimiseAtOnce () = Microsoft.FSharp.NativeInterop.NativePtr.stackalloc<byte> 1 |> ignore
