using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;
using Npgsql;

namespace LeadFuel.Reach.Replies;

/// <summary>
/// Looks through what came in at Resend for mails of which no event reached us, as after an outage of ours, and takes each as
/// if it had been told. Told later all the same, it is filed once: by Resend's id.
/// </summary>
internal sealed class CatchUp(
    ResendClient resend,
    Egress egress,
    Pace pace,
    NpgsqlDataSource doors,
    IServiceScopeFactory scopes,
    TimeProvider clock
) : JobHandler<CatchUp.Job>
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    // The event of a mail that has only just come is on its way.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(5);

    // So long Resend itself tells an event again.
    private static readonly TimeSpan Retold = TimeSpan.FromHours(28);

    // Events are forgotten after thirty days: an older mail may have been filed, and deleted since.
    private static readonly TimeSpan Farthest = ForgetEvents.KeptFor - TimeSpan.FromDays(1);

    public sealed record Job : IJob
    {
        public static string Kind => "reach.catch-up-replies";
    }

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) =>
        new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero) + Every;

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var missed = new List<ReceivedLine>();
        for (var after = ""; ; )
        {
            var (mails, more) = await Page(after, ct);
            var known = await Known(mails, ct);
            var before = missed.Count;
            missed.AddRange(
                mails.Where(mail =>
                    mail.CreatedAt > now - Farthest
                    && mail.CreatedAt <= now - OnItsWay
                    && !known.Contains(mail.Id)
                )
            );

            // A page of which everything is known, from before the last outage that Resend makes up for by itself, ends it.
            if (
                !more
                || mails is not [.., var last]
                || last.CreatedAt <= now - Farthest
                || (missed.Count == before && last.CreatedAt <= now - Retold)
            )
            {
                break;
            }

            after = last.Id;
        }

        // The oldest first: were the latest known when a run is cut off, the next would end before it came to the rest.
        foreach (var mail in missed.OrderBy(mail => mail.CreatedAt))
        {
            await Take(mail, now, ct);
        }
    }

    private async Task<(IReadOnlyList<ReceivedLine> Mails, bool More)> Page(
        string after,
        CancellationToken ct
    )
    {
        try
        {
            using var purpose = egress.For(ResendClient.Received, ResendClient.MailId);
            return await resend.ListReceived(after, ct);
        }
        catch (ProviderSwitchedOffException)
        {
            throw new JobDeferredException(Every);
        }
        catch (ProviderRefusedException refused) when (Pace.Waits(refused))
        {
            throw await pace.Later(refused, ct);
        }
    }

    /// <summary>Those of which anybody has heard, asked for a page at once.</summary>
    private async Task<HashSet<string>> Known(
        IReadOnlyList<ReceivedLine> mails,
        CancellationToken ct
    )
    {
        var ids = mails.Select(mail => mail.Id).ToArray();
        var known = await doors.Accounts(
            $"select owner, mail.id from unnest({ids}) as mail (id), account_of_received(mail.id) as owner where owner is not null",
            ct
        );
        return [.. known.Select(row => row.More[0]).OfType<string>()];
    }

    private async Task Take(ReceivedLine mail, DateTimeOffset now, CancellationToken ct)
    {
        var told = new HookEvent(
            HookEvent.Received,
            mail.CreatedAt ?? now,
            mail.Id,
            null,
            "",
            [
                .. mail
                    .To.Select(one => Address.TryRead(one, out var address, out _) ? address : "")
                    .Where(address => address.Length > 0),
            ]
        );
        var owner = await ReceiveHook.Owner(doors, told, ct);
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(owner ?? SwitchBoard.Suite, "resend");
        var db = scope.ServiceProvider.GetRequiredService<ReachDb>();
        await using var work = await db.Begin(ct);
        await ReceiveHook.Store(db, $"caught/{mail.Id}", told, owner is not null, now, ct);
        await work.Commit(ct);
    }
}
