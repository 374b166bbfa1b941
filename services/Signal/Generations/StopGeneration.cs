using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Generations;

/// <summary>Stopped is final at once, for people; the runner hears of it and hangs up. What was written until then can be chosen; the post is as it was before.</summary>
public static class StopGeneration
{
    public static void Map(RouteGroupBuilder generations) =>
        generations
            .MapDelete(
                "/{id:guid}",
                async (Guid id, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetGeneration.View>> Handle(
        Guid id,
        SignalDb db,
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
            // The last one is perhaps in half, which the page says.
            var written = PartialPosts
                .Read(generation.Partial)
                .Where(text => text.Length is > 0 and <= WritePost.LongestText);
            foreach (var (index, text) in written.Index())
            {
                db.Variants.Add(
                    new Variant
                    {
                        GenerationId = id,
                        Number = index + 1,
                        Text = text,
                    }
                );
            }

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

        await work.Flush(ct);
        return await work.Commit(await GetGeneration.Read(generation, db, ct), ct);
    }
}
