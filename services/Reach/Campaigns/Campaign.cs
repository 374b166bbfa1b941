using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

public enum CampaignState : short
{
    Draft = 0,
    Running = 1,
    Paused = 2,
    Finished = 3,
    Cancelled = 4,
}

public enum AudienceKind : short
{
    Everyone = 0,
    Import = 1,
    Chosen = 2,
}

[Stored("Campaign plans: goal, persona, who is written to and from whom.", Kept.UntilDeleted)]
public sealed class Campaign : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Tells campaigns apart")]
    public required string Name { get; set; }

    [Purpose("What the campaign is for; part of the prompt")]
    public string Goal { get; set; } = "";

    [Purpose("Who is written to, in words; part of the prompt")]
    public string Persona { get; set; } = "";

    [Purpose("The published customer profile of Scope")]
    public Guid? IcpId { get; set; }

    [Purpose("Who it is sent as")]
    public Guid? SenderId { get; set; }

    [Purpose("How the audience is chosen")]
    public AudienceKind Audience { get; set; }

    [Purpose("The import that is the audience")]
    public Guid? AudienceImportId { get; set; }

    [Purpose("Contacts chosen one by one")]
    public Guid[] AudienceContactIds { get; set; } = [];

    [Purpose("People left out of the audience")]
    public Guid[] LeftOutContactIds { get; set; } = [];

    [Purpose("What becomes of a first mail to somebody whom a member knows already")]
    public WarmPolicy WarmPolicy { get; set; }

    [Purpose("Draft, running, paused, finished or cancelled")]
    public CampaignState State { get; private set; }

    [Purpose(
        "Why it was paused by itself, in one word of a fixed list; empty when a person did it"
    )]
    public string PausedBecause { get; private set; } = "";

    [Purpose("When it was launched")]
    public DateTimeOffset? LaunchedAt { get; private set; }

    [Purpose("When the last person had a final answer")]
    public DateTimeOffset? FinishedAt { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Edited() => Version++;

    /// <summary>Whether its plan may be changed now: by a member alone once it was launched, as a member launched it.</summary>
    public Refused? Changeable(Viewing? viewing) =>
        State switch
        {
            CampaignState.Draft => null,
            CampaignState.Running or CampaignState.Paused => viewing is null
                ? null
                : MembersOnly.Refusal,
            _ => Refuse.Conflict(
                "This campaign has ended. Copy it to change it.",
                "campaign-ended"
            ),
        };

    /// <summary>What the launch settled for good.</summary>
    public static Refused Frozen() =>
        Refuse.Conflict(
            "The ICP and the people were settled when the campaign was launched. Copy it to choose others.",
            "plan-frozen"
        );

    public Refused? Launch(DateTimeOffset now)
    {
        if (State != CampaignState.Draft)
        {
            return Refuse.Conflict(
                $"This campaign is {State.ToString().ToLowerInvariant()} already.",
                "already-launched"
            );
        }

        (State, LaunchedAt, Version) = (CampaignState.Running, now, Version + 1);
        return null;
    }

    public Refused? Pause(string because = "") =>
        Move(
            CampaignState.Paused,
            State == CampaignState.Running,
            "Only a running campaign can be paused.",
            because
        );

    public Refused? Resume() =>
        Move(
            CampaignState.Running,
            State == CampaignState.Paused,
            "Only a paused campaign can be resumed."
        );

    public Refused? Cancel() =>
        Move(
            CampaignState.Cancelled,
            State is CampaignState.Draft or CampaignState.Running or CampaignState.Paused,
            "This campaign has ended already."
        );

    private Refused? Move(CampaignState next, bool may, string otherwise, string because = "")
    {
        if (!may)
        {
            return Refuse.Conflict(otherwise);
        }

        (State, PausedBecause, Version) = (next, because, Version + 1);
        return null;
    }

    public sealed class Table : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> campaigns)
        {
            campaigns.HasKey(c => new { c.AccountEmail, c.Id });
            campaigns.Property(c => c.State).HasConversion<short>();
            campaigns.Property(c => c.Audience).HasConversion<short>();
            campaigns.Property(c => c.WarmPolicy).HasConversion<short>();
            campaigns.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
