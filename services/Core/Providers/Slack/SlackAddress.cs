using System.Text.RegularExpressions;

namespace LeadFuel.Core.Providers.Slack;

/// <summary>The address that Slack makes for one channel. It is a secret: whoever has it can write there.</summary>
public static partial class SlackAddress
{
    public const int Longest = 500;

    public static Outcome<Uri> Read(string text)
    {
        var given = text.Trim();
        return Webhook().IsMatch(given) ? new Uri(given)
            : given.StartsWith("https://hooks.slack.com/", StringComparison.Ordinal)
            && (
                given.Contains("/workflows/", StringComparison.Ordinal)
                || given.Contains("/triggers/", StringComparison.Ordinal)
            )
                ? Refuse.Invalid(
                    "url",
                    "This address starts a workflow, and a workflow cannot read our messages. Make an incoming webhook in Slack; its address begins with https://hooks.slack.com/services/."
                )
            : Refuse.Invalid(
                "url",
                "This is no address of a Slack channel. It looks like https://hooks.slack.com/services/T…/B…/…, and Slack shows it where the webhook was made."
            );
    }

    /// <summary>Without its last part nobody can write there.</summary>
    public static string Masked(Uri url) =>
        url.AbsoluteUri[..(url.AbsoluteUri.LastIndexOf('/') + 1)] + "••••";

    [GeneratedRegex(
        "^https://hooks\\.slack\\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,}\\z"
    )]
    private static partial Regex Webhook();
}
