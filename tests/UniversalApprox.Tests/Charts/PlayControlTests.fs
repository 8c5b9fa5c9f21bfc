/// Hands and keys on the panel to play with a network, and the network in the page's address.
module UniversalApprox.Tests.Charts.PlayControlTests

open System
open System.Text.RegularExpressions
open Expecto
open Microsoft.Playwright
open UniversalApprox.Core.Networks
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Pages
open UniversalApprox.Tests.Support.Browser
open UniversalApprox.Tests.Charts.PlayTests

let private chosen kind = $".play-chosen .play-{kind} .play-dot"

let private centreOf (unit: HiddenUnit) = -unit.Bias / unit.Weights[0]

/// The middle of an element in pixels.
let private middle watched selector =
    let box = wait (watched.Page.Locator(selector).First.BoundingBoxAsync())
    struct (box.X + 0.5f * box.Width, box.Y + 0.5f * box.Height)

/// Drags an element, looks while it is held, and lets it go.
let private drag watched selector (struct (right, down)) look =
    let struct (x, y) = middle watched selector
    let mouse = watched.Page.Mouse
    finish (mouse.MoveAsync(x, y))
    finish (mouse.DownAsync())
    finish (mouse.MoveAsync(x + right, y + down, MouseMoveOptions(Steps = Nullable 4)))
    evaluate<int> watched $"({play}.draw(), 0)" |> ignore
    look (struct (x + right, y + down)) (middle watched selector)
    finish (mouse.UpAsync())

let private near tolerance (expected: float32) (actual: float32) name =
    Expect.isLessThan (abs (expected - actual)) tolerance name

let private press watched selector (keys: string list) =
    finish (watched.Page.Locator(selector).First.FocusAsync())

    for key in keys do
        finish (watched.Page.Keyboard.PressAsync key)

let private click watched (selector: string) = finish (watched.Page.Locator(selector).First.ClickAsync())

let private first watched = (shown watched).HiddenUnits[0]

