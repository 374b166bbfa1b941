using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadFuel.Core.Providers.Resend;
using LeadFuel.Core.Providers.Stripe;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Deletions;

public sealed record TableRows(string Table, long Rows);

public sealed record ServiceRows(string Service, long Rows, IReadOnlyList<TableRows> Tables)
{
    public string ByTable() =>
        string.Join(", ", Tables.Select(table => $"{table.Table} {table.Rows}"));
}

/// <summary>What a receipt says and its signature covers. `RowsSha256`: over the line by table as the mail spells it, in hex.</summary>
public sealed record Statement(
    string Format,
    Guid Id,
    string AccountHash,
    DateTimeOffset RequestedAt,
    DateTimeOffset PurgedAt,
    IReadOnlyList<ServiceRows> Services,
    string RowsSha256,
    IReadOnlyList<string> Elsewhere
)
{
    public string ByTable() =>
        string.Join("; ", Services.Select(one => $"{one.Service} {one.ByTable()}"));
}

/// <summary>That an account was deleted, for whoever has the address of its page. It names nobody.</summary>
[Stored(
    "Receipts of deleted accounts: a keyed hash of the address, times, rows by table, what stays elsewhere. No address: it belongs to no account any more.",
    "12 months.",
    Global = true
)]
public sealed class PurgeReceipt
{
    public const string Format = "leadfuel-receipt/1";
    public const int MonthsKept = 12;

    private static readonly string[] Billing = ["billing_customers", "subscriptions"];

    private static readonly JsonSerializerOptions ForPeople = new(HouseJson.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    [Purpose("Names the receipt")]
    public required Guid Id { get; init; }

    [Purpose("Recognises the address when somebody shows it; it cannot be turned back")]
    public required string AccountHash { get; init; }

    [Purpose("Recognises the link in the mail, which is not stored")]
    public required byte[] TokenHash { get; init; }

    [Purpose("When the deletion was carried out")]
    public required DateTimeOffset PurgedAt { get; init; }

    [Purpose("What the receipt says: times, rows by service and table, what stays elsewhere")]
    public required string Content { get; init; }

    [Purpose("Proves that the receipt is ours and unchanged")]
    public required string Signature { get; init; }

    [Purpose("Checks the signature")]
    public required string PublicKey { get; init; }

    /// <summary>What is signed.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(Content);

    public DateTimeOffset KeptUntil => PurgedAt.AddMonths(MonthsKept);

    public Statement Read() =>
        JsonSerializer.Deserialize<Statement>(Content, HouseJson.Options)
        ?? throw new InvalidOperationException("A receipt says nothing.");

    public static PurgeReceipt Of(
        Deletion deletion,
        string account,
        SecretKeys keys,
        LinkToken tokens
    )
    {
        var hash = Convert.ToHexStringLower(
            HMACSHA256.HashData(
                keys.Derive("purge-receipt/v1/account"),
                Encoding.UTF8.GetBytes(account)
            )
        );
        var purged = deletion.PurgedAt!.Value; // Set before anybody is told.
        var totals = deletion.Totals ?? "";
        var services = totals
            .Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(ReadRows)
            .ToList();
        var content = JsonSerializer.Serialize(
            new Statement(
                Format,
                deletion.Id,
                hash,
                deletion.CreatedAt,
                purged,
                services,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(totals))),
                [.. StaysElsewhere(services)]
            ),
            ForPeople
        );
        var (signature, publicKey) = ReceiptKey.Sign(keys, Encoding.UTF8.GetBytes(content));
        return new PurgeReceipt
        {
            Id = deletion.Id,
            AccountHash = hash,
            TokenHash = LinkToken.Hash(tokens.Receipt(deletion.Id)[0]),
            PurgedAt = purged,
            Content = content,
            Signature = Convert.ToBase64String(signature),
            PublicKey = publicKey,
        };
    }

    // The totals are written as `core accounts 1, mails 4; scope …`.
    private static ServiceRows ReadRows(string line)
    {
        var parts = line.Split(' ', 2);
        var tables = parts[1]
            .Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(table => table.Split(' '))
            .Select(table => new TableRows(
                table[0],
                long.Parse(table[1], CultureInfo.InvariantCulture)
            ))
            .ToList();
        return new ServiceRows(parts[0], tables.Sum(table => table.Rows), tables);
    }

    private static IEnumerable<string> StaysElsewhere(IEnumerable<ServiceRows> services)
    {
        // As it was before anything went: by now Stripe may have told that the customer is deleted.
        if (services.SelectMany(one => one.Tables).Any(one => Billing.Contains(one.Table)))
        {
            yield return StripeGate.Provider.Keeps;
        }

        yield return ResendClient.Provider.Keeps;
        yield return "What went out stays with whoever got it: mails, posts on LinkedIn, messages in Slack, events at a webhook.";
        yield return "Our copy of the access to Microsoft 365, LinkedIn and Slack is destroyed. To take it back there as well, open that account's list of connected apps.";
        yield return "Backups of the deployment keep bytes for as long as /trust says.";
        yield return "This receipt is kept for 12 months, with a keyed hash in place of the address.";
    }

    public sealed class Table : IEntityTypeConfiguration<PurgeReceipt>
    {
        public void Configure(EntityTypeBuilder<PurgeReceipt> builder)
        {
            builder.HasKey(r => r.Id);
            builder.Property(r => r.AccountHash).HasMaxLength(64);
            builder.Property(r => r.Signature).HasMaxLength(100);
            builder.Property(r => r.PublicKey).HasMaxLength(200);
            builder.HasIndex(r => r.TokenHash);
        }
    }
}
