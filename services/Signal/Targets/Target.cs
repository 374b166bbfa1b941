using LeadFuel.Signal.Connections;

namespace LeadFuel.Signal.Targets;

public enum TargetKind : short
{
    Profile = 0,
    Page = 1,
}

public enum TargetState : short
{
    Active = 0,
    NoAccess = 1,
}

[Stored("Profiles and pages that posts can go to.", Kept.WithAccount)]
public sealed class Target : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The connection that may post there")]
    public required Guid ConnectionId { get; init; }

    [Purpose("A profile or a page")]
    public required TargetKind Kind { get; init; }

    [Purpose("Names it at LinkedIn")]
    public required string Urn { get; init; }

    [Purpose("What people call it")]
    public required string Name { get; set; }

    [Purpose("Whether LinkedIn lets you post there")]
    public TargetState State { get; set; }

    public sealed class Table : IEntityTypeConfiguration<Target>
    {
        public void Configure(EntityTypeBuilder<Target> targets)
        {
            targets.HasKey(t => new { t.AccountEmail, t.Id });
            targets.Property(t => t.Kind).HasConversion<short>();
            targets.Property(t => t.State).HasConversion<short>();
            targets
                .HasIndex(t => new
                {
                    t.AccountEmail,
                    t.ConnectionId,
                    t.Urn,
                })
                .IsUnique();
            targets
                .HasOne<Connection>()
                .WithMany()
                .HasForeignKey(t => new { t.AccountEmail, t.ConnectionId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
