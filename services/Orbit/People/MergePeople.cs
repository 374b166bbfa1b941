using LeadFuel.Orbit.AuditEntries;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.People;

/// <summary>
/// Says that two are one. Nothing of either is changed: the other points at the one who stays, so that parting them
/// gives back exactly what was there before.
/// </summary>
public static class MergePeople
{
    public sealed record Request(Guid Keep, Guid Other);

    public static void Map(RouteGroupBuilder people) =>
        people.MapPost(
            "/merge",
            async (
                Request request,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetPerson.View>> Handle(
        Request request,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using (var work = await db.Begin(ct))
        {
            await PersonLock.Take(db, ct);
            var keep = await Visible(db, account.Member, request.Keep, ct);
            var other = await Visible(db, account.Member, request.Other, ct);
            if (keep is null || other is null)
            {
                return Refuse.Conflict("These are not two people you know.", "merge-conflict");
            }

            if (keep.RootId == other.RootId)
            {
                return Refuse.Conflict("These two are one person already.", "merge-conflict");
            }

            var root = await db.Persons.SingleAsync(p => p.Id == other.RootId, ct);
            root.MergedIntoId = keep.RootId;
            await work.Flush(ct);
            await db
                .Persons.Where(p => p.RootId == root.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.RootId, keep.RootId), ct);
            var (left, right) = Separation.Pair(keep.RootId, root.Id);
            await db
                .Separations.Where(s => s.LeftId == left && s.RightId == right)
                .ExecuteDeleteAsync(ct);
            db.IdentityEvents.Add(
                new IdentityEvent
                {
                    Act = IdentityAct.Merge,
                    PersonId = keep.RootId,
                    OtherId = root.Id,
                    Actor = account.Member,
                    At = now,
                }
            );
            await db.Strengths.Where(s => s.PersonId == root.Id).ExecuteDeleteAsync(ct);
            await ScorePeople.Score(db, [keep.RootId], now, ct);
            db.Enqueue(
                AppendAudit.Job.Of(account, now, "person.merged", keep.RootId, "Joined two people.")
            );
            await work.Commit(ct);
        }

        return await GetPerson.Handle(request.Keep, db, account, clock, ct);
    }

    /// <summary>Whom the member may not see is not there for them, here neither.</summary>
    public static async Task<Person?> Visible(
        OrbitDb db,
        string member,
        Guid id,
        CancellationToken ct
    ) =>
        await db
            .Persons.AsNoTracking()
            .Where(p => p.Id == id && ListPeople.Seen(db, member).Any(s => s.PersonId == p.RootId))
            .SingleOrDefaultAsync(ct);
}
