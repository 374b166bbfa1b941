namespace LeadFuel.Scope.Icps;

public static class RenameIcp
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPatch(
            "/{id:guid}",
            async (
                Guid id,
                CreateIcp.Request request,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetIcp.View>> Handle(
        Guid id,
        CreateIcp.Request request,
        IfMatch tag,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var name = request.Name.Trim();
        if (name.Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as the market it describes.");
        }

        await using var work = await db.Begin(ct);
        var icp = await db.Icps.SingleOrDefaultAsync(i => i.Id == id, ct);
        if (icp is null)
        {
            return Refuse.NotFound("ICP");
        }

        if (icp.Version != tag.Version)
        {
            return await GetIcp.Stale(icp, db, ct);
        }

        icp.Rename(name, clock.GetUtcNow());
        return await work.Commit(await GetIcp.Read(icp, db, ct), ct);
    }
}
