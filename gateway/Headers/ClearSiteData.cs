namespace LeadFuel.Gateway.Headers;

/// <summary>What a browser forgets when someone signs out or a viewing ends.</summary>
internal static class ClearSiteData
{
    public const string Name = "Clear-Site-Data";
    public const string Value = "\"cache\", \"storage\"";
}
