namespace LeadFuel.Core.Mails;

public enum MailKind : short
{
    SignInLink = 0,
    OperatorLink = 1,
    ExportReady = 2,
    DeletionScheduled = 3,
    DeletionReminder = 4,
    DeletionUndone = 5,
    DeletionReceipt = 6,
    ChannelFailing = 7,
    ChannelStopped = 8,
    TrialEnding = 9,
    OperatorInvite = 10,
    AccountSuspended = 20,
    SuspensionLifted = 21,
}

public enum MailState : short
{
    Queued = 0,
    Sent = 1,
    Delayed = 2,
    Delivered = 3,
    Bounced = 4,
    Complained = 5,
    Failed = 6,
    Dropped = 7,
}

/// <summary>A mail of the suite itself. It holds no text: the mail is rendered anew at each try.</summary>
[Stored(
    "Mails the suite sent you: kind, address and what became of them; no text.",
    Kept.Days30,
    After = nameof(CreatedAt)
)]
public sealed class Mail : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("What kind of mail")]
    public required MailKind Kind { get; init; }

    [Purpose("Where it goes")]
    public required string Recipient { get; init; }

    [Purpose("The row it is about")]
    public required Guid SubjectId { get; init; }

    [Purpose("Queued, sent, delivered, bounced, complained, failed or dropped")]
    public MailState State { get; private set; }

    [Purpose("Its name at the mail provider")]
    public string? ResendId { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public void Sent(string resendId, DateTimeOffset now)
    {
        Left(resendId);
        Become(MailState.Sent, now);
    }

    /// <summary>The provider has it. One that was given up here and put back by an operator begins its way anew.</summary>
    public void Left(string resendId)
    {
        if (State == MailState.Failed && ResendId is null)
        {
            State = MailState.Queued;
        }

        ResendId ??= resendId;
    }

    /// <summary>States only move forward: events come late and out of order.</summary>
    public void Become(MailState state, DateTimeOffset now)
    {
        if (state > State)
        {
            (State, UpdatedAt) = (state, now);
        }
    }

    /// <summary>The row until the unit ends: the sender and a notice of it must not undo each other.</summary>
    public static Task<Mail?> Hold(CoreDb db, Guid id, CancellationToken ct) =>
        db
            .Mails.FromSql(
                $"select * from mails where account_email = {db.Account.Email} and id = {id} for update"
            )
            .SingleOrDefaultAsync(ct);

    public sealed class Table : IEntityTypeConfiguration<Mail>
    {
        public void Configure(EntityTypeBuilder<Mail> builder)
        {
            builder.HasKey(m => new { m.AccountEmail, m.Id });
            builder.Property(m => m.Kind).HasConversion<short>();
            builder.Property(m => m.State).HasConversion<short>();
            builder.Property(m => m.Recipient).HasMaxLength(254);
            builder.Property(m => m.ResendId).HasMaxLength(64);
            builder.HasIndex(m => new { m.AccountEmail, m.CreatedAt });
        }
    }
}

[Stored(
    "Notices of the mail provider that were taken in, to take each in once.",
    Kept.Days30,
    After = nameof(At)
)]
public sealed class MailEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The notice's own id")]
    public required string SvixId { get; init; }

    [Purpose("What it said, such as delivered")]
    public required string Type { get; init; }

    [Purpose("When it came")]
    public required DateTimeOffset At { get; init; }

    public sealed class Table : IEntityTypeConfiguration<MailEvent>
    {
        public void Configure(EntityTypeBuilder<MailEvent> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.SvixId });
            builder.Property(e => e.SvixId).HasMaxLength(100);
            builder.Property(e => e.Type).HasMaxLength(60);
            builder.HasIndex(e => new { e.AccountEmail, e.At });
        }
    }
}

[Stored("Addresses of members that mail does not reach, and why.", Kept.WithAccount)]
public sealed class MailTrouble : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The address")]
    public required string Address { get; init; }

    [Purpose("Bounced or complained")]
    public required MailState State { get; set; }

    [Purpose("Since when")]
    public required DateTimeOffset At { get; set; }

    public sealed class Table : IEntityTypeConfiguration<MailTrouble>
    {
        public void Configure(EntityTypeBuilder<MailTrouble> builder)
        {
            builder.HasKey(t => new { t.AccountEmail, t.Address });
            builder.Property(t => t.Address).HasMaxLength(254);
            builder.Property(t => t.State).HasConversion<short>();
        }
    }
}
