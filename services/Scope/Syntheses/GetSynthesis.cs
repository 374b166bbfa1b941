namespace LeadFuel.Scope.Syntheses;

public static class GetSynthesis
{
    /// <param name="Problem">Why it failed: a problem's type, with its sentence in ProblemDetail.</param>
    public sealed record View(
        Guid Id,
        Guid IcpId,
        SynthesisState State,
        string Model,
        string RequestHash,
        int Answers,
        int TokensIn,
        int TokensOut,
        int? BecameVersion,
        string? Problem,
        string? ProblemDetail,
        string AskedBy,
        DateTimeOffset CreatedAt,
        DateTimeOffset? StartedAt,
        DateTimeOffset? EndedAt
    )
    {
        public static View Of(Synthesis synthesis) =>
            new(
                synthesis.Id,
                synthesis.IcpId,
                synthesis.State,
                synthesis.Model,
                synthesis.RequestHash,
                synthesis.Sources.Count,
                synthesis.TokensIn,
                synthesis.TokensOut,
                synthesis.BecameVersion,
                synthesis.Problem,
                synthesis.ProblemDetail,
                synthesis.AskedBy,
                synthesis.CreatedAt,
                synthesis.StartedAt,
                synthesis.EndedAt
            );
    }

    public static void Map(RouteGroupBuilder syntheses) =>
        syntheses.MapGet(
            "/{id:guid}",
            async (Guid id, ScopeDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ScopeDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var synthesis = await db.Syntheses.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        return synthesis is null ? Refuse.NotFound("synthesis") : View.Of(synthesis);
    }
}
