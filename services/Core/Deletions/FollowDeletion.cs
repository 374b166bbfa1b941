using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;

namespace LeadFuel.Core.Deletions;

/// <summary>Brings one service in line with whether the account waits for its deletion: work is held there, or goes on.</summary>
public sealed class FollowDeletion(
    CoreDb db,
    SharedDb shared,
    GrpcClientFactory clients,
    TimeProvider clock
) : JobHandler<FollowDeletion.Job>
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);

    public sealed record Job(Guid DeletionId, string Service) : IJob
    {
        public static string Kind => "core.follow-deletion";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        // Asked again afterwards: a request and its undoing may cross on the way to the service.
        bool? told = null;
        while (await Waits(ct) is var waits && told != waits)
        {
            await Tell(job.Service, waits, ct);
            told = waits;
        }
    }

    // Given up, it begins anew: no service may go on with what was stopped.
    public override Task GiveUp(Job job, string error, CancellationToken ct)
    {
        db.Enqueue(job, clock.GetUtcNow() + Away);
        return Task.CompletedTask;
    }

    /// <summary>The account's state, for sign-in and the directory of operators.</summary>
    public static async Task Mark(
        SharedDb shared,
        AccountState state,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var work = await shared.Begin(ct);
        if (await shared.Accounts.SingleOrDefaultAsync(ct) is { } account)
        {
            account.Become(state, now);
            await work.Commit(ct);
        }
    }

    private async Task<bool> Waits(CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Deletions.AnyAsync(d => d.State != DeletionState.Undone, ct);
    }

    private async Task Tell(string service, bool waits, CancellationToken ct)
    {
        if (service == "core")
        {
            await Mark(
                shared,
                waits ? AccountState.DeletionPending : AccountState.Active,
                clock.GetUtcNow(),
                ct
            );
            return;
        }

        var client = clients.CreateClient<AccountData.AccountDataClient>(service);
        try
        {
            if (waits)
            {
                await client.SuspendAsync(new SuspendRequest(), cancellationToken: ct);
            }
            else
            {
                await client.RestoreAsync(new RestoreRequest(), cancellationToken: ct);
            }
        }
        catch (Grpc.Core.RpcException)
        {
            // However long the service is away: it is told.
            throw new JobDeferredException(Away);
        }
    }
}
