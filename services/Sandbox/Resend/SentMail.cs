namespace LeadFuel.Sandbox.Resend;

public sealed record MailTag(string Name, string Value);

public sealed record MailAttachment(
    Guid Id,
    string Filename,
    string ContentType,
    string? ContentId,
    byte[] Content
);

/// <summary>A mail that Resend accepted and, in the real world, would now be on its way to a person.</summary>
public sealed class SentMail
{
    private readonly Lock gate = new();
    private readonly List<HookEvent> events = [];

    public required Guid Id { get; init; }
    public required string Team { get; init; }
    public required string From { get; init; }
    public required IReadOnlyList<string> To { get; init; }
    public IReadOnlyList<string> Cc { get; init; } = [];
    public IReadOnlyList<string> Bcc { get; init; } = [];
    public IReadOnlyList<string> ReplyTo { get; init; } = [];
    public required string Subject { get; init; }
    public string? Html { get; init; }
    public string? Text { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        new Dictionary<string, string>();
    public IReadOnlyList<MailTag> Tags { get; init; } = [];
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public string? IdempotencyKey { get; init; }
    public string Request { get; init; } = "";
    public string LastEvent { get; private set; } = "queued";

    // A sender's own Message-ID is overridden, as at the real one.
    public string MessageId => $"<{Id:N}@eu-west-1.amazonses.com>";

    public IReadOnlyList<HookEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events];
            }
        }
    }

    public void Happened(HookEvent hook)
    {
        lock (gate)
        {
            events.Add(hook);
            if (hook.Type is not "email.received")
            {
                LastEvent = hook.Type["email.".Length..];
            }
        }
    }
}

/// <summary>A mail that came in for one of the team's receiving domains.</summary>
public sealed record ReceivedMail
{
    public required Guid Id { get; init; }
    public required string From { get; init; }
    public required IReadOnlyList<string> To { get; init; }
    public IReadOnlyList<string> Cc { get; init; } = [];
    public IReadOnlyList<string> Bcc { get; init; } = [];
    public IReadOnlyList<string> ReplyTo { get; init; } = [];
    public required string Subject { get; init; }
    public required string MessageId { get; init; }
    public string? Html { get; init; }
    public string? Text { get; init; }
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An address as people write it: the bare one, or a name and the bare one in angle brackets.</summary>
public static class MailAddress
{
    public static string Bare(string address)
    {
        var open = address.LastIndexOf('<');
        return (open >= 0 ? address[(open + 1)..].TrimEnd().TrimEnd('>') : address).Trim();
    }

    public static string Name(string address) =>
        address.LastIndexOf('<') is > 0 and var open ? address[..open].Trim().Trim('"') : "";

    public static string Domain(string address) =>
        Bare(address)[(Bare(address).LastIndexOf('@') + 1)..].ToLowerInvariant();

    public static bool IsValid(string address) =>
        !address.AsSpan().ContainsAny('\r', '\n')
        && System.Net.Mail.MailAddress.TryCreate(address, out var parsed)
        && parsed.Host.Contains('.');
}
