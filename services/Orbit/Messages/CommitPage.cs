using System.Security.Cryptography;
using System.Text;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Handovers;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Messages;

/// <summary>
/// Stores a page and the link to the next in one transaction. Read again, in another order, or half and then whole,
/// the same mails make the same rows: ids come from the mails, and everything else is computed from the rows.
/// </summary>
internal sealed class CommitPage(
    OrbitDb db,
    CurrentAccount account,
    SecretKeys keys,
    TimeProvider clock
)
{
    private readonly byte[] markKey = keys.Derive($"orbit/excluded/v1/{account.Email}");

    public async Task<Exclusion> Rules(Mailbox mailbox, Folder folder, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await ReadRules(mailbox, folder, ct);
    }

    /// <summary>Null when the folder is gone.</summary>
    public async Task<Exclusion?> Rules(Mailbox mailbox, Guid folderId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return
            await db.Folders.AsNoTracking().SingleOrDefaultAsync(f => f.Id == folderId, ct)
                is { } folder
            ? await ReadRules(mailbox, folder, ct)
            : null;
    }

    /// <summary>False when the folder was read on by another run, or the mailbox is no longer read.</summary>
    public async Task<bool> Commit(
        Mailbox mailbox,
        Folder folder,
        GraphPage page,
        GraphHeaders headers,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await Hold(mailbox.Id, folder.Id, ct) is not { } held || held.Link != folder.Link)
        {
            return false;
        }

        // Before the first mail is locked: whoever scores or removes takes this first, too.
        await PersonLock.Take(db, ct);
        // A rule that was made while the page was on its way holds for it too.
        var rules = await ReadRules(mailbox, folder, ct);
        var rows = await Store(held, page.Letters, rules, headers, ct);
        await QuarantineRows.Add(
            db,
            held,
            [.. page.Broken.Select(one => new QuarantineRows.Row(one.Id, 1, one.Reason, null))],
            clock.GetUtcNow(),
            ct
        );
        await Advance(held, page, rows, ct);
        await Measure(mailbox, page.Rows, ct);
        Fault.Point("orbit.page-before-commit");
        await work.Commit(ct);
        Fault.Point("orbit.page-committed");
        return true;
    }

    /// <summary>The link is too old: the folder is read from its beginning, and nothing of it is deleted before its end.</summary>
    public async Task Restart(Folder folder, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db
            .Folders.Where(f => f.Id == folder.Id && f.Link == folder.Link)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(f => f.Link, (string?)null)
                        .SetProperty(f => f.Generation, f => f.Generation + 1)
                        .SetProperty(f => f.Seen, 0)
                        .SetProperty(f => f.Phase, FolderPhase.Resync),
                ct
            );
        await work.Commit(ct);
    }

    /// <summary>The folder is gone; what no other folder holds goes after a day.</summary>
    public async Task Drop(Folder folder, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await PersonLock.Take(db, ct);
        await MessageRows.Unlink(db, folder.Id, int.MaxValue, clock.GetUtcNow(), ct);
        await db.QuarantinedMessages.Where(q => q.FolderId == folder.Id).ExecuteDeleteAsync(ct);
        await db.Folders.Where(f => f.Id == folder.Id).ExecuteDeleteAsync(ct);
        await work.Commit(ct);
    }

    /// <summary>One that was quarantined was tried again: stored, gone, or counted.</summary>
    public async Task Tried(
        Mailbox mailbox,
        QuarantinedMessage one,
        TriedAlone tried,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await Hold(mailbox.Id, one.FolderId, ct) is not { } held)
        {
            return;
        }

        await PersonLock.Take(db, ct);
        var row = db.QuarantinedMessages.Where(q =>
            q.MailboxId == one.MailboxId && q.GraphId == one.GraphId
        );
        if (tried.Wait is { } wait)
        {
            // Microsoft counts by mailbox: whichever mail is asked for next would only be told the same.
            var due = clock.GetUtcNow() + wait;
            await db
                .QuarantinedMessages.Where(q =>
                    q.MailboxId == one.MailboxId
                    && q.Tries < QuarantinedMessage.MostTries
                    && (q.DueAt == null || q.DueAt < due)
                )
                .ExecuteUpdateAsync(set => set.SetProperty(q => q.DueAt, due), ct);
        }
        else if (tried.Reason is { } reason)
        {
            await row.ExecuteUpdateAsync(
                set =>
                    set.SetProperty(q => q.Tries, q => q.Tries + 1)
                        .SetProperty(q => q.Reason, reason)
                        .SetProperty(q => q.DueAt, (DateTimeOffset?)null),
                ct
            );
        }
        else
        {
            await row.ExecuteDeleteAsync(ct);
            if (tried.Letter is { } letter)
            {
                var rules = await ReadRules(mailbox, held, ct);
                await Store(held, [letter], rules, tried.Headers ?? GraphHeaders.None, ct);
            }
        }

        await work.Commit(ct);
    }

    private async Task<int> Store(
        Folder folder,
        IReadOnlyList<GraphLetter> letters,
        Exclusion rules,
        GraphHeaders headers,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var mailbox = await db
            .Mailboxes.AsNoTracking()
            .SingleAsync(m => m.Id == folder.MailboxId, ct);
        var (kept, left, gone, changed, alone) = (
            new List<MailRow>(),
            new List<string>(),
            new List<string>(),
            new List<GraphLetter>(),
            new List<QuarantineRows.Row>()
        );
        var probes = await db.Probes.Where(p => p.MailboxId == mailbox.Id).ToListAsync(ct);
        foreach (var letter in letters)
        {
            if (letter.Removed)
            {
                gone.Add(letter.Id);
            }
            else if (!letter.Whole)
            {
                // A category that was set is told with little else.
                if (rules.Leaves(letter))
                {
                    left.Add(letter.Id);
                }
                else
                {
                    changed.Add(letter);
                }
            }
            else if (probes.Find(p => p.Is(Exclusion.Everybody(letter))) is { } probe)
            {
                Came(probe);
            }
            else if (letter.Draft == true || rules.TooOld(letter))
            {
                // Neither leaves a trace.
            }
            else if (rules.Leaves(letter, headers.Found.GetValueOrDefault(letter.Id)))
            {
                left.Add(letter.Id);
            }
            else if (rules.NeedsHeaders(letter) && !headers.Found.ContainsKey(letter.Id))
            {
                // Whether it may be stored is not known yet: Microsoft refused its headers, or a rule is new.
                alone.Add(QuarantineRows.Row.Of(letter.Id, headers, now));
                // If it is stored from before, it lies here still.
                changed.Add(new GraphLetter(letter.Id));
            }
            else
            {
                kept.Add(
                    MailRow.Of(
                        mailbox,
                        letter,
                        rules.Outgoing(letter),
                        headers.Found.GetValueOrDefault(letter.Id)
                    )
                );
            }
        }

        await QuarantineRows.Settle(
            db,
            folder,
            [.. kept.Select(row => row.GraphId), .. left],
            gone,
            ct
        );
        await QuarantineRows.Add(db, folder, alone, now, ct);
        await MessageRows.Remove(db, folder.Id, gone, now, ct);
        await RemoveMessages.Copies(db, mailbox.Id, [.. left], ct);
        await MessageRows.Change(db, folder, changed, now, ct);
        await MessageRows.Upsert(db, folder, kept, now, ct);
        if (folder.Known == "sentitems")
        {
            await OwnAddresses(mailbox, kept, ct);
        }

        await PersonRows.Upsert(db, mailbox, kept, now, ct);
        await MessageRows.Threads(
            db,
            mailbox.Id,
            [.. kept.Select(row => row.ConversationId).Distinct()],
            ct
        );
        await HandoverRows.Upsert(db, mailbox, kept, ct);
        if (left.Count > 0)
        {
            var marks = left.Select(id => HMACSHA256.HashData(markKey, Encoding.UTF8.GetBytes(id)))
                .ToArray();
            await db.Database.ExecuteSqlAsync(
                $"insert into excluded_marks (account_email, mailbox_id, mark) select {account.Email}, {mailbox.Id}, m from unnest({marks}) m on conflict do nothing",
                ct
            );
        }

        return letters.Count - gone.Count;
    }

    // Reach's own mail to the member: it leaves no trace here but that it came.
    private void Came(Probe probe)
    {
        if (probe.SeenAt is null)
        {
            probe.SeenAt = clock.GetUtcNow();
            db.Enqueue(new TellProbe.Job(probe.Id), dedupeKey: probe.Id.ToString());
        }
    }

    // Mail that came before its writer was known as the member: it was sent, not received.
    private async Task OwnAddresses(Mailbox mailbox, List<MailRow> kept, CancellationToken ct)
    {
        var found = kept.Select(row => row.From)
            .Where(from => from.Length > 0)
            .Except(mailbox.OwnAddresses)
            .Distinct()
            .ToArray();
        if (found.Length == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            update mailboxes set own_addresses = array(select distinct a from unnest(own_addresses || {found}) a order by a)
             where account_email = {account.Email} and id = {mailbox.Id}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"update messages set outgoing = true where account_email = {account.Email} and mailbox_id = {mailbox.Id} and from_address = any({found}) and not outgoing",
            ct
        );
    }

    // What comes now tells more about what comes next than the mean since the start does.
    private async Task Measure(Mailbox mailbox, int rows, CancellationToken ct)
    {
        if (rows == 0 || mailbox.State != MailboxState.FirstSync)
        {
            return;
        }

        var now = clock.GetUtcNow();
        // The run's own copy does not know of the pages that the run has read.
        var known = await db.Mailboxes.AsNoTracking().SingleAsync(m => m.Id == mailbox.Id, ct);
        if ((known.RateAt ?? known.SyncStartedAt) is not { } since || now <= since)
        {
            return;
        }

        var latest = rows / (now - since).TotalSeconds;
        var rate = known.Rate is { } before ? (0.3 * latest) + (0.7 * before) : latest;
        await db
            .Mailboxes.Where(m => m.Id == mailbox.Id)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.Rate, rate).SetProperty(m => m.RateAt, now),
                ct
            );
    }

    private async Task Advance(Folder folder, GraphPage page, int rows, CancellationToken ct)
    {
        var (generation, now) = (folder.Generation, clock.GetUtcNow());
        var first = folder.Phase != FolderPhase.Current;
        if (page.DeltaLink is { } end)
        {
            if (folder.Phase == FolderPhase.Resync)
            {
                await MessageRows.Unlink(db, folder.Id, generation, now, ct);
            }

            var rest =
                rows > 0 || first
                    ? Folder.Shortest
                    : Math.Min(Folder.Longest, folder.RestSeconds * 2);
            folder.Link = end;
            folder.Phase = FolderPhase.Current;
            folder.SyncedAt = now;
            folder.RestSeconds = rest;
        }
        else
        {
            folder.Link = page.NextLink ?? folder.Link;
            folder.Phase = folder.Phase == FolderPhase.New ? FolderPhase.Paging : folder.Phase;
            // A page without any link would be asked for without end.
            if (page.NextLink is null)
            {
                (folder.Link, folder.Phase) = (null, FolderPhase.Resync);
                folder.Generation++;
            }
        }

        folder.Pages++;
        folder.Seen += first ? page.Rows : 0;
    }

    // Locked for the page: a second run waits here, then finds another link and stops.
    private async Task<Folder?> Hold(Guid mailboxId, Guid folderId, CancellationToken ct)
    {
        var reads = await db
            .Database.SqlQuery<short>(
                $"select state as \"Value\" from mailboxes where account_email = {account.Email} and id = {mailboxId} for no key update"
            )
            .ToListAsync(ct);
        if (
            reads is not [var state]
            || (MailboxState)state is not (MailboxState.FirstSync or MailboxState.Live)
        )
        {
            return null;
        }

        await db.Database.ExecuteSqlAsync(
            $"select 1 from folders where account_email = {account.Email} and id = {folderId} for update",
            ct
        );
        return await db.Folders.SingleOrDefaultAsync(f => f.Id == folderId, ct);
    }

    private async Task<Exclusion> ReadRules(Mailbox mailbox, Folder folder, CancellationToken ct)
    {
        var now = await db.Mailboxes.AsNoTracking().SingleAsync(m => m.Id == mailbox.Id, ct);
        var rules = await db
            .ExclusionRules.AsNoTracking()
            .Where(r => r.Member == "" || r.Member == mailbox.Member)
            .ToListAsync(ct);
        return new Exclusion(now, folder, rules);
    }
}
