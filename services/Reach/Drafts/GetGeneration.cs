namespace LeadFuel.Reach.Drafts;

public static class GetGeneration
{
    /// <param name="Problem">Why it failed: a problem's type, with its sentence in ProblemDetail.</param>
    public sealed record View(
        Guid Id,
        Guid DraftId,
        GenerationState State,
        string Note,
        string Model,
        string Subject,
        string Body,
        string? Problem,
        string? ProblemDetail,
        string By,
        DateTimeOffset CreatedAt,
        DateTimeOffset? EndedAt
    )
    {
        public static View Of(Generation generation)
        {
            var mail = PartialMail.Read(generation.Partial);
            return new(
                generation.Id,
                generation.DraftId,
                generation.State,
                generation.Note,
                generation.Model,
                mail.Subject,
                mail.Body,
                generation.Error,
                generation.ErrorDetail,
                generation.By,
                generation.CreatedAt,
                generation.EndedAt
            );
        }
    }

    public static void Map(RouteGroupBuilder generations) =>
        generations.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var generation = await db
            .Generations.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == id, ct);
        return generation is null ? Refuse.NotFound("generation") : View.Of(generation);
    }
}
