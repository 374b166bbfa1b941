using LeadFuel.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadFuel.Providers;

/// <summary>One call that left the house: committed before the socket opens, completed after. No content.</summary>
[Stored(
    "Every call that left for a third party: when, to whom, why, which categories, how many bytes. No content.",
    Kept.Days90,
    After = nameof(At)
)]
public sealed class EgressCall : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("When the call was made")]
    public required DateTimeOffset At { get; init; }

    [Purpose("Which third party")]
    public required string Provider { get; init; }

    [Purpose("The host that was called")]
    public required string Host { get; init; }

    [Purpose("Why")]
    public required string Purpose { get; init; }

    [Purpose("Which categories of data went with it")]
    public required string[] Categories { get; init; }

    [Purpose("Size of what was sent")]
    public long BytesOut { get; init; }

    [Purpose("Size of what came back")]
    public long BytesIn { get; private set; }

    [Purpose("The answer's status; 0 while the outcome is not known")]
    public int Status { get; private set; }

    [Purpose("How long it took, in milliseconds")]
    public int DurationMs { get; private set; }

    [Purpose(
        "Hash of what was sent, to compare with what a third party says it got",
        Withheld = "a hash only"
    )]
    public byte[] BodySha256 { get; init; } = [];

    [Purpose("Who asked: the member or the job")]
    public required string AskedBy { get; init; }

    public sealed class Table : IEntityTypeConfiguration<EgressCall>
    {
        public void Configure(EntityTypeBuilder<EgressCall> builder)
        {
            builder.HasKey(c => new { c.AccountEmail, c.Id });
            builder.HasIndex(c => new { c.AccountEmail, c.At });
        }
    }
}

/// <summary>Whether a provider may be called: on, drain (finish, start none) or off, for all or for one account.</summary>
[Stored("Which third parties an operator has switched off.", Kept.WithAccount)]
public sealed class ProviderSwitch : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which third party")]
    public required string Provider { get; init; }

    [Purpose("on, drain or off")]
    public required string State { get; set; }

    [Purpose("What people are told meanwhile")]
    public string Says { get; set; } = "";

    public sealed class Table : IEntityTypeConfiguration<ProviderSwitch>
    {
        public void Configure(EntityTypeBuilder<ProviderSwitch> builder) =>
            builder.HasKey(s => new { s.AccountEmail, s.Provider });
    }
}
