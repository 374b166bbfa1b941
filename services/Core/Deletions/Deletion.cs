using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.Deletions;

public enum DeletionState : short
{
    Waiting = 0,
    Undone = 1,
    Purging = 2,
}

/// <summary>An owner's request to delete the account. It waits 30 days, in which it can be undone.</summary>
[Stored(
    "Requests to delete the account: by whom, until when they can be undone, what became of them.",
    Kept.WithAccount
)]
public sealed class Deletion : IOwned
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Waiting, undone or being carried out")]
    public DeletionState State { get; private set; }

    [Purpose("Who asked for it")]
    public required string RequestedBy { get; init; }

    [Purpose("When it is carried out")]
    public required DateTimeOffset DueAt { get; init; }

    [Purpose("When it was undone")]
    public DateTimeOffset? UndoneAt { get; private set; }

    [Purpose("When everything was deleted in the other services, for the receipt")]
    public DateTimeOffset? PurgedAt { get; private set; }

    [Purpose("Rows that were deleted, by service and table, for the receipt")]
    public string? Totals { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Undo(DateTimeOffset now) => (State, UndoneAt) = (DeletionState.Undone, now);

    public void Carry() => State = DeletionState.Purging;

    public void Count(string totals) => Totals = totals;

    public void Purged(DateTimeOffset now) => PurgedAt ??= now;

    /// <summary>The one that is not undone, held until the unit ends.</summary>
    public static Task<Deletion?> Hold(CoreDb db, CancellationToken ct) =>
        db
            .Deletions.FromSql(
                $"select * from deletions where account_email = {db.Account.Email} and state <> 1 for update"
            )
            .SingleOrDefaultAsync(ct);

    public sealed class Table : IEntityTypeConfiguration<Deletion>
    {
        public void Configure(EntityTypeBuilder<Deletion> builder)
        {
            builder.HasKey(d => new { d.AccountEmail, d.Id });
            builder.Property(d => d.State).HasConversion<short>();
            builder.Property(d => d.RequestedBy).HasMaxLength(254);
            builder.HasIndex(d => new { d.AccountEmail, d.CreatedAt });
        }
    }
}

/// <summary>That an account was deleted, for whoever holds its address and asks. It names nobody.</summary>
[Stored(
    "Receipts of deleted accounts: a keyed hash of the address, times, rows by table. No address: it belongs to no account any more.",
    "12 months.",
    Global = true
)]
public sealed class PurgeReceipt
{
    [Purpose("Names the receipt")]
    public required Guid Id { get; init; }

    [Purpose("Recognises the address when somebody shows it; it cannot be turned back")]
    public required string AccountHash { get; init; }

    [Purpose("When the deletion was asked for")]
    public required DateTimeOffset RequestedAt { get; init; }

    [Purpose("When it was carried out")]
    public required DateTimeOffset PurgedAt { get; init; }

    [Purpose("Rows that were deleted, by service and table")]
    public required string Totals { get; init; }

    [Purpose("Proves that the receipt is ours and unchanged")]
    public required string Signature { get; init; }

    /// <summary>SHA-256 over the totals as the mail spells them, so that anybody can compute it again.</summary>
    public static string DigestOf(string totals) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(totals)));

    public static PurgeReceipt Of(Deletion deletion, string account, SecretKeys keys)
    {
        var hash = Hash(keys, "purge-receipt/v1/account", account);
        var (asked, purged) = (deletion.CreatedAt, deletion.PurgedAt!.Value); // Set before anybody is told.
        var totals = deletion.Totals ?? "";
        return new PurgeReceipt
        {
            Id = deletion.Id,
            AccountHash = hash,
            RequestedAt = asked,
            PurgedAt = purged,
            Totals = totals,
            Signature = Hash(
                keys,
                "purge-receipt/v2/signature",
                $"{deletion.Id}\n{hash}\n{asked.UtcTicks}\n{purged.UtcTicks}\n{DigestOf(totals)}"
            ),
        };
    }

    private static string Hash(SecretKeys keys, string purpose, string text) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(keys.Derive(purpose), Encoding.UTF8.GetBytes(text))
        );

    public sealed class Table : IEntityTypeConfiguration<PurgeReceipt>
    {
        public void Configure(EntityTypeBuilder<PurgeReceipt> builder)
        {
            builder.HasKey(r => r.Id);
            builder.Property(r => r.AccountHash).HasMaxLength(64);
            builder.Property(r => r.Signature).HasMaxLength(64);
        }
    }
}
