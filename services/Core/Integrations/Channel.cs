using System.Globalization;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Integrations;

public enum ChannelKind : short
{
    Webhook = 0,
    Slack = 1,
}

/// <summary>Where an account's events are told: at most one address of each kind.</summary>
[Stored("Addresses of your webhook and of your Slack channel, encrypted.", Kept.WithAccount)]
public sealed class Channel : IOwned
{
    public const string SealedFor = "core.channel";

    /// <summary>How long the secret before signs beside the new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>From so many failures in a row on, one try a minute asks whether it is back.</summary>
    public const int Broken = 10;

    /// <summary>How long one call holds an address at most: longer than any call takes.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Probe = TimeSpan.FromMinutes(1);

    // Slack takes one message a second.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private const int DaysOfFailure = 5;

    public string AccountEmail { get; private set; } = "";

    [Purpose("What kind of address it is")]
    public required ChannelKind Kind { get; init; }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose(
        "The address you gave",
        Encrypted = true,
        SealedFor = SealedFor,
        Withheld = "a secret"
    )]
    public required string Url { get; set; }

    [Purpose("What you call the place")]
    public string? Name { get; init; }

    [Purpose("Counts your secrets; each is made of its number and stored nowhere")]
    public int SecretNumber { get; private set; } = 1;

    [Purpose("Until when the secret before signs, too")]
    public DateTimeOffset? OldSecretUntil { get; private set; }

    [Purpose("When a test first reached it; before that it is told nothing")]
    public DateTimeOffset? ProvedAt { get; private set; }

    [Purpose("When it was switched off: its other side wants nothing more, or is not there")]
    public DateTimeOffset? StoppedAt { get; private set; }

    [Purpose("Why, in a word")]
    public string? StoppedBecause { get; private set; }

    [Purpose("Until when one call is under way, or the other side asked for a pause")]
    public DateTimeOffset? BusyUntil { get; set; }

    [Purpose("How many tries in a row did not arrive")]
    public int Failures { get; private set; }

    [Purpose("When the first of them was")]
    public DateTimeOffset? FirstFailedAt { get; private set; }

    [Purpose("After how many days of that its owners were told last")]
    public short ToldAfterDays { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Open => ProvedAt is not null && StoppedAt is null;

    public Refused? NewSecret(DateTimeOffset now)
    {
        // Two sign at most: a third one would end the first, with which the receiver may still verify.
        if (OldSecretUntil > now)
        {
            return Refuse.Conflict(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The secret before still signs. The next one can be made after {OldSecretUntil.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
                ),
                "secret-overlap"
            );
        }

        (SecretNumber, OldSecretUntil) = (SecretNumber + 1, now + Overlap);
        return null;
    }

    public void Prove(DateTimeOffset now)
    {
        (ProvedAt, StoppedAt, StoppedBecause) = (ProvedAt ?? now, null, null);
        Arrived();
    }

    /// <summary>What a try means for all that follows: when the next may begin, and whether there is one. Answers which mail its owners get of it.</summary>
    public MailKind? Settle(Answer answer, DateTimeOffset now)
    {
        Rest(answer, now);
        switch (answer.Verdict)
        {
            case Verdict.Delivered:
                Arrived();
                return null;
            case Verdict.Never:
                // It answers: what was wrong was the message.
                return null;
            case Verdict.Stop:
                return Stop(answer.Error, now);
        }

        (Failures, FirstFailedAt) = (Failures + 1, FirstFailedAt ?? now);
        if (Failures >= Broken && !(BusyUntil > now + Probe))
        {
            BusyUntil = now + Probe;
        }

        var days = (now - FirstFailedAt.Value).Days;
        var step = (short)(days >= 3 ? 3 : Math.Min(days, 1));
        if (days >= DaysOfFailure)
        {
            return Stop("failing", now);
        }

        if (step <= ToldAfterDays)
        {
            return null;
        }

        ToldAfterDays = step;
        return MailKind.ChannelFailing;
    }

    /// <summary>When the next call may begin after this one.</summary>
    public void Rest(Answer answer, DateTimeOffset now) =>
        BusyUntil = now + (answer.Pause ?? (Kind == ChannelKind.Slack ? Second : null));

    private MailKind Stop(string because, DateTimeOffset now)
    {
        (StoppedAt, StoppedBecause) = (now, because);
        return MailKind.ChannelStopped;
    }

    private void Arrived() => (Failures, FirstFailedAt, ToldAfterDays) = (0, null, 0);

    /// <summary>The row until the unit ends, so that one call at a time is under way.</summary>
    public static Task<Channel?> Hold(CoreDb db, ChannelKind kind, CancellationToken ct) =>
        db
            .Channels.FromSql(
                $"select * from channels where account_email = {db.Account.Email} and kind = {(short)kind} for update"
            )
            .SingleOrDefaultAsync(ct);

    public sealed class Table : IEntityTypeConfiguration<Channel>
    {
        public void Configure(EntityTypeBuilder<Channel> channels)
        {
            channels.HasKey(c => new { c.AccountEmail, c.Kind });
            channels.Property(c => c.Kind).HasConversion<short>();
            channels.Property(c => c.Name).HasMaxLength(80);
            channels.Property(c => c.StoppedBecause).HasMaxLength(60);
            channels.Ignore(c => c.Open);
        }
    }
}

/// <summary>What an address is told. No row: nothing.</summary>
[Stored(
    "Which events are told to your webhook and to Slack, and which with customer data.",
    Kept.WithAccount
)]
public sealed class ChannelEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("What kind of address it is")]
    public required ChannelKind Kind { get; init; }

    [Purpose("Which event")]
    public required string Type { get; init; }

    [Purpose("Whether it is told")]
    public bool Send { get; set; }

    [Purpose("Whether customer data go with it")]
    public bool Details { get; set; }

    /// <summary>What may be told of an event, and where: the one place that says it.</summary>
    public static IQueryable<ChannelEvent> On(CoreDb db, string type) =>
        db.ChannelEvents.AsNoTracking().Where(e => e.Type == type && e.Send);

    public sealed class Table : IEntityTypeConfiguration<ChannelEvent>
    {
        public void Configure(EntityTypeBuilder<ChannelEvent> events)
        {
            events.HasKey(e => new
            {
                e.AccountEmail,
                e.Kind,
                e.Type,
            });
            events.Property(e => e.Kind).HasConversion<short>();
            events.Property(e => e.Type).HasMaxLength(60);
        }
    }
}
