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
