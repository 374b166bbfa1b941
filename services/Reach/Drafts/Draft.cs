using System.Security.Cryptography;
using System.Text;
using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Drafts;

public enum DraftState : short
{
    Empty = 0,
    Generating = 1,
    Review = 2,
    Approved = 3,
}

[Stored("The text of each step, and whose word stands for it.", Kept.UntilDeleted)]
public sealed class Draft : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("Which step")]
    public required Guid StepId { get; init; }

    [Purpose("The subject with merge fields")]
    public string Subject { get; private set; } = "";

    [Purpose("The text with merge fields")]
    public string Body { get; private set; } = "";

    [Purpose("Whether it waits for approval or has it")]
    public DraftState State { get; private set; }

    [Purpose("Hash of the text that was approved")]
    public string? ApprovedHash { get; private set; }

    [Purpose("Who approved it")]
    public string? ApprovedBy { get; private set; }

    [Purpose("When it was approved")]
    public DateTimeOffset? ApprovedAt { get; private set; }

    public int Version { get; private set; } = 1;

    public string ContentHash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Subject}\n{Body}")));

    public bool Written => Subject.Length > 0 && Body.Length > 0;

    /// <summary>Those of campaigns that do not lie in the bin.</summary>
    public static IQueryable<Draft> Present(ReachDb db) =>
        db.Drafts.Where(d => db.Campaigns.Any(c => c.Id == d.CampaignId));

    /// <summary>Those that wait for a member's yes, of campaigns that can still send.</summary>
    public static IQueryable<Draft> ToApprove(ReachDb db) =>
        db.Drafts.Where(d =>
            d.State == DraftState.Review
            && db.Campaigns.Any(c =>
                c.Id == d.CampaignId
                && c.State != CampaignState.Finished
                && c.State != CampaignState.Cancelled
            )
        );

    /// <summary>An edit takes the approval back: nothing goes out that nobody has read.</summary>
    public void Write(string subject, string body)
    {
        (Subject, Body) = (subject, body);
        State = Written ? DraftState.Review : DraftState.Empty;
        (ApprovedHash, ApprovedBy, ApprovedAt) = (null, null, null);
        Version++;
    }

    public void Generating() =>
        (State, ApprovedHash, ApprovedBy, ApprovedAt, Version) = (
            DraftState.Generating,
            null,
            null,
            null,
            Version + 1
        );

    public void NotGenerated() =>
        (State, Version) = (Written ? DraftState.Review : DraftState.Empty, Version + 1);

    /// <summary>The approval is for the text whose hash the approver has seen, and for no other.</summary>
    public Refused? Approve(string hash, string by, DateTimeOffset now)
    {
        if (State == DraftState.Generating)
        {
            return Refuse.Conflict("This draft is being written. Wait for its end.");
        }

        if (!Written)
        {
            return Refuse.Unprocessable(
                "draft-empty",
                "Write a subject and a text before you approve."
            );
        }

        if (hash != ContentHash)
        {
            return Refuse.Conflict(
                "The text has changed since you read it. Read it again, then approve.",
                "draft-changed"
            );
        }

        (State, ApprovedHash, ApprovedBy, ApprovedAt, Version) = (
            DraftState.Approved,
            hash,
            by,
            now,
            Version + 1
        );
        return null;
    }

    public void Withdraw()
    {
        (ApprovedHash, ApprovedBy, ApprovedAt) = (null, null, null);
        (State, Version) = (Written ? DraftState.Review : DraftState.Empty, Version + 1);
    }

    public sealed class Table : IEntityTypeConfiguration<Draft>
    {
        public void Configure(EntityTypeBuilder<Draft> drafts)
        {
            drafts.HasKey(d => new { d.AccountEmail, d.Id });
            drafts.Property(d => d.State).HasConversion<short>();
            drafts.Property(d => d.Version).IsConcurrencyToken();
            drafts.Ignore(d => d.ContentHash);
            drafts.Ignore(d => d.Written);
            drafts.HasIndex(d => new { d.AccountEmail, d.CampaignId });
            drafts.HasIndex(d => new { d.AccountEmail, d.StepId }).IsUnique();
            drafts
                .HasOne<Step>()
                .WithMany()
                .HasForeignKey(d => new { d.AccountEmail, d.StepId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
