namespace UniversalApprox.Charts.Pages

open System
open System.Diagnostics
open System.IO
open System.Threading
open UniversalApprox.Core

[<RequireQualifiedAccess>]
module Pdf =
    let private browserOption = "Browser"

    let private patience = TimeSpan.FromMinutes 2.0

    let private names =
        [
            "chromium"
            "chromium-browser"
            "google-chrome"
            "google-chrome-stable"
            "chrome"
            "microsoft-edge"
            "microsoft-edge-stable"
            "msedge"
        ]

    let private folders variable =
        match Environment.GetEnvironmentVariable variable with
        | null -> [||]
        | value -> value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)

    let private onPath name =
        [
            for folder in folders "PATH" do
                Path.Combine(folder, name)

                if OperatingSystem.IsWindows() then
                    Path.Combine(folder, name + ".exe")
        ]

    /// Where installers put browsers without a name on the search path.
    let private usual =
        lazy
            [
                if OperatingSystem.IsWindows() then
                    for variable in [ "ProgramFiles"; "ProgramFiles(x86)"; "LocalAppData" ] do
                        for folder in folders variable do
                            Path.Combine(folder, "Microsoft", "Edge", "Application", "msedge.exe")
                            Path.Combine(folder, "Google", "Chrome", "Application", "chrome.exe")
                            Path.Combine(folder, "Chromium", "Application", "chrome.exe")

                if OperatingSystem.IsMacOS() then
                    for name in [ "Chromium"; "Google Chrome"; "Microsoft Edge" ] do
                        $"/Applications/{name}.app/Contents/MacOS/{name}"
            ]

    let findBrowser (named: string option) =
        match named with
        | Some name ->
            match File.Exists name, List.tryFind File.Exists (onPath name) with
            | true, _ -> Path.GetFullPath name
            | _, Some found -> found
            | _ -> Check.refuse browserOption name $"the program of an installed Chromium, Chrome or Edge"
        | None ->
            match (names |> List.collect onPath) @ usual.Value |> List.tryFind File.Exists with
            | Some found -> found
            | None ->
                Check.because
                    browserOption
                    $"A PDF needs an installed Chromium, Chrome or Edge, and none was found. Install one, or name its program with {Check.named browserOption}."

    let private arguments folder page pdf =
        [
            "--headless"
            "--disable-gpu"
            // Surfaces are drawn without a graphics processor.
            "--use-angle=swiftshader"
            "--enable-unsafe-swiftshader"
            "--no-first-run"
            "--disable-extensions"
            $"--user-data-dir={folder}"
            // The page numbers itself; the browser would also print the name of a temporary file.
            "--no-pdf-header-footer"
            "--generate-pdf-document-outline"
            "--run-all-compositor-stages-before-draw"
            // Time that is skipped, not waited for: until all figures are drawn.
            "--virtual-time-budget=120000"
            $"--print-to-pdf={pdf}"
            // Its sandbox does not work for the superuser, and the page is our own.
            if not (OperatingSystem.IsWindows()) && Environment.IsPrivilegedProcess then
                "--no-sandbox"
            Uri(page).AbsoluteUri
        ]

    let private start (browser: string) arguments =
        let info =
            ProcessStartInfo(
                browser,
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            )

        for argument: string in arguments do
            info.ArgumentList.Add argument

        try
            Process.Start info
        with :? ComponentModel.Win32Exception as error ->
            raise (IOException($"{browser} does not start: {error.Message}", error))

    /// Waits for the end; true if it came in time. The process and its children do not outlive a cancellation.
    let private ended (browser: Process) (cancellation: CancellationToken) =
        use limit = CancellationTokenSource.CreateLinkedTokenSource cancellation
        limit.CancelAfter patience

        try
            browser.WaitForExitAsync(limit.Token).GetAwaiter().GetResult()
            true
        with :? OperationCanceledException ->
            browser.Kill true
            cancellation.ThrowIfCancellationRequested()
            false

    let private lastWords (text: string) =
        match text.Split('\n', StringSplitOptions.RemoveEmptyEntries ||| StringSplitOptions.TrimEntries) with
        | [||] -> "It says nothing."
        | lines -> $"It says: {Array.last lines}"

    let print browser (path: string) (cancellation: CancellationToken) (html: string) =
        cancellation.ThrowIfCancellationRequested()
        // Beside the file: browsers in a box of their own cannot read the system's folder of temporary files.
        let beside = Path.GetDirectoryName(Path.GetFullPath path)
        let folder = Path.Combine(beside, $"{Path.GetFileName path}-{Guid.NewGuid():N}")
        Directory.CreateDirectory folder |> ignore

        try
            let page, pdf = Path.Combine(folder, "report.html"), Path.Combine(folder, "report.pdf")
            File.WriteAllText(page, html)
            use running = start browser (arguments (Path.Combine(folder, "profile")) page pdf)

            let output, errors =
                running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync()

            let isEnded = ended running cancellation

            if isEnded && File.Exists pdf then
                File.ReadAllBytes pdf
            else
                let why =
                    if isEnded then
                        lastWords errors.Result
                    else
                        $"It was not ready in {patience.TotalSeconds} s."

                output.Wait 1000 |> ignore
                raise (IOException $"{path} cannot be written: {browser} made no PDF. {why}")
        finally
            try
                Directory.Delete(folder, true)
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()
