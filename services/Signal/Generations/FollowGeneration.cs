using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LeadFuel.Signal.Generations;

/// <summary>
/// The text as it is written. Each `delta` holds all of it, so a browser that lost the connection misses nothing; then each
/// whole `variant`, the `usage`, and `done` or `error`.
/// </summary>
public static class FollowGeneration
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder generations) =>
        generations.MapGet("/{id:guid}/events", Answer);

    private static async Task Answer(
        Guid id,
        HttpContext http,
        SignalDb db,
        NewsBell bell,
        IHostApplicationLifetime lifetime,
        CancellationToken ct
    )
    {
        if ((await GetGeneration.Handle(id, db, ct)).Refused is { } refused)
        {
            await new RefusedResult(refused).ExecuteAsync(http);
            return;
        }

        var after = int.TryParse(http.Request.Headers["Last-Event-ID"].ToString(), out var last)
            ? last
            : -1;
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
                await http.Response.WriteAsync(one, stop.Token);
                await http.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The browser has gone, or comes back elsewhere.
        }
    }

    private static async IAsyncEnumerable<string> Handle(
        Guid id,
        int after,
        SignalDb db,
        NewsBell bell,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        while (true)
        {
            var next = bell.Next(id);
            var now = await Read(id, db, ct);
            if (now is null)
            {
                yield break;
            }

            if (now.Revision > after && !now.Ended)
            {
                after = now.Revision;
                yield return Event(
                    now.Revision,
                    "delta",
                    new { Variants = PartialPosts.Read(now.Partial), now.State }
                );
            }

            if (now.Ended)
            {
                var end = await End(now, db, ct);
                foreach (var (index, (kind, body)) in end.Index())
                {
                    // Its end is told to everybody who asks, so that nobody comes again.
                    if (now.Revision + index > after || index == end.Count - 1)
                    {
                        yield return Event(now.Revision + index, kind, body);
                    }
                }

                yield break;
            }

            if (await Task.WhenAny(next, Task.Delay(Beat, TimeProvider.System, ct)) != next)
            {
                ct.ThrowIfCancellationRequested();
                yield return ": still here\n\n";
            }
        }
    }

    private static async Task<Generation?> Read(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
    }

    private static async Task<IReadOnlyList<(string Kind, object Body)>> End(
        Generation ended,
        SignalDb db,
        CancellationToken ct
    )
    {
        if (ended.State != GenerationState.Done)
        {
            return
            [
                (
                    ended.State == GenerationState.Failed ? "error" : "done",
                    new
                    {
                        ended.State,
                        Problem = ended.Error,
                        Detail = ended.ErrorDetail,
                    }
                ),
            ];
        }

        await using var work = await db.Begin(ct);
        var view = await GetGeneration.Read(ended, db, ct);
        return
        [
            .. view
                .Variants.Index()
                .Select(v => ("variant", (object)new { Number = v.Index + 1, Text = v.Item })),
            ("usage", new { ended.InputTokens, ended.OutputTokens }),
            ("done", new { ended.State }),
        ];
    }

    private static string Event(int id, string kind, object body) =>
        $"id: {id}\nevent: {kind}\ndata: {JsonSerializer.Serialize(body, HouseJson.Options)}\n\n";
}
