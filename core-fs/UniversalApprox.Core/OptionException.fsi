namespace UniversalApprox

open System

/// The name of an option within a text: each layer spells it in its own way, `Steps` or `-Steps`.
[<Sealed; Class>]
type OptionName =
    new: name: string -> OptionName
    /// The name.
    member Name: string
    /// A text with all names in it spelled by `spell`; numbers as in invariant notation.
    static member Spell: text: FormattableString * spell: Func<string, string> -> string

/// A value that is told in words: "3 for walker 1".
type internal ToldValue = { Words: string }

/// An option, or another argument, that is not allowed: its name, its value and what is allowed, as data. Its message is made
/// of these. Where several options or arguments do not fit each other, there is a reason instead of an allowed range.
[<Sealed; Class>]
type OptionException =
    inherit ArgumentOutOfRangeException

    /// "`option` must be `allowed`; got `value`." Texts may hold an `OptionName`. Of a null value nothing is said.
    new: option: string * value: obj * allowed: FormattableString -> OptionException

    /// The same with a sentence on what to do about it.
    new:
        option: string * value: obj * allowed: FormattableString * advice: FormattableString ->
            OptionException

    /// For arguments that do not fit each other: `reason` is the whole message.
    static member Because: option: string * reason: FormattableString -> OptionException

    /// The name of the option, as in the records of options: Steps. The same as ParamName.
    member Option: string

    /// The value that is not allowed; null if none was given.
    member Value: obj

    /// The allowed values, such as "from 1 to 4096". Null where there is a reason instead.
    member Allowed: string

    /// The message with the names of options spelled in another way: name => "-" + name.
    member Describe: spell: Func<string, string> -> string
