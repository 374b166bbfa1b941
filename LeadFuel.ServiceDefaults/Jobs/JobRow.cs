using LeadFuel.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadFuel.Jobs;

public enum JobState : short
{
    Ready = 0,
    Leased = 1,
    Done = 2,
    Dead = 3,
}

/// <summary>Something to be done later: the outbox. Written in the transaction of the act that asks for it.</summary>
[Stored(
    "Work that is due, running or done: ids only, never content.",
    Kept.Days7,
    After = nameof(DoneAt)
)]
public sealed class JobRow : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; }

    [Purpose("What kind of work")]
    public string Kind { get; private init; } = "";

    [Purpose("Ids of the rows the work is about")]
    public string Payload { get; private init; } = "{}";

    [Purpose("Ready, leased, done or dead")]
    public JobState State { get; private set; }

    [Purpose("How often it was tried")]
    public int Attempts { get; private set; }

    [Purpose("When it is due")]
    public DateTimeOffset RunAt { get; private set; }

    [Purpose("Keeps the same work from being asked for twice")]
    public string? DedupeKey { get; private init; }

    [Purpose("Whether it still runs while the account waits for deletion or is suspended")]
    public bool RunsInGrace { get; private init; }

    [Purpose("Until when a runner holds it")]
    public DateTimeOffset? LeaseUntil { get; private set; }

    [Purpose("Which claim of a runner holds it")]
    public Guid? LeaseToken { get; private set; }

    [Purpose("Type and code of the last error, no content")]
    public string? LastError { get; private set; }

    [Purpose("When it was asked for")]
    public DateTimeOffset CreatedAt { get; private init; }

    [Purpose("When it ended")]
    public DateTimeOffset? DoneAt { get; private set; }

    public sealed class Table : IEntityTypeConfiguration<JobRow>
    {
        public void Configure(EntityTypeBuilder<JobRow> builder)
        {
            builder.ToTable("jobs");
            builder.HasKey(j => new { j.AccountEmail, j.Id });
            builder.Property(j => j.Payload).HasColumnType("jsonb");
            builder.Property(j => j.State).HasConversion<short>();
            builder
                .HasIndex(j => new
                {
                    j.AccountEmail,
                    j.Kind,
                    j.DedupeKey,
                })
                .IsUnique();
            builder
                .HasIndex(j => new
                {
                    j.AccountEmail,
                    j.RunAt,
                    j.Id,
                })
                .HasFilter("state in (0, 1)")
                .HasDatabaseName("job_due");
            builder
                .HasIndex(j => new { j.AccountEmail, j.DoneAt })
                .HasFilter("done_at is not null");
        }
    }
}

/// <summary>One row per account that has work, so that a big account cannot hold up a small one.</summary>
[Stored(
    "Which accounts have work waiting, and since when they were last served.",
    Kept.WithAccount
)]
public sealed class JobLane : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("When this account's work was last claimed")]
    public DateTimeOffset ServedAt { get; private set; }

    [Purpose("When its next work is due")]
    public DateTimeOffset NextAt { get; private set; }

    [Purpose("Set while the account waits for deletion or is suspended")]
    public bool Held { get; private set; }

    public sealed class Table : IEntityTypeConfiguration<JobLane>
    {
        public void Configure(EntityTypeBuilder<JobLane> builder) =>
            builder.HasKey(l => l.AccountEmail);
    }
}
