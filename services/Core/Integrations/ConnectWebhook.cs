using System.ComponentModel.DataAnnotations;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>Sets the webhook's address. Another address begins with nothing switched on, and is told nothing before a test has reached it.</summary>
public static class ConnectWebhook
{
    public sealed record Request([Required, MaxLength(WebhookAddress.Longest)] string Url);

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapPut(
            "/webhook",
            async (
                Request request,
                WebhookAddress addresses,
                CoreDb db,
                SecretKeys keys,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, addresses, db, keys, audit, clock, ct)).ToOk()
        );

    public static async Task<Outcome<ShowIntegrations.View>> Handle(
        Request request,
        WebhookAddress addresses,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var url = addresses.Read(request.Url);
        return url.Refused is { } refused
            ? refused
            : await Connect(
                ChannelKind.Webhook,
                url.Value,
                null,
                url.Value.Host,
                db,
                keys,
                audit,
                clock,
                ct
            );
    }

    internal static async Task<Outcome<ShowIntegrations.View>> Connect(
        ChannelKind kind,
        Uri url,
        string? name,
        string says,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        await Disconnect.Remove(db, kind, ct);
        var channel = new Channel
        {
            Kind = kind,
            Url = keys.Seal(Channel.SealedFor, db.Account.Email, url.AbsoluteUri),
            Name = name,
            CreatedAt = now,
        };
        db.Channels.Add(channel);
        await audit.Write(
            "channel.connected",
            channel.Id.ToString(),
            $"{kind} was connected: {says}. Nothing is switched on yet.",
            ct
        );
        await work.Flush(ct);
        return await work.Commit(await ShowIntegrations.Read(db, keys, ct), ct);
    }
}
