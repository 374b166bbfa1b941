using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Sessions;

namespace LeadFuel.Core.Accounts;

/// <summary>Brings one service in line with what holds the account: work rests there, or goes on.</summary>
public sealed class FollowHolds(
    CoreDb db,
    SharedDb shared,
    GrpcClientFactory clients,
    TimeProvider clock
) : JobHandler<FollowHolds.Job>
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);

    public sealed record Job(string Service) : IJob
    {
        // From when nothing but a deletion held an account.
        public static string Kind => "core.follow-deletion";
        public static bool RunsInGrace => true;
    }

    /// <summary>One for each service, in the unit of work that changes what holds the account.</summary>
    public static void Enqueue(CoreDb db)
    {
        foreach (var service in OpenAccount.Services.Prepend("core"))
        {
            db.Enqueue(new Job(service));
        }
    }

    /// <summary>The account's state, for sign-in, the gateways and the directory of operators.</summary>
    public static async Task Show(
        CoreDb db,
        SharedDb shared,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // Asked again afterwards: of two at once the later one to write must not have read before the other's act.
        Holds? shown = null;
        while (await Holds.Read(db, ct) is var holds && shown != holds)
        {
            var (state, dueAt) = (holds.State, holds.DeletionDueAt);
            await using (var work = await shared.Begin(ct))
            {
                // No edit of a person's: the version stays.
                await shared.Accounts.ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(a => a.State, state)
                            .SetProperty(a => a.DeletionDueAt, dueAt)
                            .SetProperty(a => a.UpdatedAt, now),
                    ct
                );
                await work.Commit(ct);
            }

            shown = holds;
        }

        // Gateways forget what they knew of these sessions: from here on they open what the state lets them.
        await using var tell = await db.Begin(ct);
        foreach (var session in await db.Sessions.Select(s => s.Id).ToListAsync(ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({RevocationFeed.ChannelName}, {session.ToString()})",
                ct
            );
        }

        await tell.Commit(ct);
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (job.Service == "core")
        {
            await Show(db, shared, clock.GetUtcNow(), ct);
            return;
        }

        // Asked again afterwards: an act and its undoing may cross on the way to the service.
        // A purge empties the service: what it was told after that would leave a row there.
        Holds? told = null;
        while (await Holds.Read(db, ct) is { Purging: false } holds && told != holds)
        {
            (HoldCause Cause, bool Holds)[] causes =
            [
                (HoldCause.Deletion, holds.Leaves),
                (HoldCause.Suspension, holds.Suspended),
            ];
            // What holds comes first: nothing goes on between the two.
            foreach (var (cause, held) in causes.OrderByDescending(one => one.Holds))
            {
                await Tell(job.Service, cause, held, ct);
            }

            told = holds;
        }
    }

    // Given up, it begins anew: no service may go on with what was stopped.
    public override Task GiveUp(Job job, string error, CancellationToken ct)
    {
        db.Enqueue(job, clock.GetUtcNow() + Away);
        return Task.CompletedTask;
    }

    private async Task Tell(string service, HoldCause cause, bool held, CancellationToken ct)
    {
        var client = clients.CreateClient<AccountData.AccountDataClient>(service);
        try
        {
            if (held)
            {
                await client.SuspendAsync(
                    new SuspendRequest { Cause = cause },
                    cancellationToken: ct
                );
            }
            else
            {
                await client.RestoreAsync(
                    new RestoreRequest { Cause = cause },
                    cancellationToken: ct
                );
            }
        }
        catch (Grpc.Core.RpcException)
        {
            // However long the service is away: it is told.
            throw new JobDeferredException(Away);
        }
    }
}
