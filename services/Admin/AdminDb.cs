using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Impersonations;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Providers;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Admin;

public sealed class AdminDb(DbContextOptions<AdminDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "admin";

    public DbSet<Impersonation> Impersonations => Set<Impersonation>();
    public DbSet<ImpersonatedRequest> ImpersonatedRequests => Set<ImpersonatedRequest>();
    public DbSet<OperatorEntry> OperatorEntries => Set<OperatorEntry>();
    public DbSet<OperatorHead> OperatorHeads => Set<OperatorHead>();
    public DbSet<Operator> Operators => Set<Operator>();
    public DbSet<OperatorLink> OperatorLinks => Set<OperatorLink>();
    public DbSet<OperatorSession> OperatorSessions => Set<OperatorSession>();
    public DbSet<KillSwitch> KillSwitches => Set<KillSwitch>();

    public override IReadOnlyList<Door> Doors =>
        [
            new(
                "account_known",
                "p_email text",
                "text",
                "return (select a.account_email from accounts a where a.account_email = p_email);"
            )
            {
                Reads = new Dictionary<string, string[]> { ["accounts"] = ["account_email"] },
            },
            new(
                "account_of_impersonation",
                "p_id uuid",
                "text",
                "return (select i.account_email from impersonations i where i.id = p_id);"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["impersonations"] = ["account_email", "id"],
                },
                Indexes = ["create unique index impersonation_id on admin.impersonations (id)"],
            },
            new(
                "impersonation_of_token",
                "p_hash bytea",
                "table (account_email text, id uuid)",
                "return query select i.account_email::text, i.id from impersonations i where i.token_hash = p_hash;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["impersonations"] = ["account_email", "id", "token_hash"],
                },
                Indexes =
                [
                    "create unique index impersonation_token on admin.impersonations (token_hash)",
                ],
            },
            new(
                "impersonation_of_code",
                "p_hash bytea",
                "table (account_email text, id uuid)",
                "return query select i.account_email::text, i.id from impersonations i where i.code_hash = p_hash and i.token_hash is null;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["impersonations"] = ["account_email", "id", "code_hash", "token_hash"],
                },
                Indexes =
                [
                    "create unique index impersonation_code on admin.impersonations (code_hash)",
                ],
            },
            // One operator looks into one account at a time, whichever account that is.
            new(
                "running_of_operator",
                "p_operator text",
                "table (account_email text, id uuid, ends_at timestamptz)",
                "return query select i.account_email::text, i.id, i.ends_at from impersonations i where i.operator = p_operator and i.ended_at is null;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["impersonations"] = ["account_email", "id", "operator", "ends_at", "ended_at"],
                },
                Indexes =
                [
                    "create unique index impersonation_of_operator on admin.impersonations (operator) where ended_at is null",
                ],
            },
            // Nobody looks into the account of somebody who was shut out.
            new(
                "suspended_among",
                "p_emails text[]",
                "table (account_email text, email text)",
                "return query select o.account_email::text, o.email::text from operators o where o.email = any (p_emails) and o.state = 2;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["operators"] = ["account_email", "email", "state"],
                },
            },
            new(
                "switches_of_accounts",
                "p_suite text",
                "table (account_email text, provider text, state text, message text, changed_by text, changed_at timestamptz, version int)",
                "return query select k.account_email::text, k.provider::text, k.state::text, k.message::text, k.changed_by::text, k.changed_at, k.version from kill_switches k where k.account_email <> p_suite and k.state <> 'on' order by k.account_email, k.provider limit 200;"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["kill_switches"] =
                    [
                        "account_email",
                        "provider",
                        "state",
                        "message",
                        "changed_by",
                        "changed_at",
                        "version",
                    ],
                },
            },
        ];

    internal sealed class Design : IDesignTimeDbContextFactory<AdminDb>
    {
        public AdminDb CreateDbContext(string[] args) =>
            new(
                new DbContextOptionsBuilder<AdminDb>()
                    .UseNpgsql(
                        "Host=localhost",
                        o => o.MigrationsHistoryTable("__ef_migrations_history", "admin")
                    )
                    .UseSnakeCaseNamingConvention()
                    .Options,
                ServiceScope.None
            );
    }
}
