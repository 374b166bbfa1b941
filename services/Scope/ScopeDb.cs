using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Syntheses;
using LeadFuel.Scope.Versions;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Scope;

public sealed class ScopeDb(DbContextOptions<ScopeDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "scope";

    public DbSet<Icp> Icps => Set<Icp>();
    public DbSet<Answer> Answers => Set<Answer>();
    public DbSet<IcpVersion> Versions => Set<IcpVersion>();
    public DbSet<Synthesis> Syntheses => Set<Synthesis>();
    public DbSet<SynthesisEvent> SynthesisEvents => Set<SynthesisEvent>();

    // Before the model looks for entities: these are values in one column, not tables of their own.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<IcpDocument>().HaveConversion<IcpDocument.Json>();
        configurationBuilder.Properties<SourceList>().HaveConversion<SourceList.Json>();
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
