using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

public static class ListConnections
{
    /// <param name="EndsAt">When publishing ends unless the person renews the consent.</param>
    /// <param name="RenewsItself">LinkedIn gave a refresh token; few applications get one.</param>
    public sealed record Item(
        Guid Id,
        string Name,
        ConnectionState State,
        bool AsksForPages,
        IReadOnlyList<string> Missing,
        DateTimeOffset EndsAt,
        bool RenewsItself,
        string By,
        DateTimeOffset CreatedAt,
        IReadOnlyList<ListTargets.Item> Targets,
        int Version
    );

    public sealed record View(IReadOnlyList<Item> Items);

    public static void Map(RouteGroupBuilder connections) => connections.MapGet("", Answer);

    private static async Task<IResult> Answer(SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return TypedResults.Ok(await Read(db, ct));
    }

    /// <summary>Inside the caller's unit of work. Disconnected ones keep their published posts and are not shown.</summary>
    internal static async Task<View> Read(SignalDb db, CancellationToken ct)
    {
        var connections = await db
            .Connections.AsNoTracking()
            .Where(c => c.State != ConnectionState.Disconnected)
            .OrderBy(c => c.Id)
            .ToListAsync(ct);
        var targets = await ListTargets.Read(db, ct);
        return new([
            .. connections.Select(connection =>
            {
                var pages = connection
                    .Scopes.Intersect(LinkedInClient.PageScopes.Except(LinkedInClient.MemberScopes))
                    .Any();
                return new Item(
                    connection.Id,
                    connection.DisplayName,
                    connection.State,
                    pages,
                    [
                        .. (pages ? LinkedInClient.PageScopes : LinkedInClient.MemberScopes).Except(
                            connection.Scopes
                        ),
                    ],
                    connection.EndsAt,
                    connection.RefreshExpiresAt is not null,
                    connection.By,
                    connection.CreatedAt,
                    [.. targets.Where(target => target.ConnectionId == connection.Id)],
                    connection.Version
                );
            }),
        ]);
    }
}
