using LeadFuel.Core.AiKeys;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Exports;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.SignInLinks;
using LeadFuel.Core.Subscriptions;
using LeadFuel.Core.Suspensions;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadFuel.Core;

public sealed class CoreDb(DbContextOptions<CoreDb> options, ServiceScope scope)
    : ServiceDb(options, scope)
{
    public override string Schema => "core";

    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();
    public DbSet<SignInAsk> SignInAsks => Set<SignInAsk>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Mail> Mails => Set<Mail>();
    public DbSet<MailEvent> MailEvents => Set<MailEvent>();
    public DbSet<MailTrouble> MailTroubles => Set<MailTrouble>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<AuditAnchor> AuditAnchors => Set<AuditAnchor>();
    public DbSet<BillingCustomer> BillingCustomers => Set<BillingCustomer>();
    public DbSet<Subscription> Subscriptions => Set<Subscription>();
    public DbSet<Checkout> Checkouts => Set<Checkout>();
    public DbSet<AiKey> AiKeys => Set<AiKey>();
    public DbSet<StripeEvent> StripeEvents => Set<StripeEvent>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<ExportedTable> ExportedTables => Set<ExportedTable>();
    public DbSet<ExportPiece> ExportPieces => Set<ExportPiece>();
    public DbSet<Deletion> Deletions => Set<Deletion>();
    public DbSet<Suspension> Suspensions => Set<Suspension>();
    public DbSet<PurgeReceipt> PurgeReceipts => Set<PurgeReceipt>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<ChannelEvent> ChannelEvents => Set<ChannelEvent>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();

    public override IReadOnlyList<Door> Doors => CoreDoors.All;

    internal sealed class Design : IDesignTimeDbContextFactory<CoreDb>
    {
        public CoreDb CreateDbContext(string[] args) =>
            new(
                new DbContextOptionsBuilder<CoreDb>()
                    .UseNpgsql(
                        "Host=localhost",
                        o => o.MigrationsHistoryTable("__ef_migrations_history", "core")
                    )
                    .UseSnakeCaseNamingConvention()
                    .Options,
                ServiceScope.None
            );
    }
}
