using System.ComponentModel.DataAnnotations;

namespace LeadFuel.Reach.Drafts;

/// <summary>An edit by a person. It takes an approval back; a running campaign waits for the new one.</summary>
public static class WriteDraft
{
    public const int LongestSubject = 200;
    public const int LongestBody = 10_000;

    public sealed record Request(
        [StringLength(LongestSubject, ErrorMessage = "A subject has at most 200 characters.")]
            string? Subject,
        [StringLength(LongestBody, ErrorMessage = "A mail has at most 10,000 characters.")]
            string? Body
    );

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapPut(
            "/{id:guid}",
            async (Guid id, Request request, IfMatch tag, ReachDb db, CancellationToken ct) =>
                (await Handle(id, request, tag, db, ct)).ToOk()
        );

    public static async Task<Outcome<GetDraft.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var draft = await Draft.Present(db).SingleOrDefaultAsync(d => d.Id == id, ct);
        if (draft is null)
        {
            return Refuse.NotFound("draft");
        }

        if (draft.Version != tag.Version)
        {
            return await GetDraft.Stale(draft, db, ct);
        }

        if (draft.State == DraftState.Generating)
        {
            return Refuse.Conflict(
                "This draft is being written. Stop it, or wait for its end.",
                "draft-generating"
            );
        }

        draft.Write(
            (request.Subject ?? "").ReplaceLineEndings(" ").Trim(),
            (request.Body ?? "").ReplaceLineEndings("\n").Trim()
        );
        return await work.Commit(await GetDraft.Read(draft, db, ct), ct);
    }
}
