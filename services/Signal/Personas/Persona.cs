namespace LeadFuel.Signal.Personas;

public enum EmojiPolicy : short
{
    None = 0,
    Sparing = 1,
    Free = 2,
}

public enum HashtagPolicy : short
{
    None = 0,
    UpToThree = 1,
    Free = 2,
}

[Stored(
    "Personas: whose voice a post has, how it sounds, and posts to learn from.",
    Kept.UntilDeleted
)]
public sealed class Persona : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Tells personas apart; part of the prompt")]
    public string Name { get; private set; } = "";

    [Purpose("What this person does; part of the prompt")]
    public string Role { get; private set; } = "";

    [Purpose("Who reads them; part of the prompt")]
    public string Audience { get; private set; } = "";

    [Purpose("How formal it sounds, 0 to 4; part of the prompt")]
    public int Formal { get; private set; }

    [Purpose("How playful it sounds, 0 to 4; part of the prompt")]
    public int Playful { get; private set; }

    [Purpose("How bold it sounds, 0 to 4; part of the prompt")]
    public int Bold { get; private set; }

    [Purpose("What posts should do; part of the prompt")]
    public string[] Dos { get; private set; } = [];

    [Purpose("What posts should not do; part of the prompt")]
    public string[] Donts { get; private set; } = [];

    [Purpose("Phrases that are never used; part of the prompt")]
    public string[] BannedPhrases { get; private set; } = [];

    [Purpose("Phrases that are theirs; part of the prompt")]
    public string[] SignaturePhrases { get; private set; } = [];

    [Purpose("Whether emoji are used; part of the prompt")]
    public EmojiPolicy Emoji { get; private set; }

    [Purpose("Whether hashtags are used; part of the prompt")]
    public HashtagPolicy Hashtags { get; private set; }

    [Purpose("In which language; part of the prompt")]
    public string Language { get; private set; } = "";

    [Purpose("Posts that sound right; part of the prompt")]
    public string[] Samples { get; private set; } = [];

    [Purpose("Where its posts go unless another place is chosen")]
    public Guid? DefaultTargetId { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Edited() => Version++;

    public void Write(WritePersona.Request words)
    {
        (Name, Role, Audience, Language) = (
            words.Name.Trim(),
            words.Role?.Trim() ?? "",
            words.Audience?.Trim() ?? "",
            words.Language?.Trim() is { Length: > 0 } language ? language : "English"
        );
        (Formal, Playful, Bold) = (words.Formal, words.Playful, words.Bold);
        (Emoji, Hashtags, DefaultTargetId) = (words.Emoji, words.Hashtags, words.DefaultTargetId);
        (Dos, Donts) = (Lines(words.Dos), Lines(words.Donts));
        (BannedPhrases, SignaturePhrases) = (
            Lines(words.BannedPhrases),
            Lines(words.SignaturePhrases)
        );
        Samples = Lines(words.Samples);
    }

    private static string[] Lines(IReadOnlyList<string>? lines) =>
        [
            .. (lines ?? [])
                .Select(line => line.ReplaceLineEndings("\n").Trim())
                .Where(line => line.Length > 0),
        ];

    public sealed class Table : IEntityTypeConfiguration<Persona>
    {
        public void Configure(EntityTypeBuilder<Persona> personas)
        {
            personas.HasKey(p => new { p.AccountEmail, p.Id });
            personas.Property(p => p.Emoji).HasConversion<short>();
            personas.Property(p => p.Hashtags).HasConversion<short>();
            personas.Property(p => p.Version).IsConcurrencyToken();
        }
    }
}
