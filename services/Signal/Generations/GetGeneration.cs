namespace LeadFuel.Signal.Generations;

public static class GetGeneration
{
    /// <param name="InputTokens">What Claude read, as its maker counts; 0 until the answer is whole.</param>
    /// <param name="Problem">Why it failed: a problem's type, with its sentence in ProblemDetail.</param>
    public sealed record View(
        Guid Id,
        Guid PostId,
        GenerationState State,
        string Note,
        int Count,
        string Model,
        KeyOwner? KeyOwner,
        long InputTokens,
        long OutputTokens,
        IReadOnlyList<string> Variants,
        string? Problem,
        string? ProblemDetail,
        string By,
        DateTimeOffset CreatedAt,
        DateTimeOffset? EndedAt
    )
    {
        public static View Of(Generation generation, IReadOnlyList<string> variants) =>
            new(
                generation.Id,
                generation.PostId,
                generation.State,
                generation.Note,
                generation.Count,
                generation.Model,
                generation.KeyOwner,
                generation.InputTokens,
                generation.OutputTokens,
                generation.Ended ? variants : PartialPosts.Read(generation.Partial),
                generation.Error,
                generation.ErrorDetail,
                generation.By,
                generation.CreatedAt,
                generation.EndedAt
            );
    }

    public static void Map(RouteGroupBuilder generations) =>
        generations.MapGet(
            "/{id:guid}",
            async (Guid id, SignalDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var generation = await db
            .Generations.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == id, ct);
        return generation is null ? Refuse.NotFound("generation") : await Read(generation, db, ct);
    }

    /// <summary>Inside the caller's unit of work.</summary>
    internal static async Task<View> Read(
        Generation generation,
        SignalDb db,
        CancellationToken ct
    ) =>
        View.Of(
            generation,
            generation.State is GenerationState.Done or GenerationState.Stopped
                ? await db
                    .Variants.Where(v => v.GenerationId == generation.Id)
                    .OrderBy(v => v.Number)
                    .Select(v => v.Text)
                    .ToListAsync(ct)
                : []
        );
}
