namespace LeadFuel.Orbit.Exclusions;

/// <summary>One's own rules and those of the account. Another member's rules are theirs alone.</summary>
public static class ListExclusions
{
    public sealed record Item(
        Guid Id,
        ExclusionKind Kind,
        string Value,
        bool WholeAccount,
        string By,
        DateTimeOffset CreatedAt
    )
    {
        public static Item Of(ExclusionRule rule, string member) =>
            new(rule.Id, rule.Kind, rule.Value, rule.Member != member, rule.By, rule.CreatedAt);
    }

    public sealed record View(IReadOnlyList<Item> Items, int LeftOut, bool ForAll);

    public static void Map(RouteGroupBuilder exclusions) =>
        exclusions.MapGet(
            "",
            async (OrbitDb db, CurrentAccount account, CancellationToken ct) =>
                TypedResults.Ok(await Handle(db, account, ct))
        );

    public static async Task<View> Handle(OrbitDb db, CurrentAccount account, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var rules = await db
            .ExclusionRules.AsNoTracking()
            .Where(r => r.Member == account.Member || r.Member == "")
            .OrderBy(r => r.Id)
            .ToListAsync(ct);
        var left = await db
            .ExcludedMarks.Where(m =>
                db.Mailboxes.Any(b => b.Id == m.MailboxId && b.Member == account.Member)
            )
            .CountAsync(ct);
        return new View(
            [.. rules.Select(rule => Item.Of(rule, account.Member))],
            left,
            MayForAll(account)
        );
    }

    /// <summary>What holds for everybody, and deletes from everybody's mailboxes, is decided by who founded the account.</summary>
    public static bool MayForAll(CurrentAccount account) => account.Member == account.Email;
}
