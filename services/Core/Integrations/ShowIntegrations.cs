using LeadFuel.Core.Providers.Slack;

namespace LeadFuel.Core.Integrations;

/// <summary>The addresses, all events, and what is switched on.</summary>
public static class ShowIntegrations
{
    public sealed record ChannelView(
        ChannelKind Kind,
        string Address,
        string? Name,
        DateTimeOffset? ProvedAt,
        DateTimeOffset? StoppedAt,
        string? StoppedBecause,
        DateTimeOffset? OldSecretUntil
    );

    public sealed record Toggles(bool Send, bool Details);

    public sealed record EventView(
        string Type,
        string Says,
        string Includes,
        IReadOnlyDictionary<string, string> Details,
        Toggles Slack,
        Toggles Webhook
    );

    public sealed record View(
        ChannelView? Slack,
        ChannelView? Webhook,
        IReadOnlyList<EventView> Events
    );

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapGet(
            "/",
            async (CoreDb db, SecretKeys keys, CancellationToken ct) =>
                (await Handle(db, keys, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(CoreDb db, SecretKeys keys, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await Read(db, keys, ct);
    }

    internal static async Task<View> Read(CoreDb db, SecretKeys keys, CancellationToken ct)
    {
        var channels = await db.Channels.AsNoTracking().ToListAsync(ct);
        var toggles = await db.ChannelEvents.AsNoTracking().ToListAsync(ct);
        ChannelView? Shown(ChannelKind kind) =>
            channels.Find(c => c.Kind == kind) is { } channel
                ? new(
                    kind,
                    Masked(kind, keys.Open(Channel.SealedFor, channel.AccountEmail, channel.Url)),
                    channel.Name,
                    channel.ProvedAt,
                    channel.StoppedAt,
                    channel.StoppedBecause,
                    channel.OldSecretUntil
                )
                : null;
        Toggles Of(ChannelKind kind, string type) =>
            toggles.Find(t => t.Kind == kind && t.Type == type) is { } toggle
                ? new(toggle.Send, toggle.Details)
                : new(false, false);
        return new View(
            Shown(ChannelKind.Slack),
            Shown(ChannelKind.Webhook),
            [
                .. EventKind.All.Select(kind => new EventView(
                    kind.Type,
                    kind.Says,
                    kind.Includes,
                    kind.Details,
                    Of(ChannelKind.Slack, kind.Type),
                    Of(ChannelKind.Webhook, kind.Type)
                )),
            ]
        );
    }

    /// <summary>A query may hold a key: it is not shown again.</summary>
    private static string Masked(ChannelKind kind, Secret address)
    {
        var url = new Uri(address.Reveal());
        if (kind == ChannelKind.Slack)
        {
            return SlackAddress.Masked(url);
        }

        var path = url.GetLeftPart(UriPartial.Path);
        return url.Query.Length > 0 ? path + "?••••" : path;
    }
}
