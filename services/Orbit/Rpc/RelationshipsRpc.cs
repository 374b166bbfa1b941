using Grpc.Core;
using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Rpc;

/// <summary>What Reach asks about people.</summary>
internal sealed class RelationshipsRpc(
    OrbitDb db,
    PlanCheck plan,
    CurrentAccount account,
    TimeProvider clock
) : Relationships.RelationshipsBase
{
    private const int MostEmails = 500;

    public override async Task<FindWarmPathsReply> FindWarmPaths(
        FindWarmPathsRequest request,
        ServerCallContext context
    )
    {
        if (request.Emails.Count > MostEmails)
        {
            throw new RefusedException(
                Refuse.Invalid("emails", $"At most {MostEmails} addresses at once.")
            );
        }

        var ct = context.CancellationToken;
        var reply = new FindWarmPathsReply();
        if (await plan.Ask("orbit", ct) is { Granted: false })
        {
            // Not bought, so it speaks for nobody and holds nothing up.
            reply.Paths.AddRange(
                request.Emails.Select(email => new WarmPath { Email = email, Unknown = true })
            );
            return reply;
        }

        var normal = request
            .Emails.Select(email => EmailAddress.Normal(email) ?? "")
            .Distinct()
            .ToArray();
        await using var work = await db.Begin(ct);
        var roots = await (
            from address in db.Addresses.AsNoTracking()
            join person in db.Persons on address.PersonId equals (Guid?)person.Id
            where normal.Contains(address.Email)
            select new { address.Email, person.RootId }
        ).ToDictionaryAsync(row => row.Email, row => row.RootId, ct);
        var ids = roots.Values.Distinct().ToArray();
        var strengths = (
            await ListPeople
                .Seen(db, account.Member)
                .Where(s => ids.Contains(s.PersonId))
                .ToListAsync(ct)
        ).ToLookup(s => s.PersonId);
        foreach (var email in request.Emails)
        {
            var known =
                EmailAddress.Normal(email) is { } key && roots.TryGetValue(key, out var root)
                    ? strengths[root].ToList()
                    : [];
            reply.Paths.Add(Path(email, known));
        }

        return reply;
    }

    private WarmPath Path(string email, List<Strength> known)
    {
        if (known.Count == 0)
        {
            return new WarmPath { Email = email, Unknown = true };
        }

        var (score, _) = StrengthFormula.Account([
            .. known.Select(s => (s.Member, s.Score, s.Reasons)),
        ]);
        var path = new WarmPath
        {
            Email = email,
            Score = score,
            Band = score switch
            {
                >= 60 => Band.Strong,
                >= 30 => Band.Good,
                > 15 => Band.Weak,
                _ => Band.None,
            },
            Introducer = known.MaxBy(s => s.Score)!.Member,
            LastTouchDays = Days(known.Max(s => s.LastAt)),
        };
        if (known.Max(s => s.LastTurnAt) is { } turn)
        {
            path.InConversationDays = Days(turn);
        }

        return path;
    }

    private int Days(DateTimeOffset at) => (int)Math.Max(0, (clock.GetUtcNow() - at).TotalDays);
}
