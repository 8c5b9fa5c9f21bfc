/// The public API of the F# core as a reviewed text file: a change to it is a change to Surface/*.txt.
/// UNIVERSALAPPROX_UPDATE_SURFACE=1 rewrites the file.
module UniversalApprox.Tests.Surface.CoreSurfaceTests

open System
open System.IO
open System.Reflection
open System.Xml.Linq
open Expecto
open FSharp.Reflection
open UniversalApprox.Tests.Support

let private assemblies =
    [
        typeof<UniversalApprox.Core.Networks.Network>.Assembly, "UniversalApprox.Core"
        typeof<UniversalApprox.Charts.Figure>.Assembly, "UniversalApprox.Charts"
        typeof<UniversalApprox.Interchange.ImportedChain>.Assembly, "UniversalApprox.Interchange"
        typeof<UniversalApprox.Models.SavedNetwork>.Assembly, "UniversalApprox.Models"
        typeof<UniversalApprox.Runs.RunInfo>.Assembly, "UniversalApprox.Runs"
        typeof<UniversalApprox.Torch.TorchBackendInfo>.Assembly, "UniversalApprox.Torch"
    ]

let private flags =
    BindingFlags.Public ||| BindingFlags.Instance ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly

/// What the compiler adds to unions and records is not worth a line each.
let private isGenerated (m: MemberInfo) =
    let generated =
        set
            [
                "CompareTo"
                "Equals"
                "GetHashCode"
                "ToString"
                "get_Tag"
                "Tag"
                "op_Equality"
                "op_Inequality"
            ]

    generated.Contains m.Name
    || m.Name.StartsWith("get_", StringComparison.Ordinal)
    || m :? ConstructorInfo
    || (FSharpType.IsUnion m.DeclaringType && m.Name.StartsWith("Is", StringComparison.Ordinal))

let private line (m: MemberInfo) = $"{m.DeclaringType.FullName}: {m}"

/// Without the tag constants that the compiler nests in unions.
let private publicTypes (assembly: Assembly) =
    assembly.GetExportedTypes() |> Array.filter (fun t -> t.Name <> "Tags")

let private surfaceOf (assembly: Assembly) =
    [
        for t in publicTypes assembly |> Array.sortBy (fun t -> t.FullName) do
            t.FullName

            for m in t.GetMembers flags |> Array.sortBy string do
                if not (isGenerated m) then
                    line m
    ]

let private file name =
    Path.Combine(Process.repositoryRoot, "tests", "UniversalApprox.Tests", "Surface", name + ".txt")

/// The identifiers of the members that the documentation file describes.
let private documented (assembly: Assembly) =
    let path = Path.ChangeExtension(assembly.Location, ".xml")

    XDocument.Load(path).Descendants(XName.Get "member")
    |> Seq.filter (fun element -> element.Value.Trim().Length > 0)
    |> Seq.map (fun element -> element.Attribute(XName.Get "name").Value)
    |> Seq.map (fun name -> (name.Split '(')[0])
    |> Seq.map (fun name -> (name.Split "``")[0])
    |> set

/// Types, functions and properties that a user calls by name.
let private toDocument (assembly: Assembly) =
    [
        for t in assembly.GetExportedTypes() do
            let name = t.FullName.Replace('+', '.')

            // Nested types are the cases of unions, described with the union.
            if not t.IsNested then
                $"T:{name}"

                if t.IsAbstract && t.IsSealed then
                    for m in t.GetMethods flags do
                        if not m.IsSpecialName then
                            $"M:{name}.{m.Name}"

                    for p in t.GetProperties flags do
                        $"P:{name}.{p.Name}"

                elif FSharpType.IsRecord t then
                    for field in FSharpType.GetRecordFields t do
                        $"P:{name}.{field.Name}"

                elif FSharpType.IsUnion t then
                    for case in FSharpType.GetUnionCases t do
                        $"T:{name}.{case.Name}"
    ]

[<Tests>]
let tests =
    testList
        "Surface"
        [
            for assembly, name in assemblies do
                testCase $"the public API of {name} is the reviewed one"
                <| fun () ->
                    let actual = surfaceOf assembly |> List.toArray

                    if Environment.GetEnvironmentVariable "UNIVERSALAPPROX_UPDATE_SURFACE" = "1" then
                        File.WriteAllLines(file name, actual)

                    let reviewed = File.ReadAllLines(file name)
                    let added = Array.except reviewed actual
                    let removed = Array.except actual reviewed
                    let remedy = "UNIVERSALAPPROX_UPDATE_SURFACE=1 rewrites the file; review its diff."
                    Expect.isEmpty added $"added to the API. {remedy}"
                    Expect.isEmpty removed $"missing from the API. {remedy}"

                testCase $"every public type and function of {name} is documented"
                <| fun () ->
                    let described = documented assembly
                    let missing = toDocument assembly |> List.filter (fun id -> not (described.Contains id))
                    Expect.equal missing [] "without documentation"
        ]
