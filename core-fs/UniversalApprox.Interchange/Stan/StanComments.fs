/// The lines of a Stan file that begin with #: settings of the run as "# key = value (Default)".
module internal UniversalApprox.Interchange.StanComments

open System
open System.Globalization

/// The settings that tell how to read the draws.
type StanSettings =
    {
        Version: string[]
        Method: string option
        WarmUp: int
        /// Draws after warm-up, thinned-out ones included; None where the file does not say.
        Samples: int option
        SavesWarmUp: bool
        Thin: int
        MaximumDepth: int
        StepSize: float option
    }

let empty =
    {
        Version = [||]
        Method = None
        WarmUp = 1000
        Samples = None
        SavesWarmUp = false
        Thin = 1
        MaximumDepth = 10
        StepSize = None
    }

let private number (text: string) =
    match Int32.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, value -> Some value
    | _ -> None

/// "method = sample (Default)" as key and value.
let private setting (comment: string) =
    match comment.Split('=', 2) with
    | [| key; value |] -> Some(key.Trim(), value.Replace("(Default)", "").Trim())
    | _ -> None

let private whole current text = number text |> Option.filter (fun n -> n >= 0) |> Option.defaultValue current

/// Adds what a line says. CmdStan and the interfaces of R name a few things differently.
let add (settings: StanSettings) (line: string) =
    match setting (line.TrimStart('#', ' ')) with
    | Some(("stan_version_major" | "stan_version_minor" | "stan_version_patch"), value) ->
        { settings with Version = Array.append settings.Version [| value |] }
    | Some("method", value) -> { settings with Method = Some value }
    | Some(("num_warmup" | "warmup"), value) -> { settings with WarmUp = whole settings.WarmUp value }
    | Some("num_samples", value) -> { settings with Samples = number value }
    | Some("save_warmup", value) -> { settings with SavesWarmUp = (value = "1" || value = "true") }
    | Some("thin", value) -> { settings with Thin = max 1 (whole settings.Thin value) }
    | Some("max_depth", value) -> { settings with MaximumDepth = whole settings.MaximumDepth value }
    | Some("Step size", value) ->
        match Double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, size -> { settings with StepSize = Some size }
        | _ -> settings
    | _ -> settings

/// One step out of every `Thin` is written, the first included.
let private rowsOf settings steps = (steps + settings.Thin - 1) / settings.Thin

/// Warm-up rows in the file.
let warmUpRows settings = if settings.SavesWarmUp then rowsOf settings settings.WarmUp else 0

/// Rows of draws that the file announces.
let announced settings = settings.Samples |> Option.map (rowsOf settings)
