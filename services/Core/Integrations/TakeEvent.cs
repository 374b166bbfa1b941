namespace LeadFuel.Core.Integrations;

/// <summary>A service says that something happened. Where nobody asked to be told, nothing is kept and nothing leaves.</summary>
internal static class TakeEvent
{
    public static async Task<Outcome<Done>> Handle(
        Guid id,
        string type,
        Guid subject,
        DateTimeOffset at,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (EventKind.Of(type) is null)
        {
            return Refuse.Invalid("type", "This event is not in the list.");
        }

        await using var work = await db.Begin(ct);
        await Add(id, type, subject, at, db, clock.GetUtcNow(), ct);
        Fault.Point("core.event-before-commit");
        await work.Commit(ct);
        Fault.Point("core.event-after-commit");
        return new Done();
    }

    /// <summary>In the unit of work in which it happens, if it happens in Core.</summary>
    public static async Task Add(
        Guid id,
        string type,
        Guid subject,
        DateTimeOffset at,
        CoreDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var on = ChannelEvent.On(db, type);
        var channels = await db
            .Channels.AsNoTracking()
            .Where(c => c.ProvedAt != null && c.StoppedAt == null && on.Any(e => e.Kind == c.Kind))
            .ToListAsync(ct);
        foreach (var channel in channels)
        {
            var delivery = new Delivery
            {
                Kind = channel.Kind,
                ChannelId = channel.Id,
                EventId = id,
                Type = type,
                SubjectId = subject,
                HappenedAt = at,
                CreatedAt = now,
            };
            // Told twice with one id, it is one event: the index holds against two at once.
            var rows = await db.Database.ExecuteSqlAsync(
                $"""
                insert into deliveries (account_email, id, kind, channel_id, event_id, type, subject_id, happened_at, test, state, round, doubts, next_at, created_at)
                values ({db.Account.Email}, {delivery.Id}, {(short)
                    channel.Kind}, {channel.Id}, {id}, {type}, {subject}, {at}, false, 0, 1, 0, {now}, {now})
                on conflict (account_email, channel_id, event_id) do nothing
                """,
                ct
            );
            if (rows == 1)
            {
                Deliver.Enqueue(db, delivery, 1, now);
            }
        }
    }
}
