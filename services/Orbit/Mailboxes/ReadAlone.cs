using System.Net;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>
/// Reads mails one by one that could not be read with their page: three times in all when Microsoft refuses one, and as
/// often as it asks us to wait.
/// </summary>
internal sealed class ReadAlone(
    OrbitDb db,
    MailboxTokens tokens,
    CommitPage pages,
    TimeProvider clock
)
{
    private const int AtOnce = 20;

    /// <summary>When Microsoft lets us ask again for the first of those it made us wait with.</summary>
    public async Task<DateTimeOffset?> NextAt(Guid mailboxId, CancellationToken ct) =>
        await db
            .QuarantinedMessages.Where(q =>
                q.MailboxId == mailboxId
                && q.Tries < QuarantinedMessage.MostTries
                && q.DueAt != null
            )
            .MinAsync(q => q.DueAt, ct);

    public async Task Run(Mailbox mailbox, GraphMailbox graph, CancellationToken ct)
    {
        foreach (var one in await Open(mailbox.Id, ct))
        {
            var tried = await Try(mailbox, graph, one, ct);
            await pages.Tried(mailbox, one, tried, ct);
            if (tried.Wait is not null)
            {
                // The others would be told the same; who reads on by pages is told it there.
                return;
            }
        }
    }

    private async Task<List<QuarantinedMessage>> Open(Guid mailboxId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        return await db
            .QuarantinedMessages.AsNoTracking()
            .Where(q =>
                q.MailboxId == mailboxId
                && q.Tries < QuarantinedMessage.MostTries
                && (q.DueAt == null || q.DueAt <= now)
            )
            .OrderBy(q => q.CreatedAt)
            .ThenBy(q => q.GraphId)
            .Take(AtOnce)
            .ToListAsync(ct);
    }

    private async Task<TriedAlone> Try(
        Mailbox mailbox,
        GraphMailbox graph,
        QuarantinedMessage one,
        CancellationToken ct
    )
    {
        try
        {
            var letter = await tokens.Ask(
                graph,
                mailbox.Id,
                () => graph.One(one.GraphId, mailbox.WithText, ct),
                ct
            );
            if (
                letter is null
                || await pages.Rules(mailbox, one.FolderId, ct) is not { } rules
                || !rules.NeedsHeaders(letter)
            )
            {
                return new TriedAlone(letter);
            }

            var headers = await tokens.Ask(
                graph,
                mailbox.Id,
                () => graph.Headers([letter.Id], ct),
                ct
            );
            return headers.Throttled.TryGetValue(letter.Id, out var wait)
                    ? new TriedAlone(null, Wait: wait)
                : headers.Failed.TryGetValue(letter.Id, out var reason)
                    ? new TriedAlone(null, Reason: reason)
                : headers.Found.ContainsKey(letter.Id) ? new TriedAlone(letter, headers)
                : new TriedAlone(null);
        }
        catch (Exception unreadable)
            when (unreadable is FormatException or InvalidOperationException)
        {
            return new TriedAlone(null, Reason: GraphPage.Reason(unreadable));
        }
        catch (GraphRefusedException refused)
            when (refused.RetryAfter is not null || refused.Status == HttpStatusCode.TooManyRequests
            )
        {
            return new TriedAlone(null, Wait: refused.RetryAfter ?? SyncMailbox.Longer(3));
        }
        catch (GraphRefusedException refused) when (refused is { Expired: false, NoMailbox: false })
        {
            return new TriedAlone(null, Reason: GraphMailbox.Says(refused.Status));
        }
    }
}

/// <summary>What became of a mail that was read by itself; without a letter, reason or wait it is gone.</summary>
internal sealed record TriedAlone(
    GraphLetter? Letter,
    GraphHeaders? Headers = null,
    string? Reason = null,
    TimeSpan? Wait = null
);
