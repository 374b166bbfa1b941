namespace LeadFuel.Core.Deletions;

/// <summary>Whether the account waits for its deletion, and until when that can be undone.</summary>
public static class ShowDeletion
{
    public sealed record View(
        DeletionState State,
        string RequestedBy,
        DateTimeOffset CreatedAt,
        DateTimeOffset DueAt
    )
    {
        public static View Of(Deletion deletion) =>
            new(deletion.State, deletion.RequestedBy, deletion.CreatedAt, deletion.DueAt);
    }

    /// <summary>Null: nobody asked for it, or it was undone.</summary>
    public sealed record Answer(View? Deletion);

    public static void Map(RouteGroupBuilder deletion) =>
        deletion.MapGet(
            "/",
            async (CoreDb db, CancellationToken ct) =>
            {
                await using var work = await db.Begin(ct);
                var waiting = await db
                    .Deletions.AsNoTracking()
                    .Where(d => d.State != DeletionState.Undone)
                    .OrderByDescending(d => d.CreatedAt)
                    .FirstOrDefaultAsync(ct);
                return new Answer(waiting is null ? null : View.Of(waiting));
            }
        );
}
