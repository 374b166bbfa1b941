namespace LeadFuel.Scope.Outcomes;

internal static class CrmHeaders
{
    /// <summary>What the CRM sent as Authorization: the gateway moves it here, since its own token stands there.</summary>
    public const string Authorization = "X-LF-Hook-Authorization";
}
