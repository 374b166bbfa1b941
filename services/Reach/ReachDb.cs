using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.ReplyAddresses;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Settings;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Reach.Unsubscribes;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Reach;

public sealed class ReachDb(DbContextOptions<ReachDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "reach";

    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportRejection> ImportRejections => Set<ImportRejection>();
    public DbSet<Suppression> Suppressions => Set<Suppression>();
    public DbSet<SendingDomain> Domains => Set<SendingDomain>();
    public DbSet<Sender> Senders => Set<Sender>();
    public DbSet<ReplyAddress> ReplyAddresses => Set<ReplyAddress>();
    public DbSet<MailSettings> MailSettings => Set<MailSettings>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<Step> Steps => Set<Step>();
    public DbSet<PlanVersion> PlanVersions => Set<PlanVersion>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<Generation> Generations => Set<Generation>();
    public DbSet<Enrolment> Enrolments => Set<Enrolment>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<SendPace> SendPace => Set<SendPace>();
    public DbSet<UnsubscribeLink> UnsubscribeLinks => Set<UnsubscribeLink>();
    public DbSet<Reply> Replies => Set<Reply>();
    public DbSet<ReplyFile> ReplyFiles => Set<ReplyFile>();
    public DbSet<ResendEvent> ResendEvents => Set<ResendEvent>();

    public override IReadOnlyList<Door> Doors =>
        [
            OneAccount(
                "account_of_domain",
                "p_name text",
                "domains",
                "name",
                "create unique index domain_name on domains (name)"
            ),
            // Mail that came in belongs to whoever has proved the domain, not to whoever has named it.
            new(
                "account_of_proved_domain",
                "p_name text",
                "text",
                "return (select t.account_email from domains t where t.name = p_name and (t.verified_at is not null or t.status = 'verified'));"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["domains"] = ["account_email", "name", "status", "verified_at"],
                },
            },
            new(
                "account_of_resend_domain",
                "p_id text",
                "text",
                "return (select t.account_email from domains t where t.resend_id = p_id limit 1);"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["domains"] = ["account_email", "resend_id"],
                },
                Indexes = ["create index domain_resend_id on domains (resend_id)"],
            },
            OneAccount(
                "account_of_reply_token",
                "p_token text",
                "messages",
                "reply_token",
                "create unique index message_reply_token on messages (reply_token)"
            ),
            OneAccount(
                "account_of_provider_id",
                "p_id text",
                "messages",
                "provider_id",
                "create unique index message_provider_id on messages (provider_id)"
            ),
            OneAccount(
                "account_of_vendor_message",
                "p_id text",
                "messages",
                "vendor_message_id",
                "create unique index message_vendor_id on messages (vendor_message_id)"
            ),
            // The account that has heard of a mail that came in, or the suite's own; none has when its event was lost.
            new(
                "account_of_received",
                "p_id text",
                "text",
                "return (select t.account_email from resend_events t where t.resend_id = p_id and t.type = 'email.received' limit 1);"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["resend_events"] = ["account_email", "resend_id", "type"],
                },
                Indexes =
                [
                    "create index resend_event_received on resend_events (resend_id) where type = 'email.received'",
                ],
            },
            OneAccount(
                "account_of_message",
                "p_id uuid",
                "messages",
                "id",
                "create unique index message_by_id on messages (id)"
            ),
            OneAccount(
                "account_of_enrolment",
                "p_id uuid",
                "enrolments",
                "id",
                "create unique index enrolment_by_id on enrolments (id)"
            ),
            OneAccount(
                "account_of_unsubscribe",
                "p_id uuid",
                "unsubscribe_links",
                "id",
                "create unique index unsubscribe_by_id on unsubscribe_links (id)"
            ),
        ];

    // Told before the model is read: a list of records is a column, not a table.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<List<DnsRecord>>();

    private static Door OneAccount(
        string name,
        string parameter,
        string table,
        string column,
        string index
    ) =>
        new(
            name,
            parameter,
            "text",
            $"return (select t.account_email from {table} t where t.{column} = {parameter.Split(' ')[0]});"
        )
        {
            Reads = new Dictionary<string, string[]> { [table] = ["account_email", column] },
            Indexes = [index],
        };

    public sealed class Factory : IDesignTimeDbContextFactory<ReachDb>
    {
        public ReachDb CreateDbContext(string[] args) =>
            new(
                new DbContextOptionsBuilder<ReachDb>()
                    .UseNpgsql(
                        "Host=localhost",
                        postgres =>
                            postgres.MigrationsHistoryTable("__ef_migrations_history", "reach")
                    )
                    .UseSnakeCaseNamingConvention()
                    .Options,
                ServiceScope.None
            );
    }
}
