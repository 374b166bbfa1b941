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
