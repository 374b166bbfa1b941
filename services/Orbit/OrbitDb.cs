using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Orbit;

public sealed class OrbitDb(DbContextOptions<OrbitDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "orbit";
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
