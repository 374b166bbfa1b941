namespace LeadFuel.Reach.Drafts;

/// <summary>Stopped is final at once, for people; the runner hears of it and hangs up. The draft is as it was before.</summary>
public static class StopGeneration
{
    public static void Map(RouteGroupBuilder generations) =>
        generations
            .MapDelete(
                "/{id:guid}",
                async (Guid id, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetGeneration.View>> Handle(
        Guid id,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await RunGeneration.Locked(id, db, ct) is not { } generation)
        {
            return Refuse.NotFound("generation");
        }

        if (!generation.Ended)
        {
            await RunGeneration.End(
                generation,
                GenerationState.Stopped,
                null,
                db,
                clock.GetUtcNow(),
                ct
            );
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({NewsBell.Cancels}, {id.ToString()})",
                ct
            );
        }

        await work.Commit(ct);
        return GetGeneration.View.Of(generation);
    }
}
