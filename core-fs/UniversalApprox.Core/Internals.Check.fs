/// Guards at the entry of public functions. This is the only place where an option is checked: the layers above let the
/// exception pass, or spell the names of its options in their own way.
module internal UniversalApprox.Core.Check

open System
open System.Globalization
open System.Runtime.CompilerServices
open UniversalApprox

/// Invariant, shortest round-trip text of a number.
let text (value: float) = value.ToString("R", CultureInfo.InvariantCulture)

/// An option as it appears in a text.
let named (option: string) = OptionName option

/// A value that is told in words.
let told (words: string) = box { Words = words }

/// "`option` must be `allowed`; got `value`."
let refuse (option: string) (value: obj) (allowed: FormattableString) : 'a =
    raise (OptionException(option, value, allowed))

/// The same with a sentence on what to do about it.
let refuseWith (advice: FormattableString) (option: string) (value: obj) (allowed: FormattableString) : 'a =
    raise (OptionException(option, value, allowed, advice))

/// For options or arguments that do not fit each other.
let because (option: string) (reason: FormattableString) : 'a =
    raise (OptionException.Because(option, reason))

/// `because` without options in the text.
let reject (option: string) (message: string) : 'a =
    because option (FormattableStringFactory.Create("{0}", message))

let inRange name (low: 'a) (high: 'a) (value: 'a) =
    if not (value >= low && value <= high) then
        refuse name (box value) $"from {low} to {high}"

let atLeast name (low: int) (value: int) =
    if value < low then
        refuse name value $"at least {low}"

let finite name (value: float) =
    if not (Double.IsFinite value) then
        refuse name value $"a finite number"

let positive name (value: float) =
    if not (Double.IsFinite value && value > 0.0) then
        refuse name value $"a finite number above 0"

let notNegative name (value: float) =
    if not (Double.IsFinite value && value >= 0.0) then
        refuse name value $"a finite number, 0 or more"

/// A part of a whole, of which something must be left.
let fraction name (value: float) =
    if not (value > 0.0 && value < 1.0) then
        refuse name value $"above 0 and below 1"

let probability name (value: float) = inRange name 0.0 1.0 value

let allFinite name (values: float[]) =
    let bad = Array.FindIndex(values, fun v -> not (Double.IsFinite v))

    if bad >= 0 then
        finite $"{name}[{bad}]" values[bad]

let sameLength name (expected: int) (values: 'a[]) =
    if values.Length <> expected then
        because name $"{named name} must have {expected} elements; got {values.Length}."

let notEmpty name (values: 'a[]) =
    if values.Length = 0 then
        refuse name values $"one or more"

let allDifferent name (values: 'a[]) (shown: 'a -> obj) =
    if (Array.distinct values).Length < values.Length then
        refuse name (values |> Array.map shown) $"all different"
