using LeadFuel.Admin;
using LeadFuel.Core;
using LeadFuel.Orbit;
using LeadFuel.Reach;
using LeadFuel.Scope;
using LeadFuel.Signal;

namespace LeadFuel.Databases;

/// <summary>One database of the suite and the context whose migrations make its tables.</summary>
public sealed record SuiteDatabase(string Name, Func<AccountDbContext> Context);

/// <summary>The databases of the suite: one line each.</summary>
public static class Catalog
{
    public static readonly IReadOnlyList<SuiteDatabase> Databases =
    [
        new("shared", () => new SharedDb(Options<SharedDb>("shared"), ServiceScope.None.Account)),
        new("core", () => new CoreDb(Options<CoreDb>("core"), ServiceScope.None)),
        new("scope", () => new ScopeDb(Options<ScopeDb>("scope"), ServiceScope.None)),
        new("reach", () => new ReachDb(Options<ReachDb>("reach"), ServiceScope.None)),
        new("signal", () => new SignalDb(Options<SignalDb>("signal"), ServiceScope.None)),
        new("orbit", () => new OrbitDb(Options<OrbitDb>("orbit"), ServiceScope.None)),
        new("admin", () => new AdminDb(Options<AdminDb>("admin"), ServiceScope.None)),
    ];

    // The context only tells its model and its migrations; it never connects.
    private static DbContextOptions<TDb> Options<TDb>(string schema)
        where TDb : AccountDbContext =>
        new DbContextOptionsBuilder<TDb>()
            .UseNpgsql(
                "Host=localhost",
                npgsql => npgsql.MigrationsHistoryTable("__ef_migrations_history", schema)
            )
            .UseSnakeCaseNamingConvention()
            .Options;
}
