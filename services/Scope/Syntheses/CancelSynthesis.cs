namespace LeadFuel.Scope.Syntheses;

/// <summary>Cancelled is final at once, for people; the runner hears of it and hangs up.</summary>
public static class CancelSynthesis
{
    public static void Map(RouteGroupBuilder syntheses) =>
        syntheses
            .MapDelete(
                "/{id:guid}",
                async (Guid id, ScopeDb db, SynthesisLog log, CancellationToken ct) =>
                    (await Handle(id, db, log, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetSynthesis.View>> Handle(
        Guid id,
        ScopeDb db,
        SynthesisLog log,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        await log.Cancel(id, ct);
        var synthesis = await db.Syntheses.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        if (synthesis is null)
        {
            return Refuse.NotFound("synthesis");
        }

        await work.Commit(ct);
        return GetSynthesis.View.Of(synthesis);
    }
}
