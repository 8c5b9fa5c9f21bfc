/// A real browser, Chromium without a window. Tests that need it are skipped on machines without it.
module UniversalApprox.Tests.Support.Browser

open System
open System.IO
open Expecto
open Microsoft.Playwright

/// The path of the browser: the value of CHROMIUM, or the first of the usual names on the path.
let executable =
    lazy
        (let folders = (Environment.GetEnvironmentVariable "PATH").Split Path.PathSeparator

         let candidates =
             [
                 Environment.GetEnvironmentVariable "CHROMIUM"
                 for name in [ "chromium"; "chromium-browser"; "google-chrome" ] do
                     for folder in folders do
                         Path.Combine(folder, name)
             ]

         candidates |> List.tryFind File.Exists)

/// The limit of each call of Playwright, whose default is 30 seconds.
let private patience = float32 Patience.limit.TotalMilliseconds

let wait task = Patience.result task
let finish task = Patience.finish task

let private browser =
    lazy
        (let playwright = wait (Playwright.CreateAsync())

         wait (
             playwright.Chromium.LaunchAsync(
                 BrowserTypeLaunchOptions(
                     ExecutablePath = executable.Value.Value,
                     Timeout = Nullable patience,
                     Args = [ "--no-sandbox"; "--use-angle=swiftshader"; "--enable-unsafe-swiftshader" ]
                 )
             )
         ))

/// An open page, with its errors and its requests.
type Watched = { Page: IPage; Errors: ResizeArray<string>; Requests: ResizeArray<string> }

/// Waits until the page has an element. (Playwright's wait for a condition evaluates text inside the page, which the page's
/// policy forbids.)
let until (page: IPage) selector =
    page.Locator(selector).First.WaitForAsync(LocatorWaitForOptions(State = WaitForSelectorState.Attached))
    |> finish

/// Waits until the page's address matches. (Playwright's wait for an address may miss a change between its look and its listening.)
let untilAddress (page: IPage) pattern =
    let matches () = Text.RegularExpressions.Regex.IsMatch(page.Url, pattern)

    if not (Threading.SpinWait.SpinUntil(matches, Patience.limit)) then
        raise (TimeoutException $"The address stayed {page.Url}, within {Patience.limit}.")

/// Goes down a page until all its figures are drawn, which happens when a reader comes near, and back to the top.
let drawAll (page: IPage) =
    until page "html[data-drawn]"

    page.EvaluateAsync
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            const plots = [...document.querySelectorAll('.ua-plot')].filter(plot => plot.clientWidth > 0);
            for (const plot of plots) {
                plot.scrollIntoView();
                while (!plot.querySelector('svg')) await frame();
            }
            scrollTo(0, 0);
        }"""
    |> finish

    until page "html[data-drawn='all']"

let private openPage width height (scheme: ColorScheme) motion (address: Uri) =
    let context =
        wait (
            browser.Value.NewContextAsync(
                BrowserNewContextOptions(
                    ViewportSize = ViewportSize(Width = width, Height = height),
                    ColorScheme = Nullable scheme,
                    ReducedMotion = Nullable motion
                )
            )
        )

    context.SetDefaultTimeout patience
    let page = wait (context.NewPageAsync())
    let errors, requests = ResizeArray(), ResizeArray()

    page.Console.Add(fun message ->
        // The browser's advice on plotly's use of canvases and on its own graphics driver is not an error of the page.
        let isAdvice = message.Text.StartsWith "Canvas2D:" || message.Text.StartsWith "[.WebGL"

        if message.Type = "error" || (message.Type = "warning" && not isAdvice) then
            lock errors (fun () -> errors.Add message.Text))

    page.PageError.Add(fun error -> lock errors (fun () -> errors.Add error))
    page.Request.Add(fun request -> lock requests (fun () -> requests.Add request.Url))
    wait (page.GotoAsync address.AbsoluteUri) |> ignore
    until page "html[data-drawn]"
    { Page = page; Errors = errors; Requests = requests }

let private close watched = finish (watched.Page.Context.CloseAsync())

let private visitWith prepare motion width scheme (html: string) test =
    TemporaryFolder.inFolder
        (fun folder ->
            let path = TemporaryFolder.write folder "page.html" html
            let watched = openPage width 900 scheme motion (Uri path)

            try
                prepare watched.Page
                test watched
                Expect.equal (List.ofSeq watched.Errors) [] "console errors"
                Expect.sequenceEqual watched.Requests [ Uri(path).AbsoluteUri ] "requests"
            finally
                close watched)
        ()

/// Opens HTML as a page of this width in pixels and this scheme, draws all its figures and runs a test on it. The page must log no error and load
/// nothing but itself.
let visit width = visitWith drawAll ReducedMotion.NoPreference width

/// The same when the figures that a reader sees first are drawn, and the others not yet.
let visitTop width = visitWith ignore ReducedMotion.NoPreference width

/// The same for readers who prefer no motion.
let visitCalmly width = visitWith drawAll ReducedMotion.Reduce width

let private browseWith check (address: Uri) test =
    let watched = openPage 1280 900 ColorScheme.Light ReducedMotion.NoPreference address

    try
        test watched

        if check then
            Expect.equal (List.ofSeq watched.Errors) [] "console errors"

        Expect.all watched.Requests (fun request -> request.StartsWith address.AbsoluteUri) "requests"
    finally
        close watched

/// Opens a page that is served, and runs a test on it. The page must log no error and ask nobody but its server.
let browse address = browseWith true address

/// The same for a page whose server ends.
let browseBroken address = browseWith false address

let evaluate<'a> watched script : 'a = wait (watched.Page.EvaluateAsync<'a> script)

/// A test that needs a browser.
let inBrowser name test =
    testCase name
    <| fun () ->
        if executable.Value.IsNone then
            skiptest "There is no Chromium: install it, or name it in CHROMIUM."

        test ()
