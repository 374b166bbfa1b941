using System.Text.RegularExpressions;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Replies;

/// <summary>Finds the mail that an answer is about, inside one account: by its token, by the ids it refers to, at last by sender and subject.</summary>
public static partial class MatchReply
{
    public sealed record Found(
        MatchKind Kind,
        Guid? EnrolmentId,
        Guid? MessageId,
        bool Unsubscribes
    );

    private static readonly TimeSpan GuessWindow = TimeSpan.FromDays(90);
    private const int Most = 50;

    public static async Task<Found?> Find(
        ReachDb db,
        ReceivedMail mail,
        string from,
        DateTimeOffset received,
        CancellationToken ct
    ) =>
        await Known(db, References(mail), [.. mail.To, .. Cc(mail)], ct)
        ?? await ByGuess(db, mail, from, received, ct);

    /// <summary>By what leaves no doubt: the token in an address, then the ids it refers to, the nearest first.</summary>
    public static async Task<Found?> Known(
        ReachDb db,
        IReadOnlyList<string> references,
        IReadOnlyList<string> recipients,
        CancellationToken ct
    ) => await ByToken(db, recipients, ct) ?? await ByReference(db, references, ct);

    /// <summary>The ids that an answer refers to, the nearest first, without brackets.</summary>
    public static IReadOnlyList<string> References(ReceivedMail mail) =>
        [
            .. Ids(mail, "In-Reply-To")
                .Concat(Ids(mail, "References").Reverse())
                .Distinct()
                .Take(Most),
        ];

    /// <summary>The enrolment in one of our own thread ids; null for any other id.</summary>
    public static Guid? Enrolment(string id) =>
        id.IndexOf('@', StringComparison.Ordinal) is 32
        && Guid.TryParseExact(id[..32], "N", out var enrolment)
            ? enrolment
            : null;

    private static async Task<Found?> ByToken(
        ReachDb db,
        IReadOnlyList<string> recipients,
        CancellationToken ct
    )
    {
        foreach (var to in recipients)
        {
            if (
                Address.TryRead(to, out var address, out _)
                && ReplyToken.In(address) is var (token, unsubscribes)
                && await db
                    .Messages.Where(m => m.ReplyToken == token)
                    .Select(m => new { m.Id, m.EnrolmentId })
                    .SingleOrDefaultAsync(ct)
                    is { } message
            )
            {
                return new(MatchKind.Token, message.EnrolmentId, message.Id, unsubscribes);
            }
        }

        return null;
    }

    private static async Task<Found?> ByReference(
        ReachDb db,
        IReadOnlyList<string> ids,
        CancellationToken ct
    )
    {
        var known = await db
            .Messages.Where(m => m.VendorMessageId != null && ids.Contains(m.VendorMessageId))
            .Select(m => new
            {
                m.Id,
                m.EnrolmentId,
                VendorId = m.VendorMessageId!,
            })
            .ToListAsync(ct);
        if (known.MinBy(m => ids.ToList().IndexOf(m.VendorId)) is { } message)
        {
            return new(MatchKind.Reference, message.EnrolmentId, message.Id, false);
        }

        var roots = ids.Select(Enrolment).OfType<Guid>().ToArray();
        var enrolment = await db
            .Enrolments.Where(e => roots.Contains(e.Id))
            .Select(e => (Guid?)e.Id)
            .FirstOrDefaultAsync(ct);
        return enrolment is { } id
            ? new(MatchKind.Reference, id, await Last(db, id, ct), false)
            : null;
    }

    private static async Task<Found?> ByGuess(
        ReachDb db,
        ReceivedMail mail,
        string from,
        DateTimeOffset received,
        CancellationToken ct
    )
    {
        var since = received - GuessWindow;
        var writers = DomainName.Forms(from);
        var sent = await db
            .Messages.AsNoTracking()
            .Where(m =>
                writers.Contains(m.ToAddress)
                && m.EnrolmentId != null
                && m.AcceptedAt > since
                && m.AcceptedAt <= received
            )
            .OrderByDescending(m => m.AcceptedAt)
            .Take(20)
            .ToListAsync(ct);
        var subject = Bare(mail.Subject);
        var guess = sent.Find(m =>
            subject.Length > 0 && Bare(GetMessage.Content(m.Payload).Subject) == subject
        );
        return guess is null ? null : new(MatchKind.Guess, guess.EnrolmentId, guess.Id, false);
    }

    private static Task<Guid?> Last(ReachDb db, Guid enrolment, CancellationToken ct) =>
        db
            .Messages.Where(m => m.EnrolmentId == enrolment && m.State >= MessageState.Accepted)
            .OrderByDescending(m => m.StepNumber)
            .Select(m => (Guid?)m.Id)
            .FirstOrDefaultAsync(ct);

    private static IEnumerable<string> Ids(ReceivedMail mail, string header) =>
        MessageId()
            .Matches(mail.Headers.GetValueOrDefault(header) ?? "")
            .Select(m => m.Groups[1].Value);

    private static string[] Cc(ReceivedMail mail) =>
        (mail.Headers.GetValueOrDefault("Cc") ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>A subject without what mail programs put before it.</summary>
    internal static string Bare(string subject) =>
        Prefixes().Replace(subject.Trim(), "").Trim().ToLowerInvariant();

    [GeneratedRegex(@"<?([^\s<>,@]+@[^\s<>,@]+)>?")]
    private static partial Regex MessageId();

    [GeneratedRegex(
        @"^((re|aw|wg|fw|fwd|sv|antw|r|tr|rv|odp|enc|res)\s*(\[[0-9]+\])?\s*:\s*)+",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Prefixes();
}
