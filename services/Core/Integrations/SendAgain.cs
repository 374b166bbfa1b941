using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>Tries an event again that ended without arriving, or of which nobody knows it, built anew, under the same id.</summary>
public static class SendAgain
{
    public sealed record View(Guid Id, DeliveryState State);

    public static void Map(RouteGroupBuilder deliveries) =>
        deliveries.MapPost(
            "/{id:guid}/again",
            async (Guid id, CoreDb db, AuditLog audit, TimeProvider clock, CancellationToken ct) =>
                (await Handle(id, db, audit, clock, ct)).ToOk()
        );

    public static bool May(Delivery delivery) =>
        !delivery.Test
        && delivery.State is DeliveryState.Failed or DeliveryState.Dropped or DeliveryState.Unknown;

    public static async Task<Outcome<View>> Handle(
        Guid id,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var delivery = await db
            .Deliveries.FromSql(
                $"select * from deliveries where account_email = {db.Account.Email} and id = {id} for update"
            )
            .SingleOrDefaultAsync(ct);
        if (delivery is null)
        {
            return Refuse.NotFound("delivery");
        }

        var channel = await db
            .Channels.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == delivery.ChannelId, ct);
        if (!May(delivery) || channel is null)
        {
            return Refuse.Conflict(
                "This one cannot be sent again: it arrived, is on its way, or its address is gone."
            );
        }

        // It would be dropped, and the page would have said that it is on its way.
        if (channel.StoppedAt is not null)
        {
            return Refuse.Conflict(
                $"{channel.Kind} is switched off. Send a test first; once it arrives, this can be sent again.",
                "channel-stopped"
            );
        }

        if (!await ChannelEvent.On(db, delivery.Type).AnyAsync(e => e.Kind == channel.Kind, ct))
        {
            return Refuse.Conflict(
                $"{delivery.Type} is not switched on for {channel.Kind}. Switch it on first; then this can be sent again.",
                "event-off"
            );
        }

        delivery.Again(now);
        Deliver.Enqueue(db, delivery, 1, now);
        await audit.Write(
            "delivery.repeated",
            id.ToString(),
            $"{delivery.Type} is told to {delivery.Kind} again.",
            ct
        );
        return await work.Commit(new View(id, delivery.State), ct);
    }
}
