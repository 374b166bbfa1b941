using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Jobs;

/// <summary>An archive run between two Sundays. Each service answers when the disk is rid of what was deleted.</summary>
internal sealed class RunArchive(GrpcClientFactory clients) : JobHandler<RunArchive.Job>
{
    public const string Form =
        """<form method="post" action="/archive"><button>Run the archive now</button> Empties the bins of all accounts and writes all tables anew; they are locked meanwhile, one after the other.</form>""";

    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    public sealed record Job(string Service) : IJob
    {
        public static string Kind => "admin.run-archive";
    }

    public static void Map(WebApplication app) =>
        app.MapPost("/archive", Ask).For(OperatorRole.Lead, fresh: true, because: true);

    public override async Task Handle(Job job, Lease lease, CancellationToken ct) =>
        await clients
            .CreateClient<AccountData.AccountDataClient>(job.Service)
            .ArchiveAsync(
                new ArchiveRequest(),
                // The machine's clock: gRPC measures deadlines by it.
                deadline: TimeProvider.System.GetUtcNow().Add(Patience).UtcDateTime,
                cancellationToken: ct
            );

    private static async Task<IResult> Ask(
        AdminDb db,
        OperatorLog log,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        foreach (var service in JobsPage.Services)
        {
            db.Enqueue(new Job(service));
        }

        await log.Write(
            gate.Who!.Email,
            "archive.asked",
            "all accounts",
            $"Reason: {gate.Who.Reason}",
            ct
        );
        await work.Commit(ct);
        return Page.Go("/jobs?state=leased&kind=admin.run-archive");
    }
}
