using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Rpc;

/// <summary>What Reach and Signal read: published versions of the caller's account, nothing else.</summary>
internal sealed class IcpsRpc(ScopeDb db) : Icps.IcpsBase
{
    public override async Task<ListPublishedReply> ListPublished(
        ListPublishedRequest request,
        ServerCallContext context
    )
    {
        await using var work = await db.Begin(context.CancellationToken);
        var icps = await db
            .Icps.AsNoTracking()
            .Where(i => i.PublishedVersion != null)
            .OrderBy(i => i.Name)
            .Select(i => new
            {
                i.Id,
                i.Name,
                i.PublishedVersion,
                i.PublishedAt,
            })
            .ToListAsync(context.CancellationToken);
        var reply = new ListPublishedReply();
        reply.Icps.AddRange(
            icps.Select(icp => new PublishedIcpLine
            {
                Id = icp.Id.ToString(),
                Name = icp.Name,
                Version = icp.PublishedVersion!.Value,
                PublishedAt = icp.PublishedAt!.Value.ToTimestamp(),
            })
        );
        return reply;
    }

    public override async Task<PublishedIcp> GetPublished(
        GetPublishedRequest request,
        ServerCallContext context
    )
    {
        if (!Guid.TryParse(request.IcpId, out var id))
        {
            throw new RefusedException(Refuse.Invalid("icp_id", "An ICP's id is a UUID."));
        }

        await using var work = await db.Begin(context.CancellationToken);
        var found = await (
            from icp in db.Icps.AsNoTracking()
            from version in db.Versions.AsNoTracking()
            where icp.Id == id && version.IcpId == id && version.Number == icp.PublishedVersion
            select new { icp, version }
        ).SingleOrDefaultAsync(context.CancellationToken);
        if (found is null)
        {
            throw new RefusedException(Refuse.NotFound("published ICP"));
        }

        var reply = new PublishedIcp
        {
            Id = found.icp.Id.ToString(),
            Name = found.icp.Name,
            Version = found.version.Number,
            PublishedAt = found.icp.PublishedAt!.Value.ToTimestamp(),
        };
        reply.Sections.AddRange(found.version.Document.Sections.Select(Section));
        return reply;
    }

    private static IcpSection Section(Versions.IcpSection section)
    {
        var wire = new IcpSection { Key = section.Key, Title = IcpForm.Title(section.Key) };
        wire.Claims.AddRange(
            section.Claims.Select(claim => new IcpClaim
            {
                Label = claim.Label ?? "",
                Aspect = claim.Aspect ?? "",
                Text = claim.Text,
                Assumption = claim.Assumption,
            })
        );
        return wire;
    }
}
