namespace LeadFuel.Core.Integrations;

/// <summary>Which addresses a webhook may have. Where the name leads is judged when the connection is made.</summary>
public sealed class WebhookAddress
{
    public const int Longest = 2048;
    private static readonly string[] Inside = [".internal", ".local", ".localhost", ".invalid"];
    private readonly string[] own;

    public WebhookAddress(IConfiguration configuration, IHostEnvironment environment)
    {
        own =
        [
            .. new[] { configuration["PUBLIC_ORIGIN"], configuration["ADMIN_ORIGIN"] }
                .Where(origin => Uri.IsWellFormedUriString(origin, UriKind.Absolute))
                .Select(origin => new Uri(origin!).Host),
        ];
        if (configuration["Webhooks:Sandbox"] is { Length: > 0 } given)
        {
            Sandbox = environment.IsDevelopment()
                ? new Uri(given)
                : throw new StartRefusedException(
                    "Webhooks:Sandbox opens this machine's own ports to webhooks: it is for Development only."
                );
        }
    }

    /// <summary>The receiver that the Sandbox plays on a developer's machine.</summary>
    public Uri? Sandbox { get; }

    public Outcome<Uri> Read(string text)
    {
        if (
            text.Length > Longest
            || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
            || url.UserInfo.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return Refuse.Invalid(
                "url",
                "This is no address of a receiver. It looks like https://example.com/hooks, without a name, a password or a # in it."
            );
        }

        if (
            Sandbox is { } sandbox
            && url.GetLeftPart(UriPartial.Authority) == sandbox.GetLeftPart(UriPartial.Authority)
        )
        {
            return url;
        }

        if (url.Scheme != Uri.UriSchemeHttps || url.Port != 443)
        {
            return Refuse.Invalid("url", "Events leave by https only, on its own port 443.");
        }

        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (host == "hooks.slack.com")
        {
            return Refuse.Invalid(
                "url",
                "This is the address of a Slack channel. Connect it as Slack: a channel reads no signed JSON."
            );
        }

        if (Ours(host))
        {
            return Refuse.Invalid(
                "url",
                "This name is LeadFuel’s own or looks like it. Give the address of a receiver of yours."
            );
        }

        return
            url.HostNameType != UriHostNameType.Dns
            || !host.Contains('.')
            || Inside.Any(end => host.EndsWith(end, StringComparison.Ordinal))
            ? Refuse.Invalid(
                "url",
                "Events go to a public name on the internet, not to a number and not to a host inside a network."
            )
            : url;
    }

    private bool Ours(string host) =>
        $".{host}.".Contains(".leadfuel.", StringComparison.Ordinal)
        || own.Any(name => $".{host}".EndsWith($".{name}", StringComparison.OrdinalIgnoreCase));
}
