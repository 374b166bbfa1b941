using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Providers.Resend;

/// <summary>What Resend says of a mail that it took: its last event and the Message-ID it gave.</summary>
public sealed record SentMail(string LastEvent, string? MessageId);

/// <summary>A domain at Resend and the DNS records it wants.</summary>
public sealed record ResendDomain(
    string Id,
    string Name,
    string Status,
    DnsRecord[]? Records,
    string? CreatedAt = null
)
{
    // An hour for clocks that differ; a claim lasts days.
    public bool MadeSince(DateTimeOffset claimed) =>
        DateTimeOffset.TryParse(
            CreatedAt,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var made
        )
        && made >= claimed.AddHours(-1);

    public bool Proved => Status.Contains("verified", StringComparison.Ordinal);
}

/// <summary>A mail that came in, with body and headers; header names are matched in any case.</summary>
public sealed record ReceivedMail(
    string Id,
    string From,
    IReadOnlyList<string> To,
    string Subject,
    string MessageId,
    string Text,
    string Html,
    IReadOnlyDictionary<string, string> Headers,
    DateTimeOffset? CreatedAt,
    IReadOnlyList<ReceivedFile> Files
);

/// <summary>A file of a mail that came in, named by whoever wrote it; any part but the id may be missing. Size in bytes.</summary>
public sealed record ReceivedFile(string Id, string Name, string ContentType, long? Size);

/// <summary>A mail that came in, as the list of them tells it: without its text, and with all whom it names as recipients.</summary>
public sealed record ReceivedLine(string Id, IReadOnlyList<string> To, DateTimeOffset? CreatedAt);
