using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.People;

/// <summary>A person: how close, why, since when it is silent, who knows them, and where each fact comes from.</summary>
public static class GetPerson
{
    private const int MostTicks = 200;
    private const int LastTurns = 10;

    public sealed record Tick(DateTimeOffset At, bool Outgoing);

    public sealed record Turn(
        DateTimeOffset At,
        bool Outgoing,
        string Subject,
        string Member,
        bool Mine,
        Guid ThreadId
    );

    public sealed record Knower(string Member, bool Me, int Score, DateTimeOffset LastAt);

    public sealed record Fact(string Label, string Value, string Source, DateTimeOffset? At);

    public sealed record Joined(Guid Id, string Name, string Email);

    public sealed record View(
        Guid Id,
        string Name,
        string Email,
        string Company,
        int Score,
        IReadOnlyList<Reason> Reasons,
        IReadOnlyList<StrengthParts.Part> Formula,
        int? ReplyWouldMake,
        int SilentDays,
        DateTimeOffset FirstAt,
        DateTimeOffset LastAt,
        IReadOnlyList<Tick> Ticks,
        IReadOnlyList<Turn> Turns,
        IReadOnlyList<Knower> Knowers,
        IReadOnlyList<Fact> Facts,
        IReadOnlyList<Joined> Joined,
        IReadOnlyList<string> ReadFrom
    );

    public static void Map(RouteGroupBuilder people) =>
        people.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (now, me) = (clock.GetUtcNow(), account.Member);
        await using var work = await db.Begin(ct);
        var root = await db
            .Persons.Where(p => p.Id == id)
            .Select(p => (Guid?)p.RootId)
            .SingleOrDefaultAsync(ct);
        if (root is not { } person)
        {
            return Refuse.NotFound("person");
        }

        // As it was computed last: the list and whoever asks before a first mail are told the same number.
        var members = await ListPeople
            .Seen(db, me)
            .Where(s => s.PersonId == person)
            .OrderByDescending(s => s.Score)
            .ThenBy(s => s.Member)
            .ToListAsync(ct);
        if (members.Count == 0)
        {
            return Refuse.NotFound("person");
        }

        var (score, reasons) = StrengthFormula.Account([
            .. members.Select(knower => (knower.Member, knower.Score, knower.Reasons)),
        ]);
        var rows = (await Touches.Of(db, [person], null, ct))
            .Where(row => row.Member == me || row.Visibility >= Visibility.Strength)
            .ToList();
        // Others' subjects and days only where they let them be seen.
        var told = rows.Where(row => row.Member == me || row.Visibility >= Visibility.Subjects)
            .DistinctBy(row => row.Touch.Key)
            .OrderByDescending(row => row.Touch.At)
            .ToList();
        var (name, email) = (await ListPeople.Names(db, me, [person], ct)).GetValueOrDefault(
            person,
            ("", "")
        );
        var (first, last) = (members.Min(s => s.FirstAt), members.Max(s => s.LastAt));
        return new View(
            person,
            name,
            email,
            EmailAddress.Company(EmailAddress.Domain(email)),
            score,
            reasons,
            StrengthParts.All,
            WithReply(rows, members, me, now),
            (int)(now - last).TotalDays,
            first,
            last,
            [
                .. told.Where(row => row.Touch.At > now.AddYears(-1))
                    .Take(MostTicks)
                    .Select(row => new Tick(row.Touch.At, row.Touch.Outgoing))
                    .Reverse(),
            ],
            [
                .. told.Take(LastTurns)
                    .Select(row => new Turn(
                        row.Touch.At,
                        row.Touch.Outgoing,
                        row.Subject,
                        row.Member,
                        row.Member == me,
                        Messages.StableId.Of("thread", $"{row.MailboxId} {row.Touch.Thread}")
                    )),
            ],
            [
                .. members.Select(knower => new Knower(
                    knower.Member,
                    knower.Member == me,
                    knower.Score,
                    knower.LastAt
                )),
            ],
            await PersonFacts.Of(db, me, person, told, first, ct),
            await JoinedTo(db, me, person, ct),
            [.. rows.Select(row => row.Member).Distinct().Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>What the member's own part would be if the one whose turn it is answered now.</summary>
    private static int? WithReply(
        List<Touches.Row> rows,
        List<Strength> members,
        string me,
        DateTimeOffset now
    )
    {
        var mine = rows.Where(row => row.Member == me).Select(row => row.Touch).ToList();
        if (mine.Count == 0)
        {
            return null;
        }

        var last = mine.MaxBy(touch => touch.At);
        var reply = new Touch("reply", now, !last.Outgoing, last.Thread, 1, false, false);
        return StrengthFormula.Of(mine.Append(reply), now) is { } mineThen
            ? StrengthFormula
                .Account([
                    .. members
                        .Where(knower => knower.Member != me)
                        .Select(knower => (knower.Member, knower.Score, knower.Reasons))
                        .Append((me, mineThen.Score, mineThen.Reasons)),
                ])
                .Score
            : null;
    }

    private static async Task<IReadOnlyList<Joined>> JoinedTo(
        OrbitDb db,
        string member,
        Guid root,
        CancellationToken ct
    )
    {
        var (named, addresses) = (Known.Names(db, member), Known.Addresses(db, member));
        var others = await db
            .Persons.AsNoTracking()
            .Where(p => p.RootId == root && p.Id != root)
            .OrderBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                Name = named.Any(o => o.Id == p.Id) ? p.Name : "",
                Email = addresses
                    .Where(a => a.PersonId == p.Id)
                    .OrderBy(a => a.Email)
                    .Select(a => a.Email)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        return
        [
            .. others
                .Where(other => other.Email is not null)
                .Select(other => new Joined(other.Id, other.Name, other.Email!)),
        ];
    }
}
