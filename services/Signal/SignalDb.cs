using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.Buckets;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Generations;
using LeadFuel.Signal.Personas;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Targets;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Signal;

public sealed class SignalDb(DbContextOptions<SignalDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "signal";

    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<ConnectionToken> ConnectionTokens => Set<ConnectionToken>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Target> Targets => Set<Target>();
    public DbSet<Persona> Personas => Set<Persona>();
    public DbSet<Bucket> Buckets => Set<Bucket>();
    public DbSet<Post> Posts => Set<Post>();
    public DbSet<Attempt> Attempts => Set<Attempt>();
    public DbSet<Generation> Generations => Set<Generation>();
    public DbSet<Variant> Variants => Set<Variant>();
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
