using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.VoiceIntakes;
using Npgsql;

namespace LeadFuel.Scope.Interviews;

/// <summary>Saves what was typed, also half of it; an empty value clears the answer. Any order gives the same answers.</summary>
public static class WriteAnswer
{
    /// <param name="Heard">It confirms what was heard in a spoken intake, put right or not: the answer keeps where it was said.</param>
    public sealed record Request(
        [Required(AllowEmptyStrings = true)]
        [StringLength(Answer.Longest, ErrorMessage = "An answer has at most 8,000 characters.")]
            string Value,
        bool Skipped = false,
        bool Heard = false
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPut(
            "/{id:guid}/answers/{key}",
            async (
                Guid id,
                string key,
                Request request,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, key, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetInterview.Item>> Handle(
        Guid id,
        string key,
        Request request,
        IfMatch tag,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (Question.Of(key) is not { } question)
        {
            return Refuse.NotFound("question");
        }

        await using var work = await db.Begin(ct);
        if (!await db.Icps.AnyAsync(i => i.Id == id, ct))
        {
            return Refuse.NotFound("ICP");
        }

        var answer = await db.Answers.SingleOrDefaultAsync(
            a => a.IcpId == id && a.Question == key,
            ct
        );
        if ((answer?.Version ?? 0) != tag.Version)
        {
            return Refuse.Stale("answer") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = GetInterview.Item.Of(question, answer),
                },
            };
        }

        var turns = request.Heard
            ? (await VoiceIntake.Of(id, db, ct)).ToConfirm.GetValueOrDefault(key)?.Turns
            : null;
        if (request.Heard)
        {
            // It waits no longer: cleared, the answer is asked for again and is not what was heard then.
            await db.Database.ExecuteSqlAsync(
                $"""
                update voice_intakes set heard = heard - {key}
                where account_email = {db.Account.Email} and icp_id = {id} and heard ? {key}
                """,
                ct
            );
        }

        if (answer is null)
        {
            answer = new Answer { IcpId = id, Question = key };
            db.Answers.Add(answer);
        }

        answer.Write(
            request.Value.Trim(),
            request.Skipped,
            db.Account.Member,
            clock.GetUtcNow(),
            turns
        );
        try
        {
            return await work.Commit(GetInterview.Item.Of(question, answer), ct);
        }
        catch (DbUpdateException lost)
            when (lost.InnerException
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            )
        {
            // Somebody's first answer came in between.
            return Refuse.Stale("answer");
        }
    }
}
