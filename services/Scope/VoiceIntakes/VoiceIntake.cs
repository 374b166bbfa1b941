using System.Text.Json;
using LeadFuel.Scope.Icps;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeadFuel.Scope.VoiceIntakes;

[Stored(
    "Spoken intakes of an ICP: consent, length, and the answers heard, which wait to be confirmed. Never sound.",
    Kept.UntilDeleted
)]
public sealed class VoiceIntake : IOwned
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>A page that holds the intake renews this; after it another may go on.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(15);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The ICP it is for")]
    public required Guid IcpId { get; init; }

    [Purpose("Which questions it asks: those without an answer when it began")]
    public required string[] Questions { get; init; }

    [Purpose("Who agreed that sound and text go to OpenAI")]
    public string ConsentBy { get; private set; } = "";

    [Purpose("When they agreed")]
    public DateTimeOffset ConsentAt { get; private set; }

    [Purpose("How long the microphone's page was connected, in seconds")]
    public int Seconds { get; private set; }

    [Purpose("What was heard, by question, until a person confirms it")]
    public HeardAnswers Heard { get; private set; } = [];

    [Purpose("Which connection holds it")]
    public Guid? HeldBy { get; private set; }

    [Purpose("Until when it is held")]
    public DateTimeOffset? HeldUntil { get; private set; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public void Agree(string by, DateTimeOffset now) => (ConsentBy, ConsentAt) = (by, now);

    public void Hear(HeardAnswers answers) => Heard = answers;

    public void End(DateTimeOffset now)
    {
        EndedAt ??= now;
        (HeldBy, HeldUntil) = (null, null);
    }

    public sealed class Table : IEntityTypeConfiguration<VoiceIntake>
    {
        public void Configure(EntityTypeBuilder<VoiceIntake> intakes)
        {
            intakes.HasKey(i => new { i.AccountEmail, i.Id });
            intakes.Property(i => i.Heard).HasColumnType("jsonb");
            intakes
                .HasIndex(i => i.AccountEmail)
                .HasFilter("ended_at is null")
                .IsUnique()
                .HasDatabaseName("one_voice_intake");
            intakes
                .HasOne<Icp>()
                .WithMany()
                .HasForeignKey(i => new { i.AccountEmail, i.IcpId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Answers by question, as they were heard.</summary>
public sealed class HeardAnswers : Dictionary<string, string>
{
    public sealed class Json()
        : ValueConverter<HeardAnswers, string>(
            answers => JsonSerializer.Serialize(answers, HouseJson.Options),
            json => JsonSerializer.Deserialize<HeardAnswers>(json, HouseJson.Options)!
        );
}
