using System.Globalization;
using Grpc.Core;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Rpc;

/// <summary>A deal was closed: whoever works at that company gets no further mail of a campaign.</summary>
internal sealed class DealsRpc(ReachDb db, CurrentAccount account, TimeProvider clock)
    : Deals.DealsBase
{
    private const int LongestDomain = 253;

    public override async Task<StopAtCompanyReply> StopAtCompany(
        StopAtCompanyRequest request,
        ServerCallContext context
    )
    {
        if (
            request.Domain.Length is 0 or > LongestDomain
            || !Guid.TryParse(request.OutcomeId, out var outcome)
        )
        {
            throw new RefusedException(
                Refuse.Invalid("domain", "A closed deal has a domain and an id.")
            );
        }

        var ct = context.CancellationToken;
        // Addresses are kept as people write them, so a domain of another script is looked for in both forms.
        var domain = request.Domain.ToLowerInvariant();
        var written = new IdnMapping().GetUnicode(domain);
        string[] ends = [$"@{domain}", $".{domain}", $"@{written}", $".{written}"];
        await using var work = await db.Begin(ct);
        var people = await db
            .Database.SqlQuery<Guid>(
                $"""
                select e.id as "Value" from enrolments e, unnest({ends}) as ending
                 where e.account_email = {account.Email} and e.state = {(short)
                    EnrolmentState.Active}
                   and right(e.email, length(ending)) = ending
                """
            )
            .Distinct()
            .ToListAsync(ct);
        if (people.Count > 0)
        {
            var now = clock.GetUtcNow();
            await StopEnrolments.Stop(
                db,
                [.. people],
                Gates.StoppedDeal,
                $"outcome:{outcome}",
                now,
                ct
            );
            db.Enqueue(
                AppendAudit.Job.Of(
                    account,
                    now,
                    "enrolments.stopped",
                    outcome,
                    $"A deal was closed: stopped the mails to {people.Count} people at that company."
                )
            );
        }

        await work.Commit(ct);
        return new StopAtCompanyReply { Stopped = people.Count };
    }
}
