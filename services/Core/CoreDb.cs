using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.SignInLinks;
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
