using System.Net;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Anthropic;

namespace LeadFuel.Core.AiKeys;

/// <summary>Asks Anthropic once more whether it accepts the key that is kept.</summary>
public static class CheckAiKey
{
    public static void Map(RouteGroupBuilder room) =>
        room.MapPost(
            "/check",
            async (
                CoreDb db,
                SecretKeys keys,
                AuditLog audit,
                KeyCheck check,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(db, keys, audit, check, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetAiKey.View>> Handle(
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        KeyCheck check,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        AiKey? kept;
        await using (await db.Begin(ct))
        {
            kept = await db.AiKeys.AsNoTracking().SingleOrDefaultAsync(ct);
        }

        if (kept is null)
        {
            return Refuse.Conflict("No key is kept here. Give one first.", "no-key");
        }

        var accepted = true;
        try
        {
            await check.Accepts(kept.Open(keys), ct);
        }
        catch (ProviderRefusedException refused)
            when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            accepted = false;
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Anthropic");
        }

        return await Note(accepted, kept.Sealed, db, audit, clock, ct);
    }

    /// <summary>What Anthropic said of the key `of`; another one that was given meanwhile is not meant.</summary>
    private static async Task<Outcome<GetAiKey.View>> Note(
        bool accepted,
        string of,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var kept = await db.AiKeys.SingleOrDefaultAsync(ct);
        if (kept?.Sealed == of)
        {
            if (accepted)
            {
                kept.Accepted(clock.GetUtcNow());
            }
            else
            {
                kept.Refused(clock.GetUtcNow());
            }

            await audit.Write(
                "ai-key.checked",
                db.Account.Email,
                $"Anthropic {(accepted ? "accepts" : "does not accept")} your key ending in {kept.LastFour}.",
                ct
            );
        }

        return await work.Commit(GetAiKey.View.Of(kept), ct);
    }
}
