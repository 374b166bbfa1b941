namespace LeadFuel.Scope.CrmConnections;

public enum StageMeaning : short
{
    /// <summary>Seen, and nobody has said yet what it means: the deal counts as open.</summary>
    Unknown = 0,
    Open = 1,
    Won = 2,
    Lost = 3,
}

/// <summary>HubSpot's pipelines name their stages as they like; what each means is said once.</summary>
[Stored("Stages of your CRM's pipelines that were met, and what each means.", Kept.WithAccount)]
public sealed class CrmStage : IOwned
{
    public const int Longest = 100;

    public string AccountEmail { get; private set; } = "";

    // No reference: its deals outlive the address, and so does what their stages mean.
    [Purpose("The address it was told at")]
    public required Guid ConnectionId { get; init; }

    [Purpose("The stage's id in the CRM")]
    public required string Stage { get; init; }

    [Purpose("Open, won, lost, or not said yet")]
    public StageMeaning Means { get; private set; }

    [Purpose("When it was first met")]
    public DateTimeOffset SeenAt { get; init; }

    public int Version { get; private set; } = 1;

    /// <summary>HubSpot's first pipeline has these names for good.</summary>
    public static StageMeaning ByDefault(string stage) =>
        stage switch
        {
            "closedwon" => StageMeaning.Won,
            "closedlost" => StageMeaning.Lost,
            _ => StageMeaning.Unknown,
        };

    public void Mean(StageMeaning meaning)
    {
        Means = meaning;
        Version++;
    }

    public sealed class Table : IEntityTypeConfiguration<CrmStage>
    {
        public void Configure(EntityTypeBuilder<CrmStage> stages)
        {
            stages.HasKey(s => new
            {
                s.AccountEmail,
                s.ConnectionId,
                s.Stage,
            });
            stages.Property(s => s.Stage).HasMaxLength(Longest);
            stages.Property(s => s.Means).HasConversion<short>();
            stages.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
