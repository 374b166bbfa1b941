using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

/// <summary>Looks at LinkedIn again, now: new pages come in, lost roles are noted.</summary>
public static class CheckConnection
{
    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPost("/{id:guid}/check", Answer);

    private static async Task<IResult> Answer(
        Guid id,
        SignalDb db,
        IServiceProvider services,
        CancellationToken ct
    ) => (await Handle(id, db, services, ct)).ToOk();

    internal static async Task<Outcome<ListConnections.View>> Handle(
        Guid id,
        SignalDb db,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        await using (await db.Begin(ct))
        {
            if (
                !await db.Connections.AnyAsync(
                    c => c.Id == id && c.State != ConnectionState.Disconnected,
                    ct
                )
            )
            {
                return Refuse.NotFound("connection");
            }
        }

        var linkedIn = services.GetRequiredService<LinkedInClient>();
        IReadOnlyList<FindTargets.Found>? found;
        try
        {
            found = await CheckRoles.Look(
                id,
                db,
                services.GetRequiredService<AccessTokens>(),
                linkedIn,
                ct
            );
        }
        catch (JobDeferredException)
        {
            return Refuse.Conflict(
                "This connection is just being renewed. Try again in a moment.",
                "busy"
            );
        }

        if (found is null)
        {
            return ReauthRequired;
        }

        await using var work = await db.Begin(ct);
        var connection = await db.Connections.SingleAsync(c => c.Id == id, ct);
        await FindTargets.Apply(db, connection, found, ct);
        await work.Flush(ct);
        return await work.Commit(await ListConnections.Read(db, ct), ct);
    }

    internal static readonly Refused ReauthRequired = Refuse.Conflict(
        "LinkedIn does not accept this connection any more. Connect the profile again; your posts stay as they are.",
        "connection-reauth-required"
    );
}