let private hands =
    [
        inBrowser "a dragged circle takes the centre along and nothing else"
        <| fun () ->
            usual (fun watched ->
                drag
                    watched
                    (chosen "centre")
                    (struct (60f, 25f))
                    (fun (struct (pointer, _)) (struct (dot, _)) ->
                        near 2f pointer dot "the dot is under the pointer")

                let before, after = network.HiddenUnits[0], first watched
                Expect.isGreaterThan (centreOf after) (centreOf before + 0.3) "to the right"
                Expect.equal (after.Weights, after.Amplitude) (before.Weights, before.Amplitude) "the rest"
                Expect.equal (shown watched).HiddenUnits[1..] network.HiddenUnits[1..] "other neurons"
                click watched ".play-undo"
                Expect.equal (shown watched) network "undone"
                click watched ".play-redo"
                Expect.equal (first watched) after "redone")

        inBrowser "a dragged diamond makes the neuron flatter about its centre"
        <| fun () ->
            usual (fun watched ->
                let before = network.HiddenUnits[0]

                drag
                    watched
                    (chosen "steepness")
                    (struct (-30f, 0f))
                    (fun (struct (pointer, _)) (struct (dot, _)) ->
                        near 2f pointer dot "the dot is under the pointer")

                let after = first watched
                Expect.isLessThan after.Weights[0] (0.9 * before.Weights[0]) "flatter"
                Expect.isGreaterThan after.Weights[0] 0.0 "on the same side"
                Expect.isLessThan (abs (centreOf after - centreOf before)) 1e-4 "centre"
                Expect.equal after.Amplitude before.Amplitude "amplitude")

        inBrowser "a dragged square makes the neuron lower, and the offset moves by itself"
        <| fun () ->
            usual (fun watched ->
                drag
                    watched
                    (chosen "amplitude")
                    (struct (10f, 30f))
                    (fun (struct (_, pointer)) (struct (_, dot)) ->
                        near 2f pointer dot "the dot is under the pointer")

                let before, after = network.HiddenUnits[0], first watched
                Expect.isLessThan after.Amplitude (before.Amplitude - 0.1) "lower"
                Expect.equal (after.Weights, after.Bias) (before.Weights, before.Bias) "the rest"

                drag
                    watched
                    ".play-offset .play-dot"
                    (struct (0f, 20f))
                    (fun (struct (_, pointer)) (struct (_, dot)) ->
                        near 2f pointer dot "the dot is under the pointer")

                Expect.isLessThan (shown watched).Offset (network.Offset - 0.1) "lower"
                Expect.equal (first watched) after "the neuron")

        inBrowser "keys move the dots, finely with Shift, and remove neurons"
        <| fun () ->
            usual (fun watched ->
                let centre = ".play-chosen .play-centre"
                let place () = centreOf (first watched)
                press watched centre [ "ArrowRight" ]
                let coarse = place () - centreOf network.HiddenUnits[0]
                press watched centre [ "Shift+ArrowRight" ]
                let fine = place () - centreOf network.HiddenUnits[0] - coarse
                Expect.isTrue (fine > 0.0 && fine < 0.2 * coarse) $"{fine} is finer than {coarse}"
                press watched ".play-chosen .play-steepness" [ "ArrowUp" ]
                Expect.isGreaterThan (first watched).Weights[0] network.HiddenUnits[0].Weights[0] "steeper"
                press watched ".play-chosen .play-amplitude" [ "ArrowDown" ]
                Expect.isLessThan (first watched).Amplitude network.HiddenUnits[0].Amplitude "lower"
                let moved = shown watched
                press watched centre [ "Delete" ]
                Expect.equal (shown watched).HiddenUnits moved.HiddenUnits[1..] "removed"
                let focused: string = evaluate watched "document.activeElement.getAttribute('aria-label')"
                Expect.equal focused "u1 centre" "the focus stays in the panel"
                finish (watched.Page.Keyboard.PressAsync "Control+z")
                Expect.equal (shown watched) moved "undone")

        inBrowser "buttons, numbers and sliders do the same"
        <| fun () ->
            usual (fun watched ->
                let fill kind (value: string) =
                    finish (watched.Page.Locator($".play-number[data-kind={kind}]").FillAsync value)

                fill "centre" "1.25"
                fill "steepness" "-2"
                fill "amplitude" "0.5"
                fill "offset" "3e-1"
                let unit = first watched
                Expect.equal (unit.Weights[0], unit.Bias, unit.Amplitude) (-2.0, 2.5, 0.5) "numbers"
                Expect.equal (shown watched).Offset 0.3 "offset"
                click watched ".play-mirror"
                Expect.equal (first watched).Weights[0] 2.0 "mirrored"
                press watched ".play-slider[data-kind=amplitude]" [ "ArrowRight" ]
                Expect.isGreaterThan (first watched).Amplitude 0.5 "slid"
                click watched ".play-add"
                Expect.equal (shown watched).Units 4 "added"
                click watched ".play-remove"
                Expect.equal (shown watched).Units 3 "removed"
                wait (watched.Page.Locator(".play-activation").SelectOptionAsync "heaviside") |> ignore
                Expect.equal (shown watched).Activation Activation.Heaviside "activation"
                finish (watched.Page.Locator(".play-beside").CheckAsync())
                evaluate<int> watched $"({play}.draw(), 0)" |> ignore

                let beside: string =
                    evaluate watched "document.querySelector('.play-beside-line').getAttribute('d')"

                Expect.isGreaterThan beside.Length 100 "the sigmoids beside the steps"
                click watched ".play-reset"
                Expect.equal (shown watched) network "reset")

        inBrowser "dots are sliders with names and values, and the error is spoken"
        <| fun () ->
            usual (fun watched ->
                let wrong: int =
                    evaluate
                        watched
                        "[...document.querySelectorAll('.play-handle')].filter(h => h.style.display !== 'none' && !(
                            h.getAttribute('role') === 'slider' && h.tabIndex === 0 && h.getAttribute('aria-label')
                            && Number(h.getAttribute('aria-valuemin')) <= Number(h.getAttribute('aria-valuenow'))
                            && Number(h.getAttribute('aria-valuenow')) <= Number(h.getAttribute('aria-valuemax')))).length"

                Expect.equal wrong 0 "sliders"
                press watched ".play-chosen .play-centre" [ "ArrowRight" ]
                until watched.Page ".play-spoken:text('Root mean square residual')"
                let role = wait (watched.Page.Locator(".play-spoken").GetAttributeAsync "role")
                Expect.equal role "status" "a live region")

        inBrowser "readers who prefer no motion see the result of a fit only"
        <| fun () ->
            let start = Network.create Activation.Tanh 1 (Array.init 121 (fun i -> sin (float (3 * i))))

            visitCalmly
                390
                ColorScheme.Dark
                (Page.ofFigure PlotlyJs.Inline (Play.ofNetwork (Some steps.Value) start))
                (fun watched ->
                    let wide: bool = evaluate watched "document.documentElement.scrollWidth > innerWidth"
                    Expect.isFalse wide "no sideways scrolling of the page"
                    click watched ".play-fit"

                    let isStill: bool =
                        evaluate
                            watched
                            $"!{play}.isFitting || {play}.network.units[5].w === {text (start.HiddenUnits[5].Weights[0])}"

                    Expect.isTrue isStill "nothing moves"
                    // It stops a fit that is not at its end.
                    click watched ".play-fit"
                    until watched.Page ".play-fit:text('Fit again')"
                    Expect.notEqual (shown watched) start "the result")
    ]

