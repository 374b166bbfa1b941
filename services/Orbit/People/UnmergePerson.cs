using LeadFuel.Orbit.AuditEntries;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.People;

/// <summary>Parts somebody who was joined, with whoever had been joined to them before, and remembers that they are not the same.</summary>
public static class UnmergePerson
{
    public sealed record Request(Guid Other);

    public static void Map(RouteGroupBuilder people) =>
        people
            .MapPost(
                "/{id:guid}/unmerge",
                async (
                    Guid id,
                    Request request,
                    OrbitDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, request, db, account, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetPerson.View>> Handle(
        Guid id,
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
            if (await MergePeople.Visible(db, account.Member, id, ct) is not { } person)
            {
                return Refuse.NotFound("person");
            }

            var whole = await db.Persons.Where(p => p.RootId == person.RootId).ToListAsync(ct);
            var other = whole.Find(p => p.Id == request.Other);
            if (other?.MergedIntoId is not { } into)
            {
                return Refuse.Conflict(
                    "This person was not joined to the other.",
                    "merge-conflict"
                );
            }

            other.MergedIntoId = null;
            foreach (var part in Below(whole, other.Id))
            {
                part.RootId = other.Id;
            }

            var (left, right) = Separation.Pair(into, other.Id);
            if (!await db.Separations.AnyAsync(s => s.LeftId == left && s.RightId == right, ct))
            {
                db.Separations.Add(new Separation { LeftId = left, RightId = right });
            }

            db.IdentityEvents.Add(
                new IdentityEvent
                {
                    Act = IdentityAct.Unmerge,
                    PersonId = person.RootId,
                    OtherId = other.Id,
                    Actor = account.Member,
                    At = now,
                }
            );
            await work.Flush(ct);
            await ScorePeople.Score(db, [person.RootId, other.Id], now, ct);
            db.Enqueue(
                AppendAudit.Job.Of(
                    account,
                    now,
                    "person.unmerged",
                    person.RootId,
                    "Parted two people who had been joined."
                )
            );
            await work.Commit(ct);
        }

        return await GetPerson.Handle(id, db, account, clock, ct);
    }

    private static IEnumerable<Person> Below(List<Person> whole, Guid id) =>
        whole
            .Where(p => p.MergedIntoId == id)
            .SelectMany(p => Below(whole, p.Id))
            .Prepend(whole.Single(p => p.Id == id));
}
