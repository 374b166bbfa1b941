using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Accounts;

/// <summary>Tells one service that the account exists.</summary>
public sealed class OpenAccount(GrpcClientFactory clients) : JobHandler<OpenAccount.Job>
{
    public static readonly string[] Services = ["scope", "reach", "signal", "orbit", "admin"];

    public sealed record Job(string Service) : IJob
    {
        public static string Kind => "core.open-account";

        // However long the service is away: without its row there no suite-wide work would see the account.
        public static bool UntilDone => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct) =>
        await clients
            .CreateClient<AccountData.AccountDataClient>(job.Service)
            .OpenAsync(new OpenRequest(), cancellationToken: ct);
}
