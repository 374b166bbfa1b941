using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Providers.Stripe;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Deletions;

/// <summary>
/// Deletes every row of the account in every service until none is found, Core's own last. Each step may be
/// repeated: this job's row goes in the last transaction, so a stop anywhere is made up for. A part that is away delays it.
/// </summary>
public sealed class PurgeAccount(
    CoreDb db,
    SharedDb shared,
    AccountRows own,
    GrpcClientFactory clients,
    StripeGate stripe,
    Egress egress,
    SecretKeys keys,
    LinkToken tokens,
    TimeProvider clock
) : JobHandler<PurgeAccount.Job>
{
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MailUnderWay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // What this job itself lives on; the mails tell whether the receipt was sent.
    private static readonly string[] Last = ["accounts", "deletions", "jobs", "job_lanes", "mails"];

    public sealed record Job(Guid DeletionId) : IJob
    {
        public static string Kind => "core.purge-account";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (!await Begin(job.DeletionId, ct))
        {
            return; // Undone.
        }

        Fault.Point("purge-begun");
        await FollowHolds.Show(db, shared, clock.GetUtcNow(), ct);
        var owners = await RemindOfDeletion.Owners(shared, ct);
        await Count(ct);
        Fault.Point("purge-counted");
        await PurgeServices(ct);
        await LeaveStripe(ct);
        Fault.Point("purge-services-done");
        await SendReceipt(owners, ct);
        Fault.Point("purge-told");
        await own.Purge(Last, ct);
        Fault.Point("purge-core-last");
        await End(ct);
    }

    // Given up, it begins anew: nobody has to notice.
    public override Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.Enqueue(job, now + Again, $"{job.DeletionId}@{now:O}");
        return Task.CompletedTask;
    }

    private async Task<bool> Begin(Guid id, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Deletion.Hold(db, ct) is not { } deletion || deletion.Id != id)
        {
            return false;
        }

        if (deletion.DueAt > clock.GetUtcNow())
        {
            throw new JobDeferredException(deletion.DueAt - clock.GetUtcNow());
        }

        deletion.Carry();
        foreach (var session in await db.Sessions.ToListAsync(ct))
        {
            db.Sessions.Remove(session);
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({RevocationFeed.ChannelName}, {session.Id.ToString()})",
                ct
            );
        }

        await work.Commit(ct);
        return true;
    }

    // Before anything goes, and once: the receipt says what there was.
    private async Task Count(CancellationToken ct)
    {
        await using (await db.Begin(ct))
        {
            if (await db.Deletions.AnyAsync(d => d.Totals != null, ct))
            {
                return;
            }
        }

        var totals = new List<string> { Say("core", await own.Count(ct)) };
        foreach (var service in OpenAccount.Services)
        {
            var usage = await Ask(() =>
                Client(service).UsageAsync(new UsageRequest(), cancellationToken: ct)
            );
            totals.Add(Say(service, usage.Rows));
        }

        await using var work = await db.Begin(ct);
        (await Deletion.Hold(db, ct))?.Count(string.Join("; ", totals));
        await work.Commit(ct);
    }

    private async Task PurgeServices(CancellationToken ct)
    {
        long found;
        do
        {
            found = 0;
            foreach (var service in OpenAccount.Services)
            {
                var purged = await Ask(() =>
                    Client(service)
                        .PurgeAsync(
                            new PurgeRequest(),
                            // The machine's clock: gRPC measures deadlines by it.
                            deadline: TimeProvider.System.GetUtcNow().Add(Patience).UtcDateTime,
                            cancellationToken: ct
                        )
                );
                found += purged.Rows.Values.Sum();
                Fault.Point("purge-service");
            }
        } while (found > 0);
    }

    private async Task LeaveStripe(CancellationToken ct)
    {
        string? customer;
        await using (await db.Begin(ct))
        {
            customer = await db
                .BillingCustomers.Select(c => c.StripeCustomerId)
                .SingleOrDefaultAsync(ct);
        }

        if (customer is null)
        {
            return;
        }

        try
        {
            using var purpose = egress.For(StripeGate.Leave, StripeGate.Ids);
            await stripe.DeleteCustomer(customer, ct);
        }
        catch (ProviderRefusedException)
        {
            throw new JobDeferredException(Away);
        }
    }

    // By the ordinary way of mails; what could not be sent after all its tries holds nothing up.
    private async Task SendReceipt(IReadOnlyList<string> owners, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        if (await Deletion.Hold(db, ct) is { PurgedAt: null } deletion)
        {
            deletion.Purged(now);
            db.PurgeReceipts.Add(PurgeReceipt.Of(deletion, db.Account.Email, keys, tokens));
            SendMail.Enqueue(db, owners, MailKind.DeletionReceipt, deletion.Id, now);
            await work.Commit(ct);
            throw new JobDeferredException(MailUnderWay);
        }

        if (
            await db.Mails.AnyAsync(
                m => m.Kind == MailKind.DeletionReceipt && m.State == MailState.Queued,
                ct
            )
        )
        {
            throw new JobDeferredException(Away);
        }
    }

    private async Task End(CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Deletion.Hold(db, ct) is null)
        {
            return;
        }

        await own.PurgeInside(ct);
        await work.Commit(ct);
    }

    private static async Task<T> Ask<T>(Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException)
        {
            // However long it is away: the account is deleted there, too.
            throw new JobDeferredException(Away);
        }
    }

    private static string Say(string service, IEnumerable<KeyValuePair<string, long>> rows) =>
        $"{service} "
        + string.Join(
            ", ",
            rows.Where(row => row.Value > 0)
                .OrderBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => $"{row.Key} {row.Value}")
        );

    private AccountData.AccountDataClient Client(string service) =>
        clients.CreateClient<AccountData.AccountDataClient>(service);
}
