/// Guards at the entry of public functions: every message names the argument, the value and the allowed range.
module internal UniversalApprox.Core.Check

open System
open System.Globalization

/// Invariant, shortest round-trip text of a number.
let text (value: float) = value.ToString("R", CultureInfo.InvariantCulture)

let reject (name: string) (message: string) : 'a = raise (ArgumentException(message, name))

let rejectRange (name: string) (message: string) : 'a = raise (ArgumentOutOfRangeException(name, message))

let inRange name (low: int) (high: int) (value: int) =
    if value < low || value > high then
        rejectRange name $"{name} must be from {low} to {high}; got {value}."

let atLeast name (low: int) (value: int) =
    if value < low then
        rejectRange name $"{name} must be at least {low}; got {value}."

let finite name (value: float) =
    if not (Double.IsFinite value) then
        rejectRange name $"{name} must be a finite number; got {text value}."

let positive name (value: float) =
    if not (Double.IsFinite value && value > 0.0) then
        rejectRange name $"{name} must be a finite number above 0; got {text value}."

let notNegative name (value: float) =
    if not (Double.IsFinite value && value >= 0.0) then
        rejectRange name $"{name} must be a finite number, 0 or more; got {text value}."

let allFinite name (values: float[]) =
    let bad = Array.FindIndex(values, fun v -> not (Double.IsFinite v))

    if bad >= 0 then
        rejectRange name $"{name}[{bad}] must be a finite number; got {text values[bad]}."

let sameLength name (expected: int) (values: 'a[]) =
    if values.Length <> expected then
        reject name $"{name} must have {expected} elements; got {values.Length}."
