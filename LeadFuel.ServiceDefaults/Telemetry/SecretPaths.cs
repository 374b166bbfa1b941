using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LeadFuel.Telemetry;

/// <summary>Addresses whose last part is a secret: whoever reads a trace must not be able to use them.</summary>
internal static partial class SecretPaths
{
    public static void Hide(Activity activity, string tag, string? address)
    {
        if (address is not null && Secret().IsMatch(address))
        {
            activity.SetTag(tag, Secret().Replace(address, "$1*"));
        }
    }

    [GeneratedRegex(@"(/hooks/(?:hubspot|pipedrive)/|/u/|/c/|/receipts/)[^/?#]+")]
    private static partial Regex Secret();
}