let private hostile =
    [
        "tanh"
        "tanh,1,2"
        "tanh,1,2,3,4,5"
        "tanh,1,2,3,NaN"
        "tanh,1,2,3,Infinity"
        "tanh,1,2,3,1e999"
        "tanh,1,2,3,0x10"
        "tanh,1,2,3,"
        "__proto__,1,2,3,4"
        "constructor,1,2,3,4"
        "<img src=x onerror=window.hacked=1>,1,2,3,4"
        "tanh,1,2,3,<script>window.hacked=1</script>"
        "tanh," + String('1', 100_000)
        "tanh," + String.Join(",", Array.create (3 * 65 + 1) "1")
    ]

let private address =
    [
        inBrowser "the address keeps the network, and gives it back exactly"
        <| fun () ->
            usual (fun watched ->
                let changed =
                    Network.create
                        Activation.LeakyRelu
                        1
                        [| 1.0 / 3.0; -1e-7; 2e22; 0.0; 5.0; -1.5; 0.1 + 0.2 |]

                edit watched changed
                untilAddress watched.Page "#play=leakyRelu,0.333"
                wait (watched.Page.ReloadAsync()) |> ignore
                Expect.equal (shown watched) changed "the same"
                click watched ".play-reset"
                untilAddress watched.Page "page.html$"
                Expect.equal (shown watched) network "the original"
                watched.Requests.RemoveAt 1)

        inBrowser "addresses that hold no network are refused and harmless"
        <| fun () ->
            usual (fun watched ->
                let page = watched.Page.Url

                for text in hostile do
                    finish (
                        watched.Page
                            .Locator(".play-note")
                            .EvaluateAsync("note => { note.textContent = ''; }")
                    )

                    wait (watched.Page.GotoAsync $"{page}#play={text}") |> ignore
                    until watched.Page ".play-note:text('does not hold a valid network')"
                    Expect.equal (shown watched) network text

                wait (watched.Page.ReloadAsync()) |> ignore
                Expect.equal (shown watched) network "loaded with it"
                let hacked: bool = evaluate watched "'hacked' in window || document.images.length > 0"
                Expect.isFalse hacked "nothing ran"
                watched.Requests.RemoveAt 1)
    ]

[<Tests>]
let tests =
    testSequenced (testList "Charts.Play" [ testList "hands" hands; testList "address" address ])
