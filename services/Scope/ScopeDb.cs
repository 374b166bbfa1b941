using LeadFuel.Scope.Companies;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Outcomes;
using LeadFuel.Scope.Syntheses;
using LeadFuel.Scope.Versions;
using LeadFuel.Scope.VoiceIntakes;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Scope;

public sealed class ScopeDb(DbContextOptions<ScopeDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "scope";

    public DbSet<Icp> Icps => Set<Icp>();
    public DbSet<Answer> Answers => Set<Answer>();
    public DbSet<VoiceIntake> VoiceIntakes => Set<VoiceIntake>();
    public DbSet<VoiceTurn> VoiceTurns => Set<VoiceTurn>();
    public DbSet<IcpVersion> Versions => Set<IcpVersion>();
    public DbSet<Synthesis> Syntheses => Set<Synthesis>();
    public DbSet<SynthesisEvent> SynthesisEvents => Set<SynthesisEvent>();
    public DbSet<Company> Companies => Set<Company>();
    public DbSet<CrmConnection> CrmConnections => Set<CrmConnection>();
    public DbSet<CrmStage> CrmStages => Set<CrmStage>();
    public DbSet<CrmEvent> CrmEvents => Set<CrmEvent>();
    public DbSet<CrmCompany> CrmCompanies => Set<CrmCompany>();
    public DbSet<DealOutcome> Outcomes => Set<DealOutcome>();

    public override IReadOnlyList<Door> Doors =>
        [
            new(
                "account_of_crm_token",
                "p_hash bytea, p_vendor smallint",
                "text",
                "return (select c.account_email from crm_connections c where c.token_hash = p_hash and c.vendor = p_vendor);"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["crm_connections"] = ["account_email", "token_hash", "vendor"],
                },
                Indexes = ["create unique index crm_token_hash on crm_connections (token_hash)"],
            },
        ];

    // Before the model looks for entities: these are values in one column, not tables of their own.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<IcpDocument>().HaveConversion<IcpDocument.Json>();
        configurationBuilder.Properties<SourceList>().HaveConversion<SourceList.Json>();
        configurationBuilder.Properties<HeardAnswers>().HaveConversion<HeardAnswers.Json>();
        configurationBuilder.Properties<HeardTurns>().HaveConversion<HeardTurns.Json>();
        configurationBuilder.Properties<CrmFields>().HaveConversion<CrmFields.Json>();
        configurationBuilder.Properties<DealKnowledge>().HaveConversion<DealKnowledge.Json>();
    }
}

internal sealed class ScopeDbDesign : IDesignTimeDbContextFactory<ScopeDb>
{
    public ScopeDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<ScopeDb>()
                .UseNpgsql(
                    "Host=localhost",
                    npgsql => npgsql.MigrationsHistoryTable("__ef_migrations_history", "scope")
                )
                .UseSnakeCaseNamingConvention()
                .Options,
            ServiceScope.None
        );
}
