using LeadFuel.Signal.Connections;

namespace LeadFuel.Signal.Targets;

public static class ListTargets
{
    public sealed record Item(
        Guid Id,
        Guid ConnectionId,
        TargetKind Kind,
        string Name,
        TargetState State,
        ConnectionState Connection
    );

    public sealed record View(IReadOnlyList<Item> Items);

    public static void MapTargets(this WebApplication app) =>
        app.MapRoom("/targets")
            .MapGet(
                "",
                async (SignalDb db, CancellationToken ct) =>
                {
                    await using var work = await db.Begin(ct);
                    return TypedResults.Ok(new View(await Read(db, ct)));
                }
            );

    /// <summary>Inside the caller's unit of work; profiles first.</summary>
    internal static async Task<IReadOnlyList<Item>> Read(SignalDb db, CancellationToken ct) =>
        await db
            .Targets.Join(
                db.Connections.Where(c => c.State != ConnectionState.Disconnected),
                t => t.ConnectionId,
                c => c.Id,
                (t, c) => new { t, c.State }
            )
            .OrderBy(pair => pair.t.Kind)
            .ThenBy(pair => pair.t.Name)
            .Select(pair => new Item(
                pair.t.Id,
                pair.t.ConnectionId,
                pair.t.Kind,
                pair.t.Name,
                pair.t.State,
                pair.State
            ))
            .ToListAsync(ct);
}
