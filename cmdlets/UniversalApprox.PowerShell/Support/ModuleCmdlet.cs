using System.Management.Automation;
using System.Reflection;

namespace UniversalApprox.PowerShell;

/// <summary>
/// A cmdlet of the module. With -Debug the engine would ask before every warning and every verbose line of a compiled cmdlet,
/// though not of a script; here both are just written.
/// </summary>
public abstract class ModuleCmdlet : PSCmdlet
{
    private bool isQuiet;

    /// <summary>Writes a warning.</summary>
    internal new void WriteWarning(string text)
    {
        AskNothing();
        base.WriteWarning(text);
    }

    /// <summary>Writes a line for -Verbose.</summary>
    internal new void WriteVerbose(string text)
    {
        AskNothing();
        base.WriteVerbose(text);
    }

    /// <summary>Works on each object of a pipeline's input. One that is wrong is an error of its own, and the others go on.</summary>
    private protected void ForEach(PSObject inputs, Action<PSObject> work)
    {
        foreach (PSObject input in PipelineInput.Flatten(inputs))
            try
            {
                work(input);
            }
            catch (FormulaException error)
            {
                WriteError(ErrorRecords.InvalidFormula(error));
            }
            catch (ArgumentException error)
            {
                WriteError(ErrorRecords.InvalidArgument(this, error, input));
            }
    }

    private void AskNothing()
    {
        if (isQuiet)
            return;
        isQuiet = true;
        if (!IsSet("Debug"))
            return;
        if (!IsGiven("WarningAction"))
            SetPreference("WarningPreference", GetVariableValue("WarningPreference", ActionPreference.Continue));
        if (!IsGiven("Verbose"))
            SetPreference("Verbose", true);
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private bool IsSet(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) && value is SwitchParameter { IsPresent: true };

    /// <summary>Sets what a common parameter sets. The engine has no public way; without this one it would ask.</summary>
    private void SetPreference(string name, object value) =>
        CommandRuntime.GetType()
            .GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic)?
            .SetValue(CommandRuntime, value is string text ? Enum.Parse<ActionPreference>(text, ignoreCase: true) : value);
}
