using System.Globalization;
using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Threads;

public enum ThreadState
{
    Open,
    Handled,
    Automatic,
    Unmatched,
}

/// <summary>Conversations with at least one answer, the latest first.</summary>
public static class ListThreads
{
    public sealed record Item(
        Guid Id,
        string Email,
        string Name,
        string Company,
        Guid? CampaignId,
        string Campaign,
        string Subject,
        string Snippet,
        DateTimeOffset LastAt,
        bool Automatic,
        MatchKind Match,
        bool Handled,
        int Replies,
        Guid LastReplyId,
        bool ToTest
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder threads) =>
        threads.MapGet(
            "",
            async (
                string? state,
                Guid? campaignId,
                int? limit,
                string? after,
                ReachDb db,
                CancellationToken ct
            ) => (await Handle(state, campaignId, limit ?? 50, after, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        string? state,
        Guid? campaignId,
        int limit,
        string? after,
        ReachDb db,
        CancellationToken ct
    )
    {
        ThreadState? wanted = null;
        if (state is { Length: > 0 })
        {
            if (!Enum.TryParse<ThreadState>(state, true, out var known))
            {
                return Refuse.Invalid(
                    "state",
                    "The state is one of open, handled, automatic and unmatched."
                );
            }

            wanted = known;
        }

        var take = Math.Clamp(limit, 1, 200);
        var (beforeAt, beforeId) = Cursor(after);
        await using var work = await db.Begin(ct);
        var threads = db
            .Replies.Where(r =>
                campaignId == null
                || db.Enrolments.Any(e => e.Id == r.EnrolmentId && e.CampaignId == campaignId)
            )
            // The answers to a campaign in the bin lie there with it.
            .Where(r =>
                r.EnrolmentId == null
                || db.Enrolments.Any(e =>
                    e.Id == r.EnrolmentId && db.Campaigns.Any(c => c.Id == e.CampaignId)
                )
            )
            .GroupBy(r => r.EnrolmentId ?? r.Id)
            .Select(g => new
            {
                Id = g.Key,
                LastAt = g.Max(r => r.ReceivedAt),
                Replies = g.Count(),
                Human = g.Count(r => !r.Automatic),
                Open = g.Count(r => !r.Automatic && r.HandledAt == null),
                // An answer to a test is of no campaign, and known all the same.
                Matched = g.Count(r => r.EnrolmentId != null || r.AnswersId != null),
            });
        threads = wanted switch
        {
            ThreadState.Open => threads.Where(t => t.Open > 0 && t.Matched > 0),
            ThreadState.Handled => threads.Where(t => t.Human > 0 && t.Open == 0),
            ThreadState.Automatic => threads.Where(t => t.Human == 0 && t.Matched > 0),
            ThreadState.Unmatched => threads.Where(t => t.Matched == 0),
            _ => threads,
        };
        var page = await threads
            .Where(t =>
                t.LastAt < beforeAt || (t.LastAt == beforeAt && t.Id.CompareTo(beforeId) < 0)
            )
            .OrderByDescending(t => t.LastAt)
            .ThenByDescending(t => t.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var ids = page.Take(take).Select(t => t.Id).ToArray();
        var last = await db
            .Replies.AsNoTracking()
            .Where(r => ids.Contains(r.EnrolmentId ?? r.Id))
            .GroupBy(r => r.EnrolmentId ?? r.Id)
            .Select(g => g.OrderByDescending(r => r.ReceivedAt).ThenByDescending(r => r.Id).First())
            .ToListAsync(ct);
        var people = await (
            from e in db.Enrolments.Where(e => ids.Contains(e.Id))
            from c in db.Contacts.Where(c => c.Id == e.ContactId).DefaultIfEmpty()
            from k in db.Campaigns.Where(k => k.Id == e.CampaignId).DefaultIfEmpty()
            select new
            {
                e.Id,
                e.Email,
                e.CampaignId,
                Name = c == null ? "" : (c.FirstName + " " + c.LastName).Trim(),
                Company = c == null ? "" : c.Company,
                Campaign = k == null ? "" : k.Name,
            }
        ).ToDictionaryAsync(p => p.Id, ct);
        var byThread = last.ToDictionary(r => r.EnrolmentId ?? r.Id);
        var items = page.Take(take)
            .Select(t =>
            {
                var reply = byThread[t.Id];
                var person = people.GetValueOrDefault(t.Id);
                return new Item(
                    t.Id,
                    person?.Email ?? reply.FromAddress,
                    person is { Name.Length: > 0 } ? person.Name : reply.FromName,
                    person?.Company ?? "",
                    person?.CampaignId,
                    person?.Campaign ?? "",
                    reply.Subject,
                    Snippet(reply.Text),
                    t.LastAt,
                    t.Human == 0,
                    reply.Match,
                    t.Open == 0,
                    t.Replies,
                    reply.Id,
                    reply is { EnrolmentId: null, AnswersId: not null }
                );
            })
            .ToList();
        return new View(
            items,
            page.Count > take
                ? $"{page[take - 1].LastAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}_{page[take - 1].Id}"
                : null
        );
    }

    /// <summary>The first words that the writer did not quote.</summary>
    public static string Snippet(string text)
    {
        var own = string.Join(
            ' ',
            text[..Math.Min(text.Length, 4000)]
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '>' && !Quotes(line))
        );
        return own.Length > 160 ? Beginning.Within(own, 160) + "…" : own;
    }

    // A mail program's own words about whom it quotes.
    private static bool Quotes(string line) =>
        (
            line.StartsWith("On ", StringComparison.Ordinal)
            && line.EndsWith(" wrote:", StringComparison.Ordinal)
        )
        || (
            line.StartsWith("Am ", StringComparison.Ordinal)
            && line.Contains(" schrieb ", StringComparison.Ordinal)
            && line[^1] == ':'
        );

    private static (DateTimeOffset At, Guid Id) Cursor(string? after) =>
        after?.Split('_') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.Ticks
        && Guid.TryParse(id, out var thread)
            ? (new DateTimeOffset(at, TimeSpan.Zero), thread)
            : (new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);
}
