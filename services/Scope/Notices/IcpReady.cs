using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Scope.Notices;

/// <summary>Claude wrote a version of an ICP.</summary>
internal sealed class IcpReady(ScopeDb db) : IEventSource
{
    public const string Name = "icp.ready";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var icp = Guid.TryParse(subjectId, out var id)
            ? await db.Icps.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct)
            : null;
        return icp is null
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "An ICP is ready",
                Summary = "Claude wrote a new version of an ICP. Read it and publish it.",
                Link = $"/scope/icps/{id}",
                CustomerData = { ["icp"] = icp.Name },
            };
    }
}
