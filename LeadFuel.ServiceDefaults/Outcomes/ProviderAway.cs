using Polly;

namespace LeadFuel.Outcomes;

/// <summary>Whether a call to a third party was lost on its way, or given up or held back on ours. Nothing was answered, and waiting may help.</summary>
public static class ProviderAway
{
    public static bool Is(Exception exception) =>
        exception
            is HttpRequestException
                or IOException
                or ExecutionRejectedException
                or OperationCanceledException { InnerException: TimeoutException };
}
