using System.Runtime.CompilerServices;

namespace LeadFuel.Scope.Syntheses;

/// <summary>What happens, as it happens. The rows are the stream, so any replica can go on where another ended.</summary>
public static class FollowSynthesis
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder syntheses) =>
        syntheses.MapGet("/{id:guid}/events", Answer);

    private static async Task Answer(
        Guid id,
        HttpContext http,
        ScopeDb db,
        NewsBell bell,
        IHostApplicationLifetime lifetime,
        CancellationToken ct
    )
    {
        if ((await GetSynthesis.Handle(id, db, ct)).Refused is { } refused)
        {
            await new RefusedResult(refused).ExecuteAsync(http);
            return;
        }

        var after = int.TryParse(http.Request.Headers["Last-Event-ID"].ToString(), out var last)
            ? Math.Max(0, last)
            : 0;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        // A stop of this replica ends the stream; the browser goes on at another one.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            ct,
            lifetime.ApplicationStopping
        );
        try
        {
            await foreach (var one in Handle(id, after, db, bell, stop.Token))
            {
                await http.Response.WriteAsync(
                    one is null
                        ? ": still here\n\n"
                        : $"id: {one.Number}\nevent: {one.Kind}\ndata: {one.Body}\n\n",
                    stop.Token
                );
                await http.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The browser has gone, or comes back elsewhere.
        }
    }

    /// <summary>Null: nothing has happened for a while.</summary>
    public static async IAsyncEnumerable<SynthesisEvent?> Handle(
        Guid id,
        int after,
        ScopeDb db,
        NewsBell bell,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        while (true)
        {
            var next = bell.Next(id);
            var (events, ended) = await Read(id, after, db, ct);
            foreach (var one in events)
            {
                after = one.Number;
                yield return one;
            }

            if (ended)
            {
                yield break;
            }

            if (await Task.WhenAny(next, Task.Delay(Beat, TimeProvider.System, ct)) != next)
            {
                ct.ThrowIfCancellationRequested();
                yield return null;
            }
        }
    }

    private static async Task<(IReadOnlyList<SynthesisEvent> Events, bool Ended)> Read(
        Guid id,
        int after,
        ScopeDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // The state first: events that come after it are read at the next turn, never lost.
        var state = await db
            .Syntheses.Where(s => s.Id == id)
            .Select(s => (SynthesisState?)s.State)
            .SingleOrDefaultAsync(ct);
        var events = await db
            .SynthesisEvents.AsNoTracking()
            .Where(e => e.SynthesisId == id && e.Number > after)
            .OrderBy(e => e.Number)
            .ToListAsync(ct);
        return (events, state is null or >= SynthesisState.Succeeded);
    }
}
