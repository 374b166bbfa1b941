using System.Security.Cryptography;
using System.Text;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Messages;

/// <summary>A mail on its way into the tables.</summary>
internal sealed record MailRow(
    Guid Id,
    string GraphId,
    string InternetId,
    string ConversationId,
    bool Outgoing,
    MessageKind Kind,
    string From,
    int Recipients,
    DateTimeOffset SentAt,
    string? Subject,
    string? Text,
    IReadOnlyList<(Role Role, Correspondent Who)> People,
    IReadOnlyDictionary<string, string>? Headers
)
{
    public static MailRow Of(
        Mailbox mailbox,
        GraphLetter letter,
        bool outgoing,
        IReadOnlyDictionary<string, string>? headers
    )
    {
        var (to, cc) = (letter.To ?? [], letter.Cc ?? []);
        var people = new List<(Role, Correspondent)>();
        if (letter.From is { } from)
        {
            people.Add((Role.From, from));
        }

        people.AddRange(to.Select(who => (Role.To, who)));
        people.AddRange(cc.Select(who => (Role.Cc, who)));
        people.AddRange((letter.ReplyTo ?? []).Select(who => (Role.ReplyTo, who)));
        return new MailRow(
            IdOf(mailbox.Id, letter),
            letter.Id,
            letter.InternetId ?? "",
            letter.ConversationId ?? letter.Id,
            outgoing,
            KindOf(letter, outgoing, headers),
            letter.From?.Email ?? "",
            to.Count + cc.Count,
            letter.SentAt!.Value,
            letter.Subject is { } subject ? MailText.Cut(subject, 998) : null,
            mailbox.WithText && (letter.Body ?? letter.Preview) is { } text
                ? MailText.Own(text)
                : null,
            [.. people.DistinctBy(pair => (pair.Item1, pair.Item2.Email))],
            headers
        );
    }

    /// <summary>Immutable ids change all the same when mail is archived or moved by a desktop client: the mail's own id, time and writer do not.</summary>
    private static Guid IdOf(Guid mailboxId, GraphLetter letter) =>
        letter.InternetId is { Length: > 0 } id
            ? StableId.Of(
                "mail",
                $"{mailboxId} {id} {letter.From?.Email} {letter.SentAt!.Value.ToUnixTimeSeconds()}"
            )
            : StableId.Of("mail", $"{mailboxId} {letter.Id}");

    private static MessageKind KindOf(
        GraphLetter letter,
        bool outgoing,
        IReadOnlyDictionary<string, string>? headers
    )
    {
        var from = letter.From?.Email ?? "";
        return letter.Meeting ? MessageKind.Meeting
            : outgoing ? MessageKind.Normal
            : from.StartsWith("mailer-daemon@", StringComparison.Ordinal)
            || from.StartsWith("postmaster@", StringComparison.Ordinal)
                ? MessageKind.Bounce
            : headers?.GetValueOrDefault("Auto-Submitted") is { } auto
            && !auto.StartsWith("no", StringComparison.OrdinalIgnoreCase)
                ? MessageKind.Automatic
            : OutOfOffice(letter.Subject) ? MessageKind.Automatic
            : Exclusion.Robot(letter, headers) ? MessageKind.Bulk
            : MessageKind.Normal;
    }

    private static bool OutOfOffice(string? subject) =>
        subject is not null
        && (
            subject.StartsWith("Automatic reply:", StringComparison.OrdinalIgnoreCase)
            || subject.StartsWith("Automatische Antwort:", StringComparison.OrdinalIgnoreCase)
            || subject.StartsWith("Out of office", StringComparison.OrdinalIgnoreCase)
        );
}

/// <summary>Ids made from what they stand for: whoever meets the same thing again makes the same id.</summary>
internal static class StableId
{
    public static Guid Of(string kind, string what)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {what}"), hash);
        var bytes = hash[..16];
        // Version 8 of RFC 9562: an id with a meaning of its own.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
