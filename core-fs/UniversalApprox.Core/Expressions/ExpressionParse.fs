/// Reads an expression into a graph by recursive descent. Each rule has a method, from the loosest operator to the tightest:
///   condition  = and { "||" and };  and = not { "&&" not };  not = "!" not | comparison
///   comparison = sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum }     a < b < c means a < b && b < c
///   sum        = product { ("+" | "-") product };  product = unary { ("*" | "/") unary }
///   unary      = ("-" | "+") unary | power;  power = atom [ ("^" | "**") unary ]     so that −x^2 is −(x^2)
///   atom       = number | constant | parameter | function "(" … { "," … } ")" | "(" condition ")"
namespace UniversalApprox.Core.Expressions

open System
open System.Collections.Generic
open UniversalApprox.Core.Expressions.Scan

/// A number or a condition that the parser has read, and where it starts.
[<Struct>]
type private Term = { Node: int; IsCondition: bool; Start: int }

/// Without `names`, each name that is neither a function nor a constant becomes a parameter.
[<Sealed>]
type internal ExpressionParse(text: string, names: string[] option, graph: Graph) =
    let parameters = Dictionary<string, int>()
    let inOrder = List<string>()
    let used = HashSet<string>()
    let mutable depth = 0

    do
        for name in Option.defaultValue [||] names do
            parameters[name] <- inOrder.Count
            inOrder.Add name

    let cursor = Cursor text

    /// Nodes that are made next come from here.
    let mark (start: int) = graph.Position <- start

    let number (term: Term) =
        if term.IsCondition then
            fail term.Start "a condition is no number; write if(condition, number, number)"

        term.Node

    let condition (term: Term) =
        if not term.IsCondition then
            fail term.Start "expected a condition, such as x > 0; found a number"

        term.Node

    let ofNumber start node = { Node = node; IsCondition = false; Start = start }
    let ofCondition start node = { Node = node; IsCondition = true; Start = start }

    /// Goes one level deeper, as far as the stack allows.
    let deeper (rule: unit -> Term) =
        depth <- depth + 1

        if depth > ExpressionParse.MaxDepth then
            cursor.Next() |> ignore

            fail
                cursor.Position
                $"more than {ExpressionParse.MaxDepth} levels of parentheses, signs and powers"

        let term = rule ()
        depth <- depth - 1
        term

    let unknownName start (name: string) =
        let shown = Seq.truncate 10 inOrder |> String.concat ", "
        let further = if inOrder.Count > 10 then $" and {inOrder.Count - 10} more" else ""
        let known = Seq.append inOrder [ "pi"; "e"; "inf" ]

        fail
            start
            $"unknown name {quote name}; the parameters are {shown}{further}{Suggestion.ofName known name}"

    let parameter start (name: string) =
        let mutable index = 0

        if not (parameters.TryGetValue(name, &index)) then
            if names.IsSome then
                unknownName start name

            index <- inOrder.Count
            parameters[name] <- index
            inOrder.Add name

        used.Add name |> ignore
        graph.Parameter index

    /// A name without parentheses behind it.
    let value start (name: string) =
        if parameters.ContainsKey name then
            parameter start name
        else
            match Functions.tryConstant name with
            | ValueSome constant -> graph.Constant constant
            | ValueNone when (Functions.tryFind name).IsSome || Functions.isConditional name ->
                cursor.Unexpected $"'(' after {quote name}"
            | ValueNone -> parameter start name

    /// The depth of nesting that is read.
    static member MaxDepth = 200

    member private this.Arguments(name: string) =
        let arguments = List<Term>()
        arguments.Add(deeper this.Condition)

        while cursor.Accept "," do
            arguments.Add(deeper this.Condition)

        cursor.Expect(")", $"',' or ')' in the arguments of {name}")
        arguments

    member private this.Call(start, name: string) =
        let count least most (arguments: List<Term>) =
            if arguments.Count < least || arguments.Count > most then
                let wanted =
                    if most > least then $"{least} or more arguments"
                    elif least = 1 then "1 argument"
                    else $"{least} arguments"

                fail start $"{name} takes {wanted}; found {arguments.Count}"

        if Functions.isConditional name then
            let arguments = this.Arguments name
            count 3 3 arguments
            let chosen = condition arguments[0]
            let yes, no = number arguments[1], number arguments[2]
            mark start
            graph.Select(chosen, yes, no)
        else
            match Functions.tryFind name with
            | ValueSome called ->
                let arguments = this.Arguments name
                count called.Least called.Most arguments
                let numbers = arguments |> Seq.map number |> Seq.toArray
                mark start
                called.Build graph numbers
            | ValueNone when parameters.ContainsKey name || (Functions.tryConstant name).IsSome ->
                fail start $"{quote name} is no function; a product is written with *"
            | ValueNone ->
                let known = String.concat ", " Functions.names

                fail
                    start
                    $"unknown function {quote name}{Suggestion.ofName Functions.names name}; known are {known}"

    member private this.Atom() =
        let c = cursor.Next()
        let start = cursor.Position
        mark start

        if isNumberStart c then
            let struct (value, stop) = Scan.number text cursor.Position
            cursor.Position <- stop
            ofNumber start (graph.Constant value)
        elif Cursor.IsNameStart c then
            cursor.Position <- skipWhile Cursor.IsNamePart text (cursor.Position + 1)
            let name = text.Substring(start, cursor.Position - start)
            ofNumber start (if cursor.Accept "(" then this.Call(start, name) else value start name)
        elif cursor.Accept "(" then
            let inner = deeper this.Condition
            cursor.Expect(")", "an operator or ')'")
            { inner with Start = start }
        else
            cursor.Unexpected "a number, a name or '('"

    member private this.Power() =
        let left = this.Atom()

        if cursor.Accept "^" || cursor.Accept "**" then
            let at = cursor.Position - 1
            let a = number left
            let b = number (deeper this.Unary)
            mark at
            ofNumber left.Start (graph.Power(a, b))
        else
            left

    member private this.Unary() =
        let c = cursor.Next()
        let start = cursor.Position

        if isMinus c || c = '+' then
            cursor.Position <- cursor.Position + 1
            let operand = number (deeper this.Unary)
            mark start
            ofNumber start (if c = '+' then operand else graph.Negate operand)
        else
            this.Power()

    /// Operands joined by operators that a function recognises at the cursor, from left to right.
    member private _.Chain
        (operand: unit -> Term, operator: unit -> ((int * int -> int) voption), read: Term -> int, result)
        =
        let mutable term = operand ()
        let mutable operation = operator ()

        while operation.IsSome do
            let at = cursor.Position - 1
            let left = read term
            let right = read (operand ())
            mark at
            term <- result term.Start (operation.Value(left, right))
            operation <- operator ()

        term

    member private this.Product() =
        let operator () =
            let c = cursor.Next()

            if isTimes c && not (cursor.IsNext "**") then
                cursor.Position <- cursor.Position + 1
                ValueSome graph.Multiply
            elif cursor.Accept "/" then
                ValueSome graph.Divide
            else
                ValueNone

        this.Chain(this.Unary, operator, number, ofNumber)

    member private this.Sum() =
        let operator () =
            if cursor.Accept "+" then
                ValueSome graph.Add
            elif isMinus (cursor.Next()) then
                cursor.Position <- cursor.Position + 1
                ValueSome graph.Subtract
            else
                ValueNone

        this.Chain(this.Product, operator, number, ofNumber)

    member private _.Comparison(symbol: string) : int * int -> int =
        let call operation = fun (a, b) -> graph.Call(operation, a, b)
        let swapped operation = fun (a, b) -> graph.Call(operation, b, a)

        match symbol with
        | "<" -> call Operation.Less
        | "<="
        | "≤" -> call Operation.LessOrEqual
        | ">" -> swapped Operation.Less
        | ">="
        | "≥" -> swapped Operation.LessOrEqual
        | "==" -> call Operation.Equal
        | _ -> fun (a, b) -> graph.Call(Operation.Not, graph.Call(Operation.Equal, a, b))

    member private this.Comparisons() =
        let symbols = [ "<="; ">="; "=="; "!="; "≤"; "≥"; "≠"; "<"; ">" ]
        let first = this.Sum()
        let mutable left = first
        let mutable all = ValueNone
        let mutable symbol = List.tryFind cursor.Accept symbols

        while symbol.IsSome do
            let at = cursor.Position - 1
            let a = number left
            let right = this.Sum()
            mark at
            let holds = this.Comparison symbol.Value (a, number right)

            all <-
                match all with
                | ValueSome before -> ValueSome(graph.Call(Operation.And, before, holds))
                | ValueNone -> ValueSome holds

            left <- right
            symbol <- List.tryFind cursor.Accept symbols

        match all with
        | ValueSome node -> ofCondition first.Start node
        | ValueNone -> first

    member private this.Not() =
        let start = cursor.Position

        if cursor.Next() = '!' && not (cursor.IsNext "!=") then
            cursor.Position <- cursor.Position + 1
            ofCondition start (graph.Call(Operation.Not, condition (deeper this.Not)))
        else
            this.Comparisons()

    member private this.And() =
        let operator () =
            if cursor.Accept "&&" then
                ValueSome(fun (a, b) -> graph.Call(Operation.And, a, b))
            else
                ValueNone

        this.Chain(this.Not, operator, condition, ofCondition)

    member private this.Condition() : Term =
        let operator () =
            if cursor.Accept "||" then
                ValueSome(fun (a, b) -> graph.Call(Operation.Or, a, b))
            else
                ValueNone

        this.Chain(this.And, operator, condition, ofCondition)

    /// Reads the whole text; the node of its value.
    member this.Read() =
        let root = number (this.Condition())
        cursor.Next() |> ignore

        if cursor.Position < text.Length then
            cursor.Unexpected "an operator or the end"

        root

    /// The parameters: those that were given, or those found in the order of their first appearance.
    member _.Names = inOrder.ToArray()
    member _.IsUsed(name: string) = used.Contains name
