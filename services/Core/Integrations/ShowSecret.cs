using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>Shows the secret with which the webhook's events are signed, or makes a new one; for a day both sign.</summary>
public static class ShowSecret
{
    public sealed record View(string Secret, DateTimeOffset? OldSecretUntil);

    // Both are POST: each stands in the log, and nobody who only looks in can do them.
    public static void Map(RouteGroupBuilder integrations)
    {
        integrations.MapPost(
            "/webhook/secret",
            async (
                CoreDb db,
                WebhookSecrets secrets,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(anew: false, db, secrets, audit, clock, ct)).ToOk()
        );
        integrations.MapPost(
            "/webhook/new-secret",
            async (
                CoreDb db,
                WebhookSecrets secrets,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(anew: true, db, secrets, audit, clock, ct)).ToOk()
        );
    }

    public static async Task<Outcome<View>> Handle(
        bool anew,
        CoreDb db,
        WebhookSecrets secrets,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await Channel.Hold(db, ChannelKind.Webhook, ct) is not { } webhook)
        {
            return TestChannel.NotConnected;
        }

        if (anew && webhook.NewSecret(clock.GetUtcNow()) is { } refused)
        {
            return refused;
        }

        await audit.Write(
            anew ? "channel.secret-renewed" : "channel.secret-shown",
            webhook.Id.ToString(),
            anew
                ? "The webhook has a new secret. The one before signs for another day."
                : "The webhook’s secret was shown.",
            ct
        );
        // Not kept for a repeat of the request: the secret is stored nowhere.
        await work.Commit(ct);
        return new View(secrets.Shown(webhook), webhook.OldSecretUntil);
    }
}
