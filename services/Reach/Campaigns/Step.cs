namespace LeadFuel.Reach.Campaigns;

public enum DelayUnit : short
{
    Hours = 0,
    Days = 1,
    BusinessDays = 2,
}

[Stored(
    "Steps of a campaign: their order, how long each waits, and what each is for.",
    Kept.UntilDeleted
)]
public sealed class Step : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("First, second, …")]
    public required int Number { get; set; }

    [Purpose("How long after the step before")]
    public int Delay { get; set; }

    [Purpose("Hours, days or business days")]
    public DelayUnit Unit { get; set; } = DelayUnit.BusinessDays;

    [Purpose("What this mail is for; part of the prompt")]
    public string Goal { get; set; } = "";

    public DateTimeOffset After(DateTimeOffset before)
    {
        if (Unit != DelayUnit.BusinessDays)
        {
            return before
                + (Unit == DelayUnit.Hours ? TimeSpan.FromHours(Delay) : TimeSpan.FromDays(Delay));
        }

        return BusinessDays(before, Delay);
    }

    public static DateTimeOffset BusinessDays(DateTimeOffset from, int count)
    {
        var at = from;
        for (var left = count; left > 0; )
        {
            at = at.AddDays(1);
            if (at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                left--;
            }
        }

        return at;
    }

    public sealed class Table : IEntityTypeConfiguration<Step>
    {
        public void Configure(EntityTypeBuilder<Step> steps)
        {
            steps.HasKey(s => new { s.AccountEmail, s.Id });
            steps.Property(s => s.Unit).HasConversion<short>();
            steps.HasIndex(s => new
            {
                s.AccountEmail,
                s.CampaignId,
                s.Number,
            });
            steps
                .HasOne<Campaign>()
                .WithMany()
                .HasForeignKey(s => new { s.AccountEmail, s.CampaignId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

[Stored("The plan as it was when the campaign was launched.", Kept.UntilDeleted)]
public sealed class PlanVersion : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("Name people see as the sender")]
    public required string FromName { get; init; }

    [Purpose("Address people see as the sender")]
    public required string FromAddress { get; init; }

    [Purpose("The domain that must stay verified")]
    public required Guid DomainId { get; init; }

    [Purpose("What the campaign was for")]
    public string Goal { get; init; } = "";

    [Purpose("The customer profile that it was planned with")]
    public Guid? IcpId { get; init; }

    [Purpose("The profile's name at that time")]
    public string IcpName { get; init; } = "";

    [Purpose("Which published version of the profile")]
    public int? IcpVersion { get; init; }

    [Purpose("Postal address at the foot of each mail")]
    public required string PostalAddress { get; init; }

    [Purpose("Steps with delay and the approved text's hash")]
    public required string Steps { get; init; }

    [Purpose("Who launched it")]
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<PlanVersion>
    {
        public void Configure(EntityTypeBuilder<PlanVersion> plans)
        {
            plans.HasKey(p => new { p.AccountEmail, p.Id });
            plans.Property(p => p.Steps).HasColumnType("jsonb");
            plans.HasIndex(p => new { p.AccountEmail, p.CampaignId });
            plans
                .HasOne<Campaign>()
                .WithMany()
                .HasForeignKey(p => new { p.AccountEmail, p.CampaignId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
