namespace UniversalApprox.Models

open System
open System.Text.RegularExpressions
open UniversalApprox.Core.Networks
open UniversalApprox.Files

[<RequireQualifiedAccess>]
type SourceLanguage =
    | CSharp
    | Python
    | PowerShell

[<RequireQualifiedAccess>]
module SourceText =
    let private needsErf (network: Network) =
        network.Activation = Activation.Erf || network.Activation = Activation.Gelu

    let private inputs (network: Network) =
        if network.Dimension = 1 then
            [ "x" ]
        else
            List.init network.Dimension (fun k -> $"x{k + 1}")

    // erf by its series with positive terms up to 3, and beyond by the continued fraction of erfc: both to the last digits.
    let private csharpErf =
        """
    private static double Erf(double z)
    {
        double a = Math.Abs(z);
        if (a > 6) return Math.Sign(z);
        if (a < 3)
        {
            double term = z, sum = z;
            for (int n = 1; n < 100; n++)
            {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }
            return 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
        }
        double f = 0;
        for (int n = 60; n > 0; n--) f = n / 2.0 / (a + f);
        return Math.Sign(z) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + f));
    }
"""

    let private powershellErf =
        """
    function Erf([double] $z) {
        $a = [Math]::Abs($z)
        if ($a -gt 6) { return [double][Math]::Sign($z) }
        if ($a -lt 3) {
            $term = $z; $sum = $z
            for ($n = 1; $n -lt 100; $n++) {
                $term *= 2 * $z * $z / (2 * $n + 1)
                $sum += $term
            }
            return 2 / [Math]::Sqrt([Math]::PI) * [Math]::Exp(-$z * $z) * $sum
        }
        $f = 0.0
        for ($n = 60; $n -gt 0; $n--) { $f = $n / 2.0 / ($a + $f) }
        [Math]::Sign($z) * (1 - [Math]::Exp(-$a * $a) / [Math]::Sqrt([Math]::PI) / ($a + $f))
    }
"""

    let private csharp name axes network =
        let parameters = inputs network |> List.map (sprintf "double %s") |> String.concat ", "
        let body = Formula.printOn axes FormulaStyle.CSharp None network
        let helper = if needsErf network then csharpErf else ""
        $"using System;\n\npublic static class {name}\n{{\n    public static double Evaluate({parameters}) =>\n        {body};\n{helper}}}\n"

    let private python name axes network =
        let parameters = String.concat ", " (inputs network)
        let scipy = if needsErf network then "import scipy.special\n" else ""
        let body = Formula.printOn axes FormulaStyle.Python None network
        $"import numpy as np\n{scipy}\n\ndef {name}({parameters}):\n    return {body}\n"

    let private powershell name axes network =
        let parameters = inputs network |> List.map (sprintf "[double] $%s") |> String.concat ", "
        let helper = if needsErf network then powershellErf else ""
        let body = Formula.printOn axes FormulaStyle.PowerShell None network
        $"function {name} {{\n    param({parameters})\n{helper}    {body}\n}}\n"

    let printOn axes language (name: string) (network: Network) =
        if isNull name || not (Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*$")) then
            raise (
                UniversalApprox.OptionException(
                    "Name",
                    name,
                    $"letters of ASCII, digits and underscores, not beginning with a digit"
                )
            )

        match language with
        | SourceLanguage.CSharp -> csharp name axes network
        | SourceLanguage.Python -> python name axes network
        | SourceLanguage.PowerShell -> powershell name axes network

    let print language name (network: Network) = printOn (Axes.linear network.Dimension) language name network

    let saveOn axes path language name network =
        AtomicFile.writeText path (printOn axes language name network)

    let save path language name (network: Network) =
        saveOn (Axes.linear network.Dimension) path language name network
