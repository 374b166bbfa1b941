namespace LeadFuel.Reach.Sends;

public enum EnrolmentState : short
{
    Active = 0,
    Finished = 1,
    Stopped = 2,
}

[Stored("Who is part of a campaign, and why they are no longer.", Kept.UntilDeleted)]
public sealed class Enrolment : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("Which contact")]
    public required Guid ContactId { get; init; }

    [Purpose("Where mail went, should the contact be deleted")]
    public required string Email { get; init; }

    [Purpose("Active, finished or stopped")]
    public EnrolmentState State { get; private set; }

    [Purpose("Why no further mail goes to this person")]
    public string? StopReason { get; private set; }

    [Purpose("The row that caused the stop")]
    public string? StopEvidence { get; private set; }

    [Purpose("When it was stopped")]
    public DateTimeOffset? StoppedAt { get; private set; }

    [Purpose("Until when an out-of-office answer holds the next step")]
    public DateTimeOffset? HoldUntil { get; private set; }

    [Purpose("The out-of-office answer that holds it")]
    public string? HoldEvidence { get; private set; }

    [Purpose("When Orbit said who knows this person, before the first mail")]
    public DateTimeOffset? WarmToldAt { get; private set; }

    [Purpose("The member who knows this person best; empty when none does")]
    public string KnownTo { get; private set; } = "";

    [Purpose("When a member let the mail go to a person whom somebody knows")]
    public DateTimeOffset? WarmWrittenAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Told(string knownTo, DateTimeOffset now) => (KnownTo, WarmToldAt) = (knownTo, now);

    public void Stop(string reason, string evidence, DateTimeOffset now)
    {
        if (State != EnrolmentState.Stopped)
        {
            (State, StopReason, StopEvidence, StoppedAt) = (
                EnrolmentState.Stopped,
                reason,
                evidence,
                now
            );
        }
    }

    public void GoOn() =>
        (State, StopReason, StopEvidence, StoppedAt) = (EnrolmentState.Active, null, null, null);

    public void Unhold() => (HoldUntil, HoldEvidence) = (null, null);

    public void Finish()
    {
        if (State == EnrolmentState.Active)
        {
            State = EnrolmentState.Finished;
        }
    }

    public sealed class Table : IEntityTypeConfiguration<Enrolment>
    {
        public void Configure(EntityTypeBuilder<Enrolment> enrolments)
        {
            enrolments.HasKey(e => new { e.AccountEmail, e.Id });
            enrolments.Property(e => e.State).HasConversion<short>();
            enrolments
                .HasIndex(e => new
                {
                    e.AccountEmail,
                    e.CampaignId,
                    e.ContactId,
                })
                .IsUnique();
            enrolments.HasIndex(e => new { e.AccountEmail, e.ContactId });
            enrolments.HasIndex(e => new { e.AccountEmail, e.Email });
            enrolments
                .HasOne<Campaigns.Campaign>()
                .WithMany()
                .HasForeignKey(e => new { e.AccountEmail, e.CampaignId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
