using System.Security.Cryptography;
using Grpc.Core;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Providers.MicrosoftGraph;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>
/// Reads a mailbox on: some pages, each committed with the link to the next, then another run follows. It dies and is
/// run again wherever it stood; a run that was overtaken by another ends.
/// </summary>
internal sealed class SyncMailbox(
    OrbitDb db,
    PlanCheck plan,
    MailboxTokens tokens,
    GraphMailbox graph,
    CommitPage pages,
    ReadAlone alone,
    SweepMailbox sweep,
    CurrentAccount account,
    IConfiguration configuration,
    TimeProvider clock
) : JobHandler<SyncMailbox.Job>
{
    private const int PagesInOneRun = 20;
    private static readonly TimeSpan FoldersRest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterGivingUp = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WhilePlanEnded = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WhileCoreIsAway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly int pageSize = configuration.GetValue("Orbit:PageSize", 200);

    public sealed record Job(Guid MailboxId, int Chain) : IJob
    {
        public static string Kind => "orbit.sync-mailbox";
    }

    /// <summary>Begins a new chain of runs at once; the one before ends by itself.</summary>
    public static void Again(OrbitDb db, Mailbox mailbox, DateTimeOffset now)
    {
        mailbox.Chain++;
        mailbox.NextSyncAt = now;
        mailbox.HeldUntil = null;
        db.Enqueue(new Job(mailbox.Id, mailbox.Chain), now, $"{mailbox.Id}:{mailbox.Chain}");
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Load(job, ct) is not { } mailbox)
        {
            return;
        }

        if (mailbox.HeldUntil is { } held && held > clock.GetUtcNow())
        {
            throw new JobDeferredException(held - clock.GetUtcNow());
        }

        if (!await Paid(mailbox, ct))
        {
            await Rests(mailbox, ct);
            throw new JobDeferredException(WhilePlanEnded);
        }

        try
        {
            graph.Use(mailbox.Id, await tokens.Access(mailbox.Id, anew: false, ct));
            await Run(mailbox, ct);
        }
        catch (ReconnectNeededException)
        {
            // The mailbox says so itself; a new consent begins a new chain.
            return;
        }
        catch (GraphRefusedException refused)
        {
            await Refused(mailbox, refused, ct);
            return;
        }
        catch (ProviderSwitchedOffException)
        {
            throw new JobDeferredException(TimeSpan.FromMinutes(1));
        }

        await Rest(job, lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.Id == job.MailboxId && m.Chain == job.Chain,
            ct
        );
        if (mailbox is { Reads: true })
        {
            mailbox.Problem = "stalled";
            mailbox.NextSyncAt = clock.GetUtcNow() + AfterGivingUp;
            mailbox.Chain++;
            db.Enqueue(
                new Job(mailbox.Id, mailbox.Chain),
                mailbox.NextSyncAt,
                $"{mailbox.Id}:{mailbox.Chain}"
            );
        }
    }

    // A reply inbox is read for Reach, too: nobody who has answered gets another mail.
    private async Task<bool> Paid(Mailbox mailbox, CancellationToken ct)
    {
        try
        {
            return (await plan.Ask("orbit", ct)).Granted
                || (mailbox.RepliesAt is not null && (await plan.Ask("reach", ct)).Granted);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            throw new JobDeferredException(WhileCoreIsAway);
        }
    }

    private async Task Rests(Mailbox mailbox, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var next = clock.GetUtcNow() + WhilePlanEnded;
        await db
            .Mailboxes.Where(m => m.Id == mailbox.Id && m.Chain == mailbox.Chain)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.Problem, "plan").SetProperty(m => m.NextSyncAt, next),
                ct
            );
        await work.Commit(ct);
    }

    private async Task Run(Mailbox mailbox, CancellationToken ct)
    {
        if (mailbox.FoldersAt is null || clock.GetUtcNow() - mailbox.FoldersAt > FoldersRest)
        {
            var found = await tokens.Ask(graph, mailbox.Id, () => graph.Folders(ct), ct);
            await using var work = await db.Begin(ct);
            await ReadFolders.Take(db, mailbox.Id, found, clock.GetUtcNow(), ct);
            await work.Commit(ct);
        }

        for (var page = 0; page < PagesInOneRun; page++)
        {
            if (await NextFolder(mailbox, ct) is not { } folder)
            {
                break;
            }

            if (!await ReadPage(mailbox, folder, ct))
            {
                return;
            }
        }

        await alone.Run(mailbox, graph, ct);
    }

    /// <summary>False when another run or a disconnect has overtaken this one.</summary>
    private async Task<bool> ReadPage(Mailbox mailbox, Folder folder, CancellationToken ct)
    {
        GraphPage page;
        try
        {
            page = await tokens.Ask(
                graph,
                mailbox.Id,
                () => graph.Delta(folder.GraphId, folder.Link, mailbox.WithText, pageSize, ct),
                ct
            );
        }
        catch (GraphRefusedException refused) when (refused.Resync)
        {
            await pages.Restart(folder, ct);
            return true;
        }
        catch (GraphRefusedException refused) when (refused.NotThere)
        {
            await pages.Drop(folder, ct);
            return true;
        }

        // A link keeps what was selected when its folder was begun: one that still brings text is not followed.
        if (
            !mailbox.WithText
            && folder.Phase == FolderPhase.Current
            && page.Letters.Any(letter => letter.Preview is not null || letter.Body is not null)
        )
        {
            await pages.Restart(folder, ct);
            return true;
        }

        Fault.Point("orbit.page-read");
        var rules = await pages.Rules(mailbox, folder, ct);
        var headers = await Headers(mailbox, rules, page, ct);
        return await pages.Commit(mailbox, folder, page, headers, ct);
    }

    private async Task<GraphHeaders> Headers(
        Mailbox mailbox,
        Exclusion rules,
        GraphPage page,
        CancellationToken ct
    )
    {
        var wanted = page
            .Letters.Where(letter => rules.NeedsHeaders(letter))
            .Select(letter => letter.Id)
            .ToList();
        return wanted.Count == 0
            ? GraphHeaders.None
            : await tokens.Ask(graph, mailbox.Id, () => graph.Headers(wanted, ct), ct);
    }

    private async Task<Mailbox?> Load(Job job, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var mailbox = await db
            .Mailboxes.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Id == job.MailboxId && m.Chain == job.Chain, ct);
        return mailbox is { Reads: true } ? mailbox : null;
    }

    // Sent mail first: it tells which addresses are the member's own. But a reply inbox that was begun waits for no
    // other folder's pages: who has answered gets no further mail.
    private async Task<Folder?> NextFolder(Mailbox mailbox, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var folders = await db
            .Folders.AsNoTracking()
            .Where(f => f.MailboxId == mailbox.Id && f.Included)
            .ToListAsync(ct);
        var (now, replies) = (clock.GetUtcNow(), mailbox.RepliesAt is not null);
        return folders
            .Where(folder => folder.Due(now, replies))
            .OrderByDescending(folder =>
                replies && folder.Known == "inbox" && folder.Phase != FolderPhase.New
            )
            .ThenBy(folder => folder.Phase == FolderPhase.Current)
            .ThenBy(folder =>
                folder.Known switch
                {
                    "sentitems" => 0,
                    "inbox" => 1,
                    _ => 2,
                }
            )
            .ThenBy(folder => folder.Id)
            .FirstOrDefault();
    }

    private async Task Refused(Mailbox mailbox, GraphRefusedException refused, CancellationToken ct)
    {
        if (refused.Throttled)
        {
            await using var work = await db.Begin(ct);
            var holds = await db
                .Mailboxes.Where(m => m.Id == mailbox.Id)
                .Select(m => m.Holds)
                .SingleOrDefaultAsync(ct);
            var wait = refused.RetryAfter ?? Longer(holds + 1);
            var until = clock.GetUtcNow() + wait;
            await db
                .Mailboxes.Where(m => m.Id == mailbox.Id)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(m => m.HeldUntil, until)
                            .SetProperty(m => m.NextSyncAt, until)
                            .SetProperty(m => m.Holds, holds + 1),
                    ct
                );
            await work.Commit(ct);
            throw new JobDeferredException(wait);
        }

        if (refused.NoMailbox || (int)refused.Status is 401 or 403)
        {
            var why = refused.NoMailbox ? "no_mailbox" : "access_denied";
            await MailboxTokens.Reconnect(db, account, mailbox.Id, why, clock.GetUtcNow(), ct);
            return;
        }

        throw new ProviderRefusedException(
            GraphMailbox.Provider.Name,
            (int)refused.Status >= 500 ? refused.Status : 0,
            refused.Code,
            refused.RetryAfter
        );
    }

    private async Task Rest(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.Id == job.MailboxId && m.Chain == job.Chain,
            ct
        );
        if (mailbox is not { Reads: true })
        {
            await work.Commit(lease, ct);
            return;
        }

        var now = clock.GetUtcNow();
        var folders = await db
            .Folders.AsNoTracking()
            .Where(f => f.MailboxId == mailbox.Id && f.Included)
            .ToListAsync(ct);
        var (due, replies) = (now, mailbox.RepliesAt is not null);
        if (folders.TrueForAll(folder => !folder.Due(now, replies)))
        {
            (mailbox.SyncedAt, mailbox.Percent) = (now, 100);
            mailbox.State = MailboxState.Live;
            await sweep.Unlinked(mailbox, folders, now, ct);
            due =
                folders.Count == 0
                    ? now.AddMinutes(30)
                    : folders.Min(f => f.NextLook(now, replies));
            due = replies ? due : Jitter(now, due);
            due = await alone.NextAt(mailbox.Id, ct) is { } next ? Earlier(due, next) : due;
        }
        else if (mailbox.State == MailboxState.FirstSync)
        {
            var (seen, total) = (
                folders.Sum(f => f.Seen),
                folders.Sum(f => Math.Max(f.Seen, f.Phase == FolderPhase.Current ? 0 : f.Total))
            );
            mailbox.Percent = Math.Max(
                mailbox.Percent,
                Math.Min(99, total == 0 ? 0 : (int)(100L * seen / total))
            );
        }

        (mailbox.HeldUntil, mailbox.Holds, mailbox.Problem) = (null, 0, null);
        mailbox.NextSyncAt = due;
        db.Enqueue(
            new Job(mailbox.Id, mailbox.Chain),
            due,
            $"{mailbox.Id}:{mailbox.Chain}:{lease.JobId}"
        );
        ScorePeople.Soon(db, lease.JobId);
        ScoreDaily.Ask(db, now);
        await work.Commit(lease, ct);
    }

    /// <summary>2, 4, 8 … seconds and up to half as much again, at most ten minutes.</summary>
    internal static TimeSpan Longer(int time)
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(time, 10)));
        wait += wait * (RandomNumberGenerator.GetInt32(0, 500) / 1000.0);
        return wait < LongestWait ? wait : LongestWait;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) =>
        one < other ? one : other;

    // So that mailboxes connected together are not read together for ever.
    private static DateTimeOffset Jitter(DateTimeOffset now, DateTimeOffset due) =>
        now + ((due - now) * (RandomNumberGenerator.GetInt32(900, 1100) / 1000.0));
}
