namespace LeadFuel.Scope.CrmConnections;

/// <summary>There are few of them, so they come all at once.</summary>
public static class ListCrmConnections
{
    public sealed record View(IReadOnlyList<GetCrmConnection.View> Items);

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapGet(
            "/",
            async (
                ScopeDb db,
                CrmSecrets secrets,
                IConfiguration configuration,
                CancellationToken ct
            ) => (await Handle(db, secrets, configuration, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        ScopeDb db,
        CrmSecrets secrets,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connections = await db
            .CrmConnections.AsNoTracking()
            .OrderBy(connection => connection.Id)
            .ToListAsync(ct);
        var stages = (await db.CrmStages.AsNoTracking().ToListAsync(ct)).ToLookup(stage =>
            stage.ConnectionId
        );
        return new View([
            .. connections.Select(connection =>
                GetCrmConnection.View.Of(
                    connection,
                    stages[connection.Id],
                    secrets,
                    configuration,
                    db.Account
                )
            ),
        ]);
    }
}
