using LeadFuel.Core;
using LeadFuel.Jobs;
using LeadFuel.Reach;
using LeadFuel.Scope;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>
/// The services' own contexts and slices, once behind the wall and once without: on the owner's side nothing sets the
/// account, nothing watches commands, no policy is asked. The `WHERE account_email =` stays, as one written by hand would.
/// </summary>
internal sealed class Side
{
    public const string Account = "owner@benchmarks.test";
    private readonly DbContextOptions<ScopeDb> scope;
    private readonly DbContextOptions<ReachDb> reach;
    private readonly DbContextOptions<CoreDb> core;

    private Side(Func<string, NpgsqlDataSource> source, bool walled, IInterceptor? watch = null)
    {
        Walled = walled;
        Source = source;
        scope = Options<ScopeDb>("scope");
        reach = Options<ReachDb>("reach");
        core = Options<CoreDb>("core");

        DbContextOptions<TDb> Options<TDb>(string name)
            where TDb : DbContext
        {
            var options = new DbContextOptionsBuilder<TDb>()
                .UseNpgsql(source(name))
                .UseSnakeCaseNamingConvention();
            if (watch is not null)
            {
                options.AddInterceptors(watch);
            }

            if (!walled)
            {
                options.ReplaceService<IInterceptors, NoInterceptors>();
            }

            return options.Options;
        }
    }

    public bool Walled { get; }

    public Func<string, NpgsqlDataSource> Source { get; }

    /// <summary>Each side writes to an ICP of its own, so that neither waits for or finds the other's version.</summary>
    public Guid Icp { get; set; }

    public int AnswerVersion { get; set; }

    public static Side Ours(Server server, IInterceptor? watch = null) =>
        new(Kept(server.Service), walled: true, watch);

    public static Side Owner(Server server) => new(Kept(server.Unwalled), walled: false);

    public ScopeDb Scope() => new(scope, Unit());

    public ReachDb Reach() => new(reach, Unit());

    public CoreDb Core() => new(core, Unit());

    // One for each unit of work, as a request's scope makes them.
    private static ServiceScope Unit()
    {
        var account = new CurrentAccount();
        account.Enter(new AccountKey(Account), Account);
        return new ServiceScope(account, TimeProvider.System, Bell);
    }

    private static JobBell Bell { get; } = new();

    private static Func<string, NpgsqlDataSource> Kept(Func<string, NpgsqlDataSource> open)
    {
        var kept = new Dictionary<string, NpgsqlDataSource>();
        return name => kept.TryGetValue(name, out var source) ? source : kept[name] = open(name);
    }

    private sealed class NoInterceptors : IInterceptors
    {
        public TInterceptor? Aggregate<TInterceptor>()
            where TInterceptor : class, IInterceptor => null;
    }
}
