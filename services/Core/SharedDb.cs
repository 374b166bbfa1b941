using LeadFuel.Core.Accounts;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Core;

/// <summary>Accounts, members and what they may use: the rows that the whole suite asks Core for.</summary>
public sealed class SharedDb(DbContextOptions<SharedDb> options, CurrentAccount account)
    : AccountDbContext(options, account)
{
    // What Entitlement.GrantsAt says, for the door that looks at many; $7 is now.
    private const string Grants = """
        (e.state = 1 and e.trial_ends_at > $7
          or e.state = 2 and (e.past_due_at is null or e.past_due_at > $7 - interval '7 days'))
        """;

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
            // The directory of operators: addresses, names, states and plans, a page at a time. Planned anew for
            // the filters that are set, so that each is answered by its own index.
            new(
                "find_accounts",
                "p_query text, p_exact text, p_state int, p_plan text, p_product text, p_due_before timestamptz, p_now timestamptz, p_after text, p_limit int",
                "table (account_email text, name text, state int, created_at timestamptz, deletion_due_at timestamptz, plans text)",
                $"""
                return query execute
                  $q$ select a.account_email::text, a.name::text, a.state::int, a.created_at, a.deletion_due_at,
                        (select string_agg(distinct e.plan::text, ', ') from entitlements e
                          where e.account_email = a.account_email and {Grants})
                      from accounts a where a.account_email > $8 $q$
                  || case when p_query = '' then '' else
                     $q$ and (position($1 in a.account_email) > 0 or position($1 in lower(a.name)) > 0
                          or a.account_email in (select m.account_email from memberships m where m.email = $1)) $q$ end
                  || case when p_exact = '' then '' else $q$ and a.account_email = $2 $q$ end
                  || case when p_state is null then '' else $q$ and a.state = $3 $q$ end
                  || case when p_plan = '' and p_product = '' then '' else
                     $q$ and exists (select from entitlements e where e.account_email = a.account_email and {Grants}
                          and ($4 = '' or e.plan = $4) and ($5 = '' or e.product in ($5, 'suite'))) $q$ end
                  || case when p_due_before is null then '' else $q$ and a.deletion_due_at <= $6 $q$ end
                  || $q$ order by a.account_email limit $9 $q$
                  using p_query, p_exact, p_state, p_plan, p_product, p_due_before, p_now, p_after, p_limit;
                """
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["accounts"] =
                    [
                        "account_email",
                        "name",
                        "state",
                        "created_at",
                        "deletion_due_at",
                    ],
                    ["entitlements"] =
                    [
                        "account_email",
                        "product",
                        "plan",
                        "state",
                        "trial_ends_at",
                        "past_due_at",
                    ],
                    ["memberships"] = ["account_email", "email"],
                },
                Indexes =
                [
                    "create index account_state on shared.accounts (state, account_email)",
                    "create index account_deletion_due on shared.accounts (deletion_due_at) where deletion_due_at is not null",
                    "create index entitlement_plan on shared.entitlements (plan, account_email)",
                ],
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
