using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.SignInLinks;

/// <summary>A link on its way to the typed address. Its row ends with its use, with its 30 minutes, or with three younger links.</summary>
[Stored(
    "Sign-in links on their way: a hash, never the link.",
    "30 minutes at most; gone with the first use."
)]
public sealed class SignInLink : IOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    public const int MaxLive = 3;
    public const int MaxTries = 3;

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [Purpose("Recognises the link without holding it", Withheld = "a hash only")]
    public required byte[] TokenHash { get; init; }

    [Purpose("Recognises the browser that asked", Withheld = "a hash only")]
    public string? Browser { get; init; }

    [Purpose("Which page the person was on the way to")]
    public string? Next { get; init; }

    [Purpose("When it stops working and is deleted")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [Purpose("When another browser showed the six digits")]
    public DateTimeOffset? NumberShownAt { get; private set; }

    [Purpose("How often the six digits were tried")]
    public int NumberTries { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public void Show(DateTimeOffset now) => NumberShownAt = now;

    public sealed class Table : IEntityTypeConfiguration<SignInLink>
    {
        public void Configure(EntityTypeBuilder<SignInLink> builder)
        {
            builder.HasKey(l => new { l.AccountEmail, l.Id });
            builder.Property(l => l.Browser).HasMaxLength(100);
            builder.Property(l => l.Next).HasMaxLength(AskForLink.LongestNext);
        }
    }
}

/// <summary>Counted to hold the limits per address and per network.</summary>
[Stored("That a sign-in link was asked for, to hold the hourly limits.", "One hour.")]
public sealed class SignInAsk : IOwned
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);
    public const int PerAddress = 5;
    public const int PerNetwork = 20;

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [Purpose("When it was asked")]
    public required DateTimeOffset At { get; init; }

    [Purpose("Counts asks from one network address without holding it", Withheld = "a hash only")]
    public string? Network { get; init; }

    /// <summary>One of a /24 must not use up what its neighbours may ask.</summary>
    public static string? Of(string? peer, SecretKeys keys) =>
        peer is null
            ? null
            : Convert.ToHexStringLower(
                HMACSHA256.HashData(
                    keys.Derive("sign-in-ask/v1/peer"),
                    Encoding.UTF8.GetBytes(peer)
                )
            );

    public sealed class Table : IEntityTypeConfiguration<SignInAsk>
    {
        public void Configure(EntityTypeBuilder<SignInAsk> builder)
        {
            builder.HasKey(a => new { a.AccountEmail, a.Id });
            builder.Property(a => a.Network).HasMaxLength(64);
        }
    }
}
