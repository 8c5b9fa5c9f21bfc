#!/usr/bin/env bash
# Screenshots of reports of several kinds, for people who change how reports look: at the widths of a desk, a tablet and a phone, in both
# schemes. Usage: screens.sh FOLDER [SCRIPT], in a built clone where Chromium is installed. SCRIPT is PowerShell that writes *.html
# into the folder $out; by default it makes the notebook's two curves, one curve with evidence and posterior, and three inputs.
set -euo pipefail
folder=$(realpath "$1")
script=${2:-}
cd "$(dirname "$0")"
mkdir -p "$folder"

if [ -z "$script" ]; then
    script='
        $parabola = New-CurveData Parabola | Invoke-UnitSweep -Units 1, 2, 4, 8 -Restarts 2
        $sine = New-CurveData Sine | Invoke-UnitSweep -Units 1, 2, 4, 6, 8 -Restarts 2
        @($parabola) + $sine | Export-ApproxReport "$out/notebook.html" -Force
        $fits = New-CurveData Parabola -Points 80 | Invoke-UnitSweep -Units 1, 2, 3 -Restarts 4
        $sizes = $fits | Get-UnitFitEvidence
        $posterior = ($fits | Compare-UnitFit).GetRecommended() | Invoke-Mcmc
        @($fits) + $sizes + $posterior | Export-ApproxReport "$out/posterior.html" -Force
        New-CurveData -Function { param($a, $b, $c) [Math]::Tanh($a) + $b * $c } -Dimension 3 -Points 150 -NoiseLevel 0.05 |
            Invoke-UnitSweep -Units 1, 2, 4 -Restarts 4 | Export-ApproxReport "$out/inputs.html" -Force'
fi

dotnet dnx powershell --yes -- -NoProfile -Command "
    \$ErrorActionPreference = 'Stop'; \$out = '$folder'
    Import-Module ../../../artifacts/module/UniversalApprox
    $script"

frame=$(mktemp --suffix .html -p "$folder")
trap 'rm -f "$frame"' EXIT
for report in "$folder"/*.html; do
    [ "$report" = "$frame" ] && continue
    for width in 1440 768 390; do
        # Windows have a least width, frames have none. Long pages are cut at the height.
        height=$((width < 500 ? 16000 : 9000))
        echo "<style>body{margin:0}iframe{border:0;display:block}</style><iframe src='$(basename "$report")' width=$width height=$height></iframe>" >"$frame"
        # Chromium's preferred colour schemes: 0 is dark, 1 is light.
        for scheme in 1:light 0:dark; do
            chromium --headless --no-sandbox --disable-gpu --use-angle=swiftshader --enable-unsafe-swiftshader --hide-scrollbars \
                --allow-file-access-from-files --blink-settings="preferredColorScheme=${scheme%:*}" \
                --window-size=$((width < 500 ? 500 : width)),$height --virtual-time-budget=30000 \
                --screenshot="${report%.html}-$width-${scheme#*:}.png" "file://$frame" 2>/dev/null
        done
    done
done
