using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.AiKeys;

/// <summary>Deletes the account's own key; the next call to Claude is made with ours again.</summary>
public static class RemoveAiKey
{
    public static void Map(RouteGroupBuilder room) =>
        room.MapDelete(
            "",
            async (CoreDb db, AuditLog audit, CancellationToken ct) =>
                (await Handle(db, audit, ct)).ToOk()
        );

    public static async Task<Outcome<GetAiKey.View>> Handle(
        CoreDb db,
        AuditLog audit,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await db.AiKeys.SingleOrDefaultAsync(ct) is { } kept)
        {
            db.AiKeys.Remove(kept);
            await work.Flush(ct);
            await audit.Write(
                "ai-key.removed",
                db.Account.Email,
                $"Removed the Anthropic key ending in {kept.LastFour}.",
                ct
            );
        }

        return await work.Commit(GetAiKey.View.Of(null), ct);
    }
}
