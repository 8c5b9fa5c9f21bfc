/// The documentation of the C# library, as IntelliSense shows it.
module UniversalApprox.Tests.Facade.DocumentationTests

open System
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open System.Xml.Linq
open Expecto

let private facade = typeof<UniversalApprox.CurveData>.Assembly

/// The elements of the documentation file that describe members, by identifier.
let private elements =
    lazy
        [
            for element in
                XDocument.Load(Path.ChangeExtension(facade.Location, ".xml")).Descendants(XName.Get "member") do
                element.Attribute(XName.Get "name").Value, element
        ]

/// Without the parameters and the number of type parameters.
let private memberOf (id: string) =
    let name = (id.Split '(')[0]
    (name.Split "``")[0]

/// Those of members that can be seen from outside.
let private visible =
    lazy
        let types = facade.GetExportedTypes() |> Array.map (fun t -> t.FullName.Replace('+', '.')) |> set

        [
            for id, element in elements.Value do
                let path = (memberOf id)[2..]
                let owner = if id[0] = 'T' then path else path[.. path.LastIndexOf '.' - 1]

                if types.Contains owner then
                    id, element
        ]

let private text (element: XElement) = element.Value.Trim()
let private part (name: string) (element: XElement) = element.Elements(XName.Get name) |> Seq.toList
let private inherits (element: XElement) = not (part "inheritdoc" element).IsEmpty

let private flags =
    BindingFlags.Public ||| BindingFlags.Instance ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly

/// Methods that somebody wrote and that can be called by name.
let private methods (t: Type) =
    t.GetMethods flags
    |> Array.filter (fun m ->
        not m.IsSpecialName
        && isNull (m.GetCustomAttribute<Runtime.CompilerServices.CompilerGeneratedAttribute>())
        && not (m.Name.StartsWith '<'))

let private describes (m: MethodInfo) (element: XElement) =
    let described = part "param" element |> List.map (fun p -> p.Attribute(XName.Get "name").Value)
    let parameters = m.GetParameters() |> Array.map _.Name |> List.ofArray
    described = parameters && (m.ReturnType = typeof<Void> || not (part "returns" element).IsEmpty)

[<Tests>]
let tests =
    testList
        "facade documentation"
        [
            testCase "every summary is a sentence"
            <| fun () ->
                let poor =
                    [
                        for id, element in visible.Value do
                            match part "summary" element with
                            | [ summary ] when
                                Regex.IsMatch(text summary, @"[.:!?…]$")
                                || (part "summary" element |> List.exists _.HasElements)
                                ->
                                ()
                            | _ when inherits element -> ()
                            | _ -> id
                    ]

                Expect.isGreaterThan visible.Value.Length 200 "members were looked at"
                Expect.isEmpty poor "without a sentence"

            testCase "every parameter and result of a method is described"
            <| fun () ->
                let poor =
                    [
                        for t in
                            facade.GetExportedTypes()
                            |> Array.filter (fun t -> t.BaseType <> typeof<MulticastDelegate>) do
                            for m in methods t do
                                let start = $"M:{t.FullName}.{m.Name}"

                                let candidates =
                                    visible.Value
                                    |> List.filter (fun (id, _) -> memberOf id = start)
                                    |> List.map snd

                                if not (candidates |> List.exists (fun e -> inherits e || describes m e)) then
                                    start
                    ]

                Expect.isEmpty (List.distinct poor) "methods"

            testCase "every option says its default"
            <| fun () ->
                let poor =
                    [
                        for t in
                            facade.GetExportedTypes()
                            |> Array.filter (fun t -> t.Name.EndsWith("Options", StringComparison.Ordinal)) do
                            for p in t.GetProperties flags do
                                let value =
                                    visible.Value
                                    |> List.filter (fun (id, _) -> id = $"P:{t.FullName}.{p.Name}")
                                    |> List.collect (fun (_, element) -> part "value" element)
                                    |> List.map text

                                if not (value |> List.exists _.StartsWith("Default: ")) then
                                    $"{t.Name}.{p.Name}"
                    ]

                Expect.isEmpty poor "options without <value>Default: …"
        ]
