using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Drafts;

public static class GetDraft
{
    /// <param name="Known">Some contact or file has a value of this name.</param>
    /// <param name="Missing">How many people of the audience would get no mail for want of it.</param>
    public sealed record FieldView(string Name, bool Known, int Missing);

    public sealed record View(
        Guid Id,
        Guid CampaignId,
        Guid StepId,
        int StepNumber,
        string Subject,
        string Body,
        DraftState State,
        string ContentHash,
        string? ApprovedHash,
        string? ApprovedBy,
        DateTimeOffset? ApprovedAt,
        IReadOnlyList<FieldView> MergeFields,
        GetGeneration.View? Generation,
        int Version
    ) : IVersioned;

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var draft = await Draft
            .Present(db)
            .AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == id, ct);
        return draft is null ? Refuse.NotFound("draft") : await Read(draft, db, ct);
    }

    /// <summary>The draft as it is now, inside the caller's unit of work.</summary>
    public static async Task<View> Read(Draft draft, ReachDb db, CancellationToken ct)
    {
        var number = await db
            .Steps.Where(s => s.Id == draft.StepId)
            .Select(s => s.Number)
            .SingleAsync(ct);
        var generation = await db
            .Generations.AsNoTracking()
            .Where(g => g.DraftId == draft.Id)
            .OrderByDescending(g => g.CreatedAt)
            .FirstOrDefaultAsync(ct);
        return new View(
            draft.Id,
            draft.CampaignId,
            draft.StepId,
            number,
            draft.Subject,
            draft.Body,
            draft.State,
            draft.ContentHash,
            draft.ApprovedHash,
            draft.ApprovedBy,
            draft.ApprovedAt,
            await Fields(draft, db, ct),
            generation is null ? null : GetGeneration.View.Of(generation),
            draft.Version
        );
    }

    private static async Task<IReadOnlyList<FieldView>> Fields(
        Draft draft,
        ReachDb db,
        CancellationToken ct
    )
    {
        var names = Merge
            .Names(draft.Subject)
            .Concat(Merge.Names(draft.Body))
            .Distinct()
            .Where(name => name != Merge.SenderName)
            .ToList();
        if (names.Count == 0)
        {
            return [];
        }

        var campaign = await db
            .Campaigns.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .AsNoTracking()
            .SingleAsync(c => c.Id == draft.CampaignId, ct);
        var missing = names.ToDictionary(name => name, _ => 0);
        var known = new HashSet<string>();
        await foreach (
            var contact in Audience
                .Of(db, campaign)
                .AsNoTracking()
                .Take(Audience.Most)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            known.UnionWith(names.Where(name => Merge.Value(contact, name).Length > 0));
            foreach (
                var name in Merge
                    .Fill(draft.Subject, contact)
                    .Missing.Concat(Merge.Fill(draft.Body, contact).Missing)
                    .Distinct()
                    .Where(missing.ContainsKey)
            )
            {
                missing[name]++;
            }
        }

        return [.. names.Select(name => new FieldView(name, known.Contains(name), missing[name]))];
    }

    /// <summary>412 with what is stored now, so that the page can show both.</summary>
    public static async Task<Refused> Stale(Draft draft, ReachDb db, CancellationToken ct) =>
        Refuse.Stale("draft") with
        {
            More = new Dictionary<string, object?> { ["current"] = await Read(draft, db, ct) },
        };
}
