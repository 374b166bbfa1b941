namespace LeadFuel.Reach.Replies;

/// <summary>Marks an answer as dealt with, or takes the mark away.</summary>
public static class HandleReply
{
    public sealed record Request(bool Handled);

    public sealed record View(
        Guid Id,
        bool Handled,
        DateTimeOffset? HandledAt,
        MatchKind Match,
        Guid? EnrolmentId,
        int Version
    ) : IVersioned
    {
        public static View Of(Reply reply) =>
            new(
                reply.Id,
                reply.HandledAt is not null,
                reply.HandledAt,
                reply.Match,
                reply.EnrolmentId,
                reply.Version
            );
    }

    public static void Map(RouteGroupBuilder replies) =>
        replies.MapPut(
            "/{id:guid}/handled",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ReachDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var reply = await db.Replies.SingleOrDefaultAsync(r => r.Id == id, ct);
        if (reply is null)
        {
            return Refuse.NotFound("answer");
        }

        if (reply.Version != tag.Version)
        {
            return Refuse.Stale("answer");
        }

        reply.Handle(request.Handled ? clock.GetUtcNow() : null);
        return await work.Commit(View.Of(reply), ct);
    }
}
