using LeadFuel.Core.Accounts;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Core;

/// <summary>Accounts, members and what they may use: the rows that the whole suite asks Core for.</summary>
public sealed class SharedDb(DbContextOptions<SharedDb> options, CurrentAccount account)
    : AccountDbContext(options, account)
{
    public override string Schema => "shared";

    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Entitlement> Entitlements => Set<Entitlement>();

    public override IReadOnlyList<Door> Doors =>
        [
            new(
                "memberships_of",
                "p_address text",
                "table (account_email text, id uuid)",
                "return query select m.account_email::text, m.id from memberships m where m.email = p_address;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["memberships"] = ["account_email", "id", "email"],
                },
                Indexes = ["create index membership_address on shared.memberships (email)"],
            },
            // The directory of operators: addresses, names and states, a page at a time.
            new(
                "list_accounts",
                "p_query text, p_state int, p_after text, p_limit int",
                "table (account_email text, name text, state int, created_at timestamptz)",
                """
                return query select a.account_email::text, a.name::text, a.state::int, a.created_at from accounts a
                  where a.account_email > p_after and (p_state is null or a.state = p_state)
                    and (p_query = '' or position(p_query in a.account_email) > 0 or position(p_query in lower(a.name)) > 0)
                  order by a.account_email limit p_limit;
                """
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["accounts"] = ["account_email", "name", "state", "created_at"],
                },
            },
        ];

    internal sealed class Design : IDesignTimeDbContextFactory<SharedDb>
    {
        public SharedDb CreateDbContext(string[] args) =>
            new(
                new DbContextOptionsBuilder<SharedDb>()
                    .UseNpgsql(
                        "Host=localhost",
                        o => o.MigrationsHistoryTable("__ef_migrations_history", "shared")
                    )
                    .UseSnakeCaseNamingConvention()
                    .Options,
                ServiceScope.None.Account
            );
    }
}
