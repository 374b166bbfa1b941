namespace LeadFuel.Reach.Sends;

/// <summary>From accepted on the order is the rank: a state never goes back to a lower one.</summary>
public enum MessageState : short
{
    Planned = 0,
    Submitting = 1,
    Uncertain = 2,
    Skipped = 3,
    Failed = 4,
    Accepted = 10,
    Delayed = 11,
    Delivered = 12,
    Bounced = 13,
    Complained = 14,
}

[Stored(
    "Mails of a campaign, tests and probes to yourself: the exact bytes that went to Resend and what became of them.",
    Kept.UntilDeleted
)]
public sealed class Message : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign; none for a probe of your own mailbox")]
    public required Guid CampaignId { get; init; }

    [Purpose("Which person of the campaign; none for a test to yourself")]
    public Guid? EnrolmentId { get; init; }

    [Purpose("Which step")]
    public required Guid StepId { get; init; }

    [Purpose("The step's number")]
    public required int StepNumber { get; init; }

    [Purpose("Which version of the plan it was claimed under")]
    public int? PlanNumber { get; private set; }

    [Purpose("Whether it is a test to yourself, which counts nowhere")]
    public bool IsTest { get; init; }

    [Purpose("Where it stands")]
    public MessageState State { get; private set; }

    [Purpose("When it is due; empty until the step before has gone out")]
    public DateTimeOffset? DueAt { get; set; }

    [Purpose("Counts how often it was put to work again")]
    public int Wakes { get; set; }

    [Purpose("The address it went to")]
    public string ToAddress { get; private set; } = "";

    [Purpose("The bytes that went to Resend")]
    public byte[]? Payload { get; private set; }

    [Purpose("When it was first handed to Resend")]
    public DateTimeOffset? FirstAttemptAt { get; private set; }

    [Purpose("When it was last handed to Resend")]
    public DateTimeOffset? LastAttemptAt { get; private set; }

    [Purpose("When Resend took it")]
    public DateTimeOffset? AcceptedAt { get; private set; }

    [Purpose("Names the mail at Resend")]
    public string? ProviderId { get; private set; }

    [Purpose("The Message-ID that Resend gave it, to match answers")]
    public string? VendorMessageId { get; private set; }

    [Purpose("Makes answers find this mail, whoever writes them")]
    public required string ReplyToken { get; init; }

    [Purpose("What Resend said when it refused, without content")]
    public string? Error { get; private set; }

    /// <summary>Resend forgets its idempotency keys after 24 hours: a later repeat would send again.</summary>
    public static readonly TimeSpan RepeatableFor = TimeSpan.FromHours(23);

    public string IdempotencyKey => $"reach/{Id}";

    public bool Open =>
        State is MessageState.Planned or MessageState.Submitting or MessageState.Uncertain;

    /// <summary>Of no campaign: a mail to a member's own mailbox that shows whether answers would arrive there.</summary>
    public static Message Probe(string token) =>
        new()
        {
            CampaignId = Guid.Empty,
            StepId = Guid.Empty,
            StepNumber = 1,
            IsTest = true,
            ReplyToken = token,
        };

    public bool IsProbe => CampaignId == Guid.Empty;

    /// <param name="plan">Which version of the plan the bytes go by; none for a test.</param>
    public void Freeze(string to, byte[] payload, DateTimeOffset now, int? plan = null) =>
        (State, ToAddress, Payload, PlanNumber, FirstAttemptAt, LastAttemptAt, Error) = (
            MessageState.Submitting,
            to,
            payload,
            plan,
            now,
            now,
            null
        );

    public void TryAgain(DateTimeOffset now) => LastAttemptAt = now;

    /// <summary>Resend has surely not taken it, and no earlier try is open: it is planned as before, to be decided anew.</summary>
    public void NotTaken() =>
        (State, Payload, PlanNumber, FirstAttemptAt, LastAttemptAt) = (
            MessageState.Planned,
            null,
            null,
            null,
            null
        );

    public void Accepted(string? providerId, DateTimeOffset now)
    {
        Rise(MessageState.Accepted);
        ProviderId ??= providerId;
        AcceptedAt ??= now;
    }

    /// <summary>Resend took it and could not send it. Only what did arrive says otherwise.</summary>
    public void FailedThere(string reason)
    {
        if (State < MessageState.Delivered)
        {
            (State, Error) = (MessageState.Failed, reason);
        }
    }

    public void Named(string vendorMessageId) => VendorMessageId ??= vendorMessageId;

    public void Rise(MessageState to)
    {
        var failedThere = State == MessageState.Failed && AcceptedAt is not null;
        if (to > State && (!failedThere || to >= MessageState.Delivered))
        {
            State = to;
        }
    }

    public void Skip() => State = MessageState.Skipped;

    public void Fail(string error) => (State, Error) = (MessageState.Failed, error);

    public void Uncertain(string error)
    {
        if (State == MessageState.Submitting)
        {
            (State, Error) = (MessageState.Uncertain, error);
        }
    }

    /// <summary>A person has said that the mail did not go out. Its bytes stay: within a day Resend would still know them and send nothing twice.</summary>
    public void PlanAgain(DateTimeOffset now) =>
        (State, FirstAttemptAt, LastAttemptAt, Error, DueAt, Wakes) = (
            MessageState.Planned,
            null,
            null,
            null,
            now,
            Wakes + 1
        );

    public sealed class Table : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> messages)
        {
            messages.HasKey(m => new { m.AccountEmail, m.Id });
            messages.Property(m => m.State).HasConversion<short>();
            messages.Ignore(m => m.IdempotencyKey);
            messages.Ignore(m => m.Open);
            messages.Ignore(m => m.IsProbe);
            messages
                .HasIndex(m => new
                {
                    m.AccountEmail,
                    m.EnrolmentId,
                    m.StepId,
                })
                .IsUnique();
            messages.HasIndex(m => new
            {
                m.AccountEmail,
                m.CampaignId,
                m.State,
            });
            messages.HasIndex(m => new { m.AccountEmail, m.ToAddress });
            messages.HasIndex(m => new { m.AccountEmail, m.AcceptedAt });
            messages
                .HasOne<Enrolment>()
                .WithMany()
                .HasForeignKey(m => new { m.AccountEmail, m.EnrolmentId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
