using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Signal;

public sealed class SignalDb(DbContextOptions<SignalDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "signal";
}

internal sealed class SignalDbDesign : IDesignTimeDbContextFactory<SignalDb>
{
    public SignalDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SignalDb>()
                .UseNpgsql(
                    "Host=localhost",
                    npgsql => npgsql.MigrationsHistoryTable("__ef_migrations_history", "signal")
                )
                .UseSnakeCaseNamingConvention()
                .Options,
            ServiceScope.None
        );
}
