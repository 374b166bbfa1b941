using LeadFuel.Scope.Interviews;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>What was heard for a question is not to become an answer. The words stay in the transcript, and it may be spoken about again.</summary>
public static class LeaveOutHeard
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapDelete(
            "/{id:guid}/heard/{key}",
            async (Guid id, string key, ScopeDb db, CancellationToken ct) =>
                (await Handle(id, key, db, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        string key,
        ScopeDb db,
        CancellationToken ct
    )
    {
        if (Question.Of(key) is null)
        {
            return Refuse.NotFound("question");
        }

        await using var work = await db.Begin(ct);
        if (!await db.Icps.AnyAsync(i => i.Id == id, ct))
        {
            return Refuse.NotFound("ICP");
        }

        // By the database, so that what is heard meanwhile for other questions stays. Where it was said is kept: an
        // intake that goes on does not tell those words again, or they would be heard once more.
        await db.Database.ExecuteSqlAsync(
            $"""
            update voice_intakes set heard = heard - {key}
            where account_email = {db.Account.Email} and icp_id = {id} and heard ? {key}
            """,
            ct
        );
        await work.Commit(ct);
        return new Done();
    }
}
