using System.Text.Json;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Interviews;
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

    [Purpose(
        "What was heard, by question, until a person confirms it or leaves it out; empty where nothing was answered"
    )]
    public HeardAnswers Heard { get; private set; } = [];

    [Purpose("In which turns each answer was heard, also one that was left out")]
    public HeardTurns HeardIn { get; private set; } = [];

    [Purpose("Which connection holds it")]
    public Guid? HeldBy { get; private set; }

    [Purpose("Until when it is held")]
    public DateTimeOffset? HeldUntil { get; private set; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public void Agree(string by, DateTimeOffset now) => (ConsentBy, ConsentAt) = (by, now);

    /// <param name="turns">What was said since answers were last heard.</param>
    /// <param name="all">Every answer once more: of those that are known only the words may change, not where they were said.</param>
    public void Hear(
        IReadOnlyDictionary<string, string> answers,
        IReadOnlyList<string> turns,
        bool all
    )
    {
        var (texts, places) = (new HeardAnswers(Heard), new HeardTurns(HeardIn));
        foreach (var (question, text) in answers)
        {
            var before = texts.GetValueOrDefault(question);
            if (text == before || (text.Length == 0 && before is not null))
            {
                continue;
            }

            texts[question] = text;
            if (!all || string.IsNullOrEmpty(before))
            {
                // What was left out is no part of what is heard instead.
                string[] known = before is null ? [] : places.GetValueOrDefault(question, []);
                places[question] = [.. known.Union(turns)];
            }
        }

        (Heard, HeardIn) = (texts, places);
    }

    /// <summary>Asked and without an answer. What was left out is asked again while the intake goes on.</summary>
    public string[] Passed =>
        [
            .. Heard.Where(one => one.Value.Length == 0).Select(one => one.Key),
            .. EndedAt is null ? [] : HeardIn.Keys.Except(Heard.Keys),
        ];

    /// <summary>What was spoken about an ICP until now.</summary>
    public static async Task<Spoken> Of(Guid icp, ScopeDb db, CancellationToken ct)
    {
        var answered = await db
            .Answers.Where(a => a.IcpId == icp && a.Value != "")
            .Select(a => a.Question)
            .ToListAsync(ct);
        var intakes = await db
            .VoiceIntakes.AsNoTracking()
            .Where(i => i.IcpId == icp)
            .OrderBy(i => i.Id)
            .ToListAsync(ct);
        var found = new Dictionary<string, Unconfirmed>();
        foreach (var intake in intakes)
        {
            foreach (var (question, text) in intake.Heard)
            {
                if (text.Length > 0 && !answered.Contains(question))
                {
                    found[question] = new(text, intake.HeardIn.GetValueOrDefault(question, []));
                }
            }
        }

        return new(
            intakes.LastOrDefault(),
            found,
            [.. Question.All.Select(q => q.Key).Except(answered).Except(found.Keys)]
        );
    }

    /// <param name="ToConfirm">What was heard and is neither an answer nor left out, with where it was said; of two the later one.</param>
    /// <param name="Open">Questions that have no answer and none that waits to be confirmed, in their order.</param>
    public sealed record Spoken(
        VoiceIntake? Newest,
        IReadOnlyDictionary<string, Unconfirmed> ToConfirm,
        string[] Open
    );

    public sealed record Unconfirmed(string Text, string[] Turns);

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
                .Property(i => i.HeardIn)
                .HasColumnType("jsonb")
                .HasDefaultValueSql("'{}'::jsonb");
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
public sealed class HeardAnswers(IEnumerable<KeyValuePair<string, string>> answers)
    : Dictionary<string, string>(answers)
{
    public HeardAnswers()
        : this([]) { }

    public sealed class Json()
        : ValueConverter<HeardAnswers, string>(
            answers => JsonSerializer.Serialize(answers, HouseJson.Options),
            json => JsonSerializer.Deserialize<HeardAnswers>(json, HouseJson.Options)!
        );
}

/// <summary>Turns by question: OpenAI's names for them.</summary>
public sealed class HeardTurns(IEnumerable<KeyValuePair<string, string[]>> turns)
    : Dictionary<string, string[]>(turns)
{
    public HeardTurns()
        : this([]) { }

    public sealed class Json()
        : ValueConverter<HeardTurns, string>(
            turns => JsonSerializer.Serialize(turns, HouseJson.Options),
            json => JsonSerializer.Deserialize<HeardTurns>(json, HouseJson.Options)!
        );
}
