#!/usr/bin/env bash
# Makes the README's picture, light and dark, of a real report. Run it in a built clone where Chromium is installed.
set -euo pipefail
cd "$(dirname "$0")"

report=$(mktemp --suffix .html)
trap 'rm -f "$report"' EXIT
dotnet dnx powershell --yes -- -NoProfile -Command "
    Import-Module ../../../artifacts/module/UniversalApprox
    New-CurveData Sine -Points 200 | Invoke-UnitSweep -Units 2, 3, 4, 5, 6 -Restarts 4 |
        Export-ApproxReport '$report' -Title 'How many neurons does this sine need?' -Force"

# Chromium's preferred colour schemes: 0 is dark, 1 is light.
for scheme in 1:report 0:report-dark; do
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --blink-settings="preferredColorScheme=${scheme%:*}" \
        --window-size=1060,1235 --virtual-time-budget=8000 --screenshot="${scheme#*:}.webp" "file://$report" 2>/dev/null
done
