using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Orbit.Handovers;
using LeadFuel.Orbit.Mailboxes;

namespace LeadFuel.Orbit.Messages;

/// <summary>Mails in the reply inbox that answer something: told to Reach, which alone knows what was sent.</summary>
internal static partial class HandoverRows
{
    private static readonly string[] Told =
    [
        "Auto-Submitted",
        "Precedence",
        "X-Auto-Response-Suppress",
        "List-Id",
        "List-Unsubscribe",
        "Return-Path",
        "X-Failed-Recipients",
        "Content-Type",
    ];

    public static async Task Upsert(
        OrbitDb db,
        Mailbox mailbox,
        List<MailRow> rows,
        CancellationToken ct
    )
    {
        if (mailbox.RepliesAt is not { } since)
        {
            return;
        }

        Guid? last = null;
        foreach (var row in rows.Where(row => !row.Outgoing && row.SentAt >= since.AddMinutes(-10)))
        {
            var references = References(row.Headers);
            var recipients = row
                .People.Where(pair => pair.Role is Role.To or Role.Cc)
                .Select(pair => pair.Who.Email)
                .ToArray();
            if (references.Length == 0 && !recipients.Any(PlusPart))
            {
                continue;
            }

            var headers = JsonSerializer.Serialize(
                (row.Headers ?? new Dictionary<string, string>())
                    .Where(header => Told.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                    .ToDictionary(header => header.Key, header => header.Value),
                HouseJson.Options
            );
            var inserted = await db.Database.ExecuteSqlAsync(
                $"""
                insert into handovers (account_email, id, mailbox_id, internet_id, answers, recipients, headers, state, received_at)
                select {db.Account.Email}, {row.Id}, {mailbox.Id}, {row.InternetId}, {references}, {recipients}, {headers}::jsonb, 0, {row.SentAt}
                 where not exists (select 1 from handovers h where h.account_email = {db.Account.Email} and h.internet_id = {row.InternetId} and h.internet_id <> '')
                on conflict do nothing
                """,
                ct
            );
            if (inserted > 0)
            {
                last = row.Id;
                await db.Database.ExecuteSqlAsync(
                    $"select pg_notify({NewsBell.News}, {News(db.Account.Email).ToString()})",
                    ct
                );
            }
        }

        if (last is { } id)
        {
            db.Enqueue(new TellReach.Job(id), dedupeKey: id.ToString());
        }
    }

    /// <summary>What a follower of an account's replies listens for; ids only.</summary>
    public static Guid News(string account) => StableId.Of("replies", account);

    private static string[] References(IReadOnlyDictionary<string, string>? headers) =>
        headers is null
            ? []
            :
            [
                .. Ids(headers.GetValueOrDefault("In-Reply-To"))
                    .Concat(Ids(headers.GetValueOrDefault("References")).Reverse())
                    .Distinct()
                    .Take(50),
            ];

    private static IEnumerable<string> Ids(string? header) =>
        MessageId().Matches(header ?? "").Select(match => match.Groups[1].Value);

    private static bool PlusPart(string email) =>
        email.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus
        && plus < email.IndexOf('@', StringComparison.Ordinal);

    [GeneratedRegex(@"<?([^\s<>,@]+@[^\s<>,@]+)>?")]
    private static partial Regex MessageId();
}
