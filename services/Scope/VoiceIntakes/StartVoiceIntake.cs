using LeadFuel.Scope.AuditEntries;
using Npgsql;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Keeps the consent; only after it a microphone may be heard. An intake that was left is gone on with.</summary>
public static class StartVoiceIntake
{
    public sealed record Request(bool Consent);

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost(
            "/{id:guid}/voice-intakes",
            async (
                Guid id,
                Request request,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(id, request, db, clock, ct)).ToCreated(_ =>
                    $"/icps/{id}/voice-intake"
                )
        );

    internal static async Task<Outcome<GetVoiceIntake.View>> Handle(
        Guid id,
        Request request,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!request.Consent)
        {
            return Refuse.Invalid(
                "consent",
                "Without your consent nothing is heard. Type your answers instead."
            );
        }

        await using var work = await db.Begin(ct);
        if (await db.Icps.SingleOrDefaultAsync(i => i.Id == id, ct) is not { } icp)
        {
            return Refuse.NotFound("ICP");
        }

        var now = clock.GetUtcNow();
        var open = await db.VoiceIntakes.SingleOrDefaultAsync(i => i.EndedAt == null, ct);
        if (open?.HeldUntil > now)
        {
            return Taken;
        }

        var unanswered = (await VoiceIntake.Of(id, db, ct)).Open;
        if (
            open?.IcpId == id
            && open.Seconds < VoiceIntake.Longest.TotalSeconds
            && open.Questions.Intersect(unanswered).Except(open.Heard.Keys).Any()
        )
        {
            open.Agree(db.Account.Member, now);
        }
        else
        {
            if (open is not null)
            {
                open.End(now);
                await work.Flush(ct);
            }

            if (unanswered.Length == 0)
            {
                return Refuse.Conflict(
                    "Every question has an answer, or one that waits to be confirmed. Clear it, or leave it out, to speak about it again.",
                    "all-answered"
                );
            }

            open = new VoiceIntake
            {
                IcpId = id,
                Questions = unanswered,
                CreatedAt = now,
            };
            open.Agree(db.Account.Member, now);
            db.VoiceIntakes.Add(open);
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "voice.consented",
                open.Id,
                $"A spoken intake for ICP “{icp.Name}” was agreed to: sound and text go to OpenAI."
            )
        );
        try
        {
            await work.Flush(ct);
            return await work.Commit(await GetVoiceIntake.Show(id, db, now, ct), ct);
        }
        catch (DbUpdateException lost)
            when (lost.InnerException
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            )
        {
            return Taken;
        }
    }

    internal static Refused Taken =>
        Refuse.Conflict(
            "A spoken intake is open in another window. End it there, or wait a moment after closing it.",
            "intake-open"
        );
}
