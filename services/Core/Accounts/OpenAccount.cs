using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Accounts;

/// <summary>Tells one service that the account exists.</summary>
public sealed class OpenAccount(CoreDb db, GrpcClientFactory clients, TimeProvider clock)
    : JobHandler<OpenAccount.Job>
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    public static readonly string[] Services = ["scope", "reach", "signal", "orbit", "admin"];

    public sealed record Job(string Service) : IJob
    {
        public static string Kind => "core.open-account";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct) =>
        await clients
            .CreateClient<AccountData.AccountDataClient>(job.Service)
            .OpenAsync(new OpenRequest(), cancellationToken: ct);

    // However long the service is away: without its row there no suite-wide work would see the account.
    public override Task GiveUp(Job job, string error, CancellationToken ct)
    {
        db.Enqueue(job, clock.GetUtcNow() + Again);
        return Task.CompletedTask;
    }
}
