using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Strengths;

/// <summary>Computes names and strength of the people whom new mail has touched, and of everybody whose turn has come since the day before.</summary>
internal sealed class ScorePeople(OrbitDb db, TimeProvider clock) : JobHandler<ScorePeople.Job>
{
    // Small, since pages of the account wait for it.
    private const int AtOnce = 50;

    // Less than a day, so that each nightly run finds all that the one before has scored.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(20);

    public sealed record Job(Guid After) : IJob
    {
        public static string Kind => "orbit.score-people";
    }

    public static void Soon(OrbitDb db, Guid after) =>
        db.Enqueue(new Job(after), dedupeKey: after.ToString());

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        while (await Some(ct))
        {
            // Each part is committed by itself: what a crash leaves is still marked.
        }
    }

    private async Task<bool> Some(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var day = now - Fresh;
        await using var work = await db.Begin(ct);
        var stale = await db
            .Persons.Where(p => p.Stale || p.ScoredAt == null || p.ScoredAt < day)
            .OrderByDescending(p => p.Stale)
            .ThenBy(p => p.Id)
            .Select(p => p.RootId)
            .Take(AtOnce)
            .ToArrayAsync(ct);
        if (stale.Length == 0)
        {
            return false;
        }

        await Score(db, [.. stale.Distinct().Order()], now, ct);
        await work.Commit(ct);
        return true;
    }

    /// <summary>Inside the caller's unit of work.</summary>
    public static async Task Score(
        OrbitDb db,
        Guid[] roots,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await PersonLock.Take(db, ct);
        await db
            .Persons.Where(p => roots.Contains(p.RootId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(p => p.Stale, false).SetProperty(p => p.ScoredAt, now),
                ct
            );
        await PersonNames.Choose(db, roots, ct);
        var rows = await Touches.Of(db, roots, null, ct);
        await db.Strengths.Where(s => roots.Contains(s.PersonId)).ExecuteDeleteAsync(ct);
        foreach (var pair in rows.GroupBy(row => (row.PersonId, row.Member)))
        {
            var (person, member) = pair.Key;
            Add(db, person, member, shared: false, pair, now);
            var shown = pair.Where(row => row.Visibility >= Visibility.Strength);
            Add(db, person, member, shared: true, shown, now);
        }
    }

    private static void Add(
        OrbitDb db,
        Guid person,
        string member,
        bool shared,
        IEnumerable<Touches.Row> rows,
        DateTimeOffset now
    )
    {
        var mails = rows.ToList();
        // Whom a member has only heard from they do not know, though a colleague may: or else what is in the colleague's
        // private mailbox would show in the member's list.
        if (
            mails.Exists(row => row.Makes)
            && StrengthFormula.Of(mails.Select(row => row.Touch), now) is { } result
        )
        {
            db.Strengths.Add(
                new Strength
                {
                    PersonId = person,
                    Member = member,
                    Shared = shared,
                    Score = result.Score,
                    Reasons = result.Reasons,
                    FirstAt = result.FirstAt,
                    LastAt = result.LastAt,
                    LastTurnAt = result.LastTurnAt,
                    ScoredAt = now,
                }
            );
        }
    }
}
