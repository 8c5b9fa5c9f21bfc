using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the parameters of a posterior that is in a piped variable, or given as -InputObject.</summary>
public sealed class PosteriorParameterCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments)
    {
        object? input = CompletionContext.Before(command) is CommandExpressionAst { Expression: VariableExpressionAst variable }
            ? CompletionContext.ValueOf(variable)
            : arguments["InputObject"];
        return PipelineInput.Flatten(input).Select(item => item.BaseObject).OfType<Posterior>()
            .SelectMany(posterior => posterior.ParameterNames)
            .Distinct();
    }
}
