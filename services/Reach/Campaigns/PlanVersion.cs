using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

[Stored(
    "The plan of a launched campaign as it was frozen: at the launch, and at each change after it.",
    Kept.UntilDeleted
)]
public sealed class PlanVersion : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("1 from the launch, and one more with each change")]
    public required int Number { get; init; }

    [Purpose("What was changed since the version before, in words")]
    public string[] Changes { get; init; } = [];

    [Purpose("Name people see as the sender")]
    public required string FromName { get; init; }

    [Purpose("Address people see as the sender")]
    public required string FromAddress { get; init; }

    [Purpose("The domain that must stay verified")]
    public required Guid DomainId { get; init; }

    [Purpose("What the campaign was for")]
    public string Goal { get; init; } = "";

    [Purpose("Who was written to, in words")]
    public string Persona { get; init; } = "";

    [Purpose("The customer profile that it was planned with")]
    public Guid? IcpId { get; init; }

    [Purpose("The profile's name at that time")]
    public string IcpName { get; init; } = "";

    [Purpose("Which published version of the profile")]
    public int? IcpVersion { get; init; }

    [Purpose("What became of a first mail to somebody whom a member knows already")]
    public WarmPolicy WarmPolicy { get; init; }

    [Purpose("Postal address at the foot of each mail")]
    public required string PostalAddress { get; init; }

    [Purpose("Steps with delay, goal and the approved text's hash")]
    public required string Steps { get; init; }

    [Purpose("Who launched or changed it")]
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of each campaign the version that is in force: what is claimed now is claimed under it.</summary>
    public static IQueryable<PlanVersion> Newest(ReachDb db) =>
        db.PlanVersions.Where(p =>
            !db.PlanVersions.Any(later =>
                later.CampaignId == p.CampaignId && later.Number > p.Number
            )
        );

    public sealed class Table : IEntityTypeConfiguration<PlanVersion>
    {
        public void Configure(EntityTypeBuilder<PlanVersion> plans)
        {
            plans.HasKey(p => new { p.AccountEmail, p.Id });
            plans.Property(p => p.Steps).HasColumnType("jsonb");
            plans.Property(p => p.WarmPolicy).HasConversion<short>();
            plans
                .HasIndex(p => new
                {
                    p.AccountEmail,
                    p.CampaignId,
                    p.Number,
                })
                .IsUnique();
            plans
                .HasOne<Campaign>()
                .WithMany()
                .HasForeignKey(p => new { p.AccountEmail, p.CampaignId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
