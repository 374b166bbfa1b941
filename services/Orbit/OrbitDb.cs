using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Handovers;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Strengths;
using Microsoft.EntityFrameworkCore.Design;
using Thread = LeadFuel.Orbit.Messages.Thread;

namespace LeadFuel.Orbit;

public sealed class OrbitDb(DbContextOptions<OrbitDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "orbit";

    public DbSet<Mailbox> Mailboxes => Set<Mailbox>();
    public DbSet<Folder> Folders => Set<Folder>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Placement> Placements => Set<Placement>();
    public DbSet<Participant> Participants => Set<Participant>();
    public DbSet<Thread> Threads => Set<Thread>();
    public DbSet<QuarantinedMessage> QuarantinedMessages => Set<QuarantinedMessage>();
    public DbSet<Person> Persons => Set<Person>();
    public DbSet<Address> Addresses => Set<Address>();
    public DbSet<IdentityEvent> IdentityEvents => Set<IdentityEvent>();
    public DbSet<Separation> Separations => Set<Separation>();
    public DbSet<Strength> Strengths => Set<Strength>();
    public DbSet<ExclusionRule> ExclusionRules => Set<ExclusionRule>();
    public DbSet<ExcludedMark> ExcludedMarks => Set<ExcludedMark>();
    public DbSet<Handover> Handovers => Set<Handover>();
    public DbSet<Probe> Probes => Set<Probe>();

    // Told before the model is read: a list of reasons is a column, not a table.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<List<Reason>>();
        configurationBuilder.Properties<Dictionary<string, string>>();
    }
}

internal sealed class OrbitDbDesign : IDesignTimeDbContextFactory<OrbitDb>
{
    public OrbitDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<OrbitDb>()
                .UseNpgsql(
                    "Host=localhost",
                    npgsql => npgsql.MigrationsHistoryTable("__ef_migrations_history", "orbit")
                )
                .UseSnakeCaseNamingConvention()
                .Options,
            ServiceScope.None
        );
}
