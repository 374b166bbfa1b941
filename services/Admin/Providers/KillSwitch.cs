using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Admin.Providers;

/// <summary>What an operator said about a provider, for all accounts (a row of the suite) or for the row's own: it is pushed to every service and kept here.</summary>
[Stored("Providers that operators switched off, with what people are told.", "Until changed.")]
public sealed class KillSwitch : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which provider")]
    public required string Provider { get; init; }

    [Purpose("On, drain or off")]
    public string State { get; private set; } = "on";

    [Purpose("What people are told meanwhile")]
    public string Message { get; private set; } = "";

    [Purpose("Which operator said so")]
    public string ChangedBy { get; private set; } = "";

    [Purpose("When")]
    public DateTimeOffset ChangedAt { get; private set; }

    public int Version { get; private set; }

    public void Set(string state, string message, string by, DateTimeOffset now)
    {
        (State, Message, ChangedBy, ChangedAt) = (state, message, by, now);
        Version++;
    }

    public sealed class Table : IEntityTypeConfiguration<KillSwitch>
    {
        public void Configure(EntityTypeBuilder<KillSwitch> builder)
        {
            builder.HasKey(k => new { k.AccountEmail, k.Provider });
            builder.Property(k => k.Provider).HasMaxLength(40);
            builder.Property(k => k.State).HasMaxLength(10);
            builder.Property(k => k.Message).HasMaxLength(300);
            builder.Property(k => k.ChangedBy).HasMaxLength(254);
            builder.Property(k => k.Version).IsConcurrencyToken();
        }
    }
}

/// <summary>Tells one service how a provider stands, as it stands now; a service that is away hears it when it is back.</summary>
internal sealed class PushSwitch(AdminDb db, GrpcClientFactory clients) : JobHandler<PushSwitch.Job>
{
    public sealed record Job(string Provider, string Service) : IJob
    {
        public static string Kind => "admin.push-switch";

        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        KillSwitch own;
        await using (await db.Begin(ct))
        {
            own = await db
                .KillSwitches.AsNoTracking()
                .SingleAsync(k => k.Provider == job.Provider, ct);
        }

        await clients
            .CreateClient<AccountData.AccountDataClient>(job.Service)
            .SwitchAsync(
                new SwitchRequest
                {
                    Provider = own.Provider,
                    State = own.State,
                    Message = own.Message,
                },
                cancellationToken: ct
            );
    }
}
