/// Numbers as bytes in a database: float64 in little-endian order, which the views of the schema read too.
module internal UniversalApprox.Runs.Numbers

open System
open System.Buffers.Binary
open System.Runtime.InteropServices
open System.Security.Cryptography
open System.Text
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Ensembles

let toBytes (values: float[]) =
    let bytes = MemoryMarshal.AsBytes(ReadOnlySpan values).ToArray()

    if not BitConverter.IsLittleEndian then
        for i in 0..8 .. bytes.Length - 8 do
            Array.Reverse(bytes, i, 8)

    bytes

let ofBytes (bytes: byte[]) =
    Array.init (bytes.Length / 8) (fun i ->
        BinaryPrimitives.ReadDoubleLittleEndian(ReadOnlySpan(bytes, 8 * i, 8)))

/// What NUTS found at each step as five numbers a step; empty where there is nothing.
let ofStatistics (statistics: StepStatistics[]) =
    statistics
    |> Array.collect (fun step ->
        [|
            step.Energy
            step.AcceptanceRate
            float step.Depth
            float step.LeapfrogSteps
            (if step.IsDivergent then 1.0 else 0.0)
        |])
    |> toBytes

let toStatistics bytes : StepStatistics[] =
    ofBytes bytes
    |> Array.chunkBySize 5
    |> Array.map (fun step ->
        {
            Energy = step[0]
            AcceptanceRate = step[1]
            Depth = int step[2]
            LeapfrogSteps = int step[3]
            IsDivergent = step[4] = 1.0
        })

/// The inverse of `Censoring.side`.
let toCensoring number =
    if number < 0.0 then Censoring.Below
    elif number > 0.0 then Censoring.Above
    else Censoring.None

/// In front of the role of a column whose axis is logarithmic.
let private logarithmic = "log "

let private roleOn scale role =
    match scale with
    | AxisScale.Linear -> role
    | AxisScale.Log -> logarithmic + role

/// The scale of the axis, if a role is that of an input or an output.
let scaleOf (wanted: string) (role: string) =
    if role = wanted then Some AxisScale.Linear
    elif role = logarithmic + wanted then Some AxisScale.Log
    else None

/// The columns of a data set in their units with their roles, which tell the axes, inputs first.
let columns (data: CurveData) =
    [|
        for k in 0 .. data.Dimension - 1 do
            struct (roleOn data.Axes.Inputs[k] "input", data.InputNames[k], data.MeasuredInputs[k])

        struct (roleOn data.Axes.Output "output", data.OutputName, data.MeasuredOutputs)

        match data.MeasuredErrors with
        | PointErrors.Equal -> ()
        | PointErrors.Known sigmas -> struct ("sigma", "sigma", sigmas)
        | PointErrors.Relative weights -> struct ("weight", "weight", weights)

        if data.IsCensored then
            struct ("censoring", "censoring", data.Censoring |> Array.map Censoring.side)
    |]

/// A name for the names and the numbers of a data set that no other one has.
let hash (data: CurveData) =
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256

    for struct (role, name, values) in columns data do
        sha.AppendData(Encoding.UTF8.GetBytes $"{role}\n{name}\n{values.Length}\n")
        sha.AppendData(toBytes values)

    Convert.ToHexStringLower(sha.GetHashAndReset())
