using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>The address and its toggles are deleted, and what was still waiting for it is dropped. The log stays for its 30 days.</summary>
public static class Disconnect
{
    public static void Map(RouteGroupBuilder channel, ChannelKind kind) =>
        channel.MapDelete(
            "/",
            async (CoreDb db, AuditLog audit, CancellationToken ct) =>
                (await Handle(kind, db, audit, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        ChannelKind kind,
        CoreDb db,
        AuditLog audit,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await Remove(db, kind, ct) is { } id)
        {
            await audit.Write(
                "channel.disconnected",
                id.ToString(),
                $"{kind} was disconnected. Its address is deleted, and it is told nothing more.",
                ct
            );
        }

        await work.Commit(ct);
        return new Done();
    }

    internal static async Task<Guid?> Remove(CoreDb db, ChannelKind kind, CancellationToken ct)
    {
        if (await Channel.Hold(db, kind, ct) is not { } channel)
        {
            return null;
        }

        await db
            .Deliveries.Where(d => d.ChannelId == channel.Id && d.State == DeliveryState.Waiting)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(d => d.State, DeliveryState.Dropped)
                        .SetProperty(d => d.NextAt, (DateTimeOffset?)null),
                ct
            );
        await db.ChannelEvents.Where(e => e.Kind == kind).ExecuteDeleteAsync(ct);
        await db.Channels.Where(c => c.Kind == kind).ExecuteDeleteAsync(ct);
        db.ChangeTracker.Clear();
        return channel.Id;
    }
}
