namespace UniversalApprox

open System
open System.Collections
open System.Globalization
open UniversalApprox.Files

[<Sealed>]
type OptionName(name: string) =
    member _.Name = name
    override _.ToString() = name

    static member Spell(text: FormattableString, spell: Func<string, string>) : string =
        let argument (value: obj) =
            match value with
            | :? OptionName as name -> box (spell.Invoke name.Name)
            | :? FormattableString as inner -> box (OptionName.Spell(inner, spell))
            | other -> other

        String.Format(CultureInfo.InvariantCulture, text.Format, text.GetArguments() |> Array.map argument)

/// A value that is told in words: "3 for walker 1".
type internal ToldValue = { Words: string }

module private OptionText =
    /// Items of a list before the rest is only counted.
    let private shownItems = 10

    let rec shown (value: obj) =
        match value with
        | :? ToldValue as told -> told.Words
        | :? string as text -> $"'{ShownText.cut text}'"
        | :? char as character -> $"'{character}'"
        | :? IFormattable as number -> number.ToString(null, CultureInfo.InvariantCulture)
        | :? IEnumerable as items ->
            match [ for item in items -> shown item ] with
            | [] -> "none"
            | texts when texts.Length > shownItems ->
                String.concat ", " (List.truncate shownItems texts) + $" and {texts.Length - shownItems} more"
            | texts -> String.concat ", " texts
        | other -> string other

[<Sealed>]
type OptionException
    private
    (
        option: string,
        value: obj,
        allowed: FormattableString,
        advice: FormattableString,
        reason: FormattableString
    ) =
    inherit ArgumentOutOfRangeException(option, value, null)

    new(option: string, value: obj, allowed: FormattableString) =
        OptionException(option, value, allowed, null, null)

    new(option: string, value: obj, allowed: FormattableString, advice: FormattableString) =
        OptionException(option, value, allowed, advice, null)

    static member Because(option: string, reason: FormattableString) =
        OptionException(option, null, null, null, reason)

    member _.Option = option

    member _.Value =
        match value with
        | :? ToldValue as told -> box told.Words
        | other -> other

    member _.Allowed =
        if isNull allowed then
            null
        else
            OptionName.Spell(allowed, Func<_, _> id)

    member _.Describe(spell: Func<string, string>) =
        let spelled text = OptionName.Spell(text, spell)

        if isNull allowed then
            spelled reason
        else
            let got = if isNull value then "" else $"; got {OptionText.shown value}"
            let further = if isNull advice then "" else $" {spelled advice}"
            $"{spell.Invoke option} must be {spelled allowed}{got}.{further}"

    override this.Message =
        let message = this.Describe(Func<_, _> id)

        // As .NET does it, where the text alone would leave open which argument is meant.
        if message.Contains(option, StringComparison.Ordinal) then
            message
        else
            $"{message} (Parameter '{option}')"
