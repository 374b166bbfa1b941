using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Today;

/// <summary>What waits for a person, for the first page: posts of unknown fate, posts that did not go out, connections that end.</summary>
public static class GetToday
{
    private const int Most = 10;
    private const int Opening = 80;

    /// <summary>LinkedIn's consents last two months; two weeks before their end is time to renew one.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public enum Kind
    {
        Unknown,
        Failed,
        Connection,
    }

    public sealed record Item(
        Kind Kind,
        string Title,
        string Detail,
        string Href,
        DateTimeOffset At
    );

    public sealed record View(
        int Drafts,
        int Unknown,
        int Failed,
        int Published,
        int Connections,
        IReadOnlyList<Item> Items
    );

    public static void MapToday(this WebApplication app) =>
        app.MapRoom("/today")
            .MapGet(
                "",
                async (SignalDb db, TimeProvider clock, CancellationToken ct) =>
                    TypedResults.Ok(await Handle(db, clock, ct))
            );

    public static async Task<View> Handle(SignalDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var counts = await db
            .Posts.GroupBy(p => p.State)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(pair => pair.Key, pair => pair.Count, ct);
        var open = await db
            .Posts.AsNoTracking()
            .Where(p => p.State == PostState.Unknown || p.State == PostState.Failed)
            .OrderBy(p => p.State)
            .ThenByDescending(p => p.AskedAt)
            .Take(Most)
            .ToListAsync(ct);
        var connections = await db
            .Connections.AsNoTracking()
            .Where(c => c.State != ConnectionState.Disconnected)
            .ToListAsync(ct);
        var soon = clock.GetUtcNow() + Soon;
        var items = open.Select(post =>
                post.State == PostState.Unknown
                    ? new Item(
                        Kind.Unknown,
                        $"Did “{Beginning(post.Text)}” go out?",
                        "LinkedIn never said. It is not sent again by itself.",
                        $"/signal/posts/{post.Id}",
                        post.AskedAt ?? post.UpdatedAt
                    )
                    : new Item(
                        Kind.Failed,
                        $"“{Beginning(post.Text)}” did not go out",
                        "The post says why. Nothing of it is at LinkedIn.",
                        $"/signal/posts/{post.Id}",
                        post.AskedAt ?? post.UpdatedAt
                    )
            )
            .ToList();
        items.AddRange(
            connections
                .Where(c => c.State == ConnectionState.ReauthRequired || c.EndsAt < soon)
                .Select(c => new Item(
                    Kind.Connection,
                    c.State == ConnectionState.ReauthRequired
                        ? $"Connect the LinkedIn profile of {c.DisplayName} again"
                        : $"The connection to LinkedIn of {c.DisplayName} ends soon",
                    "Until then nothing can be published for it.",
                    "/signal/connections",
                    c.EndsAt
                ))
        );
        return new(
            counts.GetValueOrDefault(PostState.Draft),
            counts.GetValueOrDefault(PostState.Unknown),
            counts.GetValueOrDefault(PostState.Failed),
            counts.GetValueOrDefault(PostState.Published),
            connections.Count,
            items
        );
    }

    private static string Beginning(string text)
    {
        var line = text.Split('\n')[0];
        return line.Length > Opening ? line[..Opening].TrimEnd() + "…" : line;
    }
}
