using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Domains;

/// <summary>Resend told that a domain has changed: what it is now is asked, and taken over where it differs.</summary>
internal sealed class ReadDomain(
    ReachDb db,
    ResendClient resend,
    Egress egress,
    Pace pace,
    TimeProvider clock
) : JobHandler<ReadDomain.Job>
{
    public sealed record Job(string ResendId) : IJob
    {
        public static string Kind => "reach.read-domain";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using (await db.Begin(ct))
        {
            if (!await db.Domains.AnyAsync(d => d.ResendId == job.ResendId, ct))
            {
                return;
            }
        }

        var answer = await Ask(job.ResendId, ct);
        await using var work = await db.Begin(ct);
        var domain = await db.Domains.SingleOrDefaultAsync(d => d.ResendId == job.ResendId, ct);
        var records = answer.Records ?? [];
        // A page that is open keeps its version where nothing is new.
        if (
            domain is not null
            && (domain.Status != answer.Status || !domain.Records.SequenceEqual(records))
        )
        {
            var before = domain.Verified;
            domain.Answered(answer.Id, answer.Status, records, clock.GetUtcNow());
            if (domain.Verified && !before)
            {
                await CheckDomain.Wake(db, domain.Id, ct);
            }
        }

        await work.Commit(lease, ct);
    }

    private async Task<ResendDomain> Ask(string id, CancellationToken ct)
    {
        try
        {
            using var purpose = egress.For(ResendClient.Domain, ResendClient.DomainName);
            return await resend.GetDomain(id, ct);
        }
        catch (ProviderRefusedException refused) when (Pace.Waits(refused))
        {
            // Resend does not tell it a second time, so it is not given up.
            throw await pace.Later(refused, ct);
        }
    }
}
