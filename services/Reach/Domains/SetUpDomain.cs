using System.Net;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Domains;

/// <summary>Makes the domain at Resend, or finds it there: an earlier try may have made it before its answer was lost.</summary>
public sealed class SetUpDomain(
    ReachDb db,
    ResendClient resend,
    Egress egress,
    Pace pace,
    TimeProvider clock
) : JobHandler<SetUpDomain.Job>
{
    public sealed record Job(Guid DomainId) : IJob
    {
        public static string Kind => "reach.set-up-domain";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        SendingDomain? domain;
        await using (await db.Begin(ct))
        {
            domain = await db
                .Domains.AsNoTracking()
                .SingleOrDefaultAsync(d => d.Id == job.DomainId, ct);
        }

        if (domain is not { ResendId: null })
        {
            return;
        }

        ResendDomain? made;
        try
        {
            using var purpose = egress.For(ResendClient.Domain, ResendClient.DomainName);
            made = await resend.FindOrCreateDomain(domain.Name, domain.CreatedAt, ct);
        }
        catch (ProviderRefusedException many) when (many.Status == HttpStatusCode.TooManyRequests)
        {
            // Its turn comes later; a key that is refused shows on the page, where a person asks again.
            throw await pace.Later(many, ct);
        }

        await using var work = await db.Begin(ct);
        var kept = await db.Domains.SingleOrDefaultAsync(d => d.Id == job.DomainId, ct);
        if (made is null)
        {
            kept?.Status = "failed";
        }
        else
        {
            kept?.Answered(made.Id, made.Status, made.Records ?? [], clock.GetUtcNow());
        }

        await work.Commit(lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var domain = await db.Domains.SingleOrDefaultAsync(d => d.Id == job.DomainId, ct);
        if (domain is not null)
        {
            domain.Status = "failed";
        }
    }
}
