namespace LeadFuel.Reach.Unsubscribes;

public static class LinkOf
{
    /// <summary>The one link of an address, made at its first mail. Inside a unit of work.</summary>
    public static async Task<Guid> Address(
        ReachDb db,
        string address,
        string fromName,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var id = Guid.CreateVersion7();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into unsubscribe_links (account_email, id, address, from_name, created_at)
            values ({account}, {id}, {address}, {fromName}, {now})
            on conflict (account_email, address) do update set from_name = excluded.from_name
            """,
            ct
        );
        return await db
            .UnsubscribeLinks.Where(l => l.Address == address)
            .Select(l => l.Id)
            .SingleAsync(ct);
    }
}
