namespace LeadFuel.Orbit.People;

/// <summary>Says that two are not the same; they are not suggested again.</summary>
public static class SeparatePeople
{
    public sealed record Request(Guid Left, Guid Right);

    public static void Map(RouteGroupBuilder suggestions) =>
        suggestions.MapPost(
            "/reject",
            async (
                Request request,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, db, account, clock, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        Request request,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        await PersonLock.Take(db, ct);
        if (
            request.Left == request.Right
            || await MergePeople.Visible(db, account.Member, request.Left, ct) is not { } one
            || await MergePeople.Visible(db, account.Member, request.Right, ct) is not { } other
        )
        {
            return Refuse.Conflict("These are not two people you know.", "merge-conflict");
        }

        if (one.RootId == other.RootId)
        {
            return Refuse.Conflict(
                "These two were joined, so they are one person here. Part them on their page first.",
                "merge-conflict"
            );
        }

        var (left, right) = Separation.Pair(request.Left, request.Right);
        if (!await db.Separations.AnyAsync(s => s.LeftId == left && s.RightId == right, ct))
        {
            db.Separations.Add(new Separation { LeftId = left, RightId = right });
            db.IdentityEvents.Add(
                new IdentityEvent
                {
                    Act = IdentityAct.Separate,
                    PersonId = left,
                    OtherId = right,
                    Actor = account.Member,
                    At = clock.GetUtcNow(),
                }
            );
        }

        return await work.Commit(default(Done), ct);
    }
}
