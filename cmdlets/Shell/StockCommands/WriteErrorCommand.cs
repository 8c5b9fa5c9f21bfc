using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Write-Error: a non-terminating error from a text, an exception or a record.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "Message")]
public sealed class WriteErrorCommand : PSCmdlet
{
    private const string StockErrorId = "Microsoft.PowerShell.Commands.WriteErrorException";

    /// <summary>The text.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Message")]
    [Parameter(ParameterSetName = "Exception")]
    [Alias("Msg")]
    [AllowEmptyString]
    public string? Message { get; set; }

    /// <summary>The exception to report.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Exception")]
    public Exception? Exception { get; set; }

    /// <summary>The record to report as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ErrorRecord")]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>The identifier of the error.</summary>
    [Parameter]
    public string ErrorId { get; set; } = "";

    /// <summary>The category of the error.</summary>
    [Parameter]
    public ErrorCategory Category { get; set; }

    /// <summary>The object the error is about.</summary>
    [Parameter]
    public object? TargetObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ErrorRecord is not null)
        {
            WriteError(ErrorRecord);
            return;
        }

        // Scripts test for the stock identifier; the stock exception type itself is not to be had here.
        Exception exception = Exception ?? new RuntimeException(Message);
        string id = ErrorId.Length > 0 ? ErrorId : Exception?.GetType().FullName ?? StockErrorId;
        var record = new ErrorRecord(exception, id, Category, TargetObject);
        if (!string.IsNullOrEmpty(Message))
            record.ErrorDetails = new ErrorDetails(Message);
        WriteError(record);
    }
}
