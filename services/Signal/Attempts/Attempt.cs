using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Attempts;

public enum AttemptState : short
{
    /// <summary>Committed before anything leaves; found after a crash it means that nobody knows.</summary>
    Submitting = 0,
    Succeeded = 1,

    /// <summary>LinkedIn said no.</summary>
    Rejected = 2,

    /// <summary>LinkedIn surely did not take it, and it may go again.</summary>
    NotSent = 3,
    Unknown = 4,

    /// <summary>Was unknown, and is there.</summary>
    Bound = 5,

    /// <summary>Was unknown, and is not there.</summary>
    Absent = 6,
}

[Stored(
    "Each time a post was handed to LinkedIn: when, what LinkedIn said, and how an unknown outcome was settled. The text is hashed.",
    Kept.UntilDeleted
)]
public sealed class Attempt : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which post")]
    public required Guid PostId { get; init; }

    [Purpose("Counts the attempts of a post")]
    public required int Number { get; init; }

    [Purpose("Which time the post was told to go out")]
    public required int Round { get; init; }

    [Purpose("Submitting, succeeded, rejected, not sent, unknown, bound or absent")]
    public AttemptState State { get; private set; }

    [Purpose("Hash of what was sent")]
    public required string Digest { get; init; }

    [Purpose("When it was handed over")]
    public required DateTimeOffset SentAt { get; init; }

    [Purpose("When its outcome was known")]
    public DateTimeOffset? EndedAt { get; private set; }

    [Purpose("LinkedIn's status")]
    public int? HttpStatus { get; private set; }

    [Purpose("LinkedIn's own number for the request, for its support")]
    public string? RequestId { get; private set; }

    [Purpose("What LinkedIn said or how it was settled, in one word")]
    public string Outcome { get; private set; } = "";

    [Purpose("Where the post stands that LinkedIn took this one for a copy of")]
    public string? Twin { get; set; }

    [Purpose("Whether a look at LinkedIn failed, so that not finding it proves nothing")]
    public bool LookFailed { get; set; }

    public void End(
        AttemptState state,
        string outcome,
        DateTimeOffset now,
        int? status = null,
        string? requestId = null
    ) =>
        (State, Outcome, EndedAt, HttpStatus, RequestId) = (
            state,
            outcome,
            now,
            status ?? HttpStatus,
            requestId ?? RequestId
        );

    public sealed class Table : IEntityTypeConfiguration<Attempt>
    {
        public void Configure(EntityTypeBuilder<Attempt> attempts)
        {
            attempts.HasKey(a => new { a.AccountEmail, a.Id });
            attempts.Property(a => a.State).HasConversion<short>();
            attempts
                .HasIndex(a => new
                {
                    a.AccountEmail,
                    a.PostId,
                    a.Number,
                })
                .IsUnique();
            attempts
                .HasOne<Post>()
                .WithMany()
                .HasForeignKey(a => new { a.AccountEmail, a.PostId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
