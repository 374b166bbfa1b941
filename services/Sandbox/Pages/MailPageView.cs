using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Sandbox.Resend;

namespace LeadFuel.Sandbox.Pages;

/// <summary>What the mail page shows.</summary>
public sealed partial class MailPageView
{
    private const int Shown = 200;
    private static readonly JsonSerializerOptions Indented = new(ResendJson.Options)
    {
        WriteIndented = true,
    };
    private readonly TimeProvider clock;

    public MailPageView(ResendTeams teams, TimeProvider clock, Guid? id, string? box, string? tab)
    {
        this.clock = clock;
        var all = teams
            .All.SelectMany(team => team.Sent)
            .OrderByDescending(mail => mail.Id)
            .ToList();
        Total = all.Count;
        Box = string.IsNullOrEmpty(box) ? null : box;
        Boxes =
        [
            .. all.Select(mail => MailAddress.Bare(mail.To[0]))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order()
                .Take(500),
        ];
        Mails =
        [
            .. all.Where(mail => Box is null || MailAddress.Bare(mail.To[0]) == Box).Take(Shown),
        ];
        Chosen = all.FirstOrDefault(mail => mail.Id == id);
        Tab = tab is "text" or "html" or "headers" or "request" ? tab : "read";
        Answers = Chosen is null
            ? []
            :
            [
                .. teams
                    .All.Where(team => team.Name == Chosen.Team)
                    .SelectMany(team => team.Received)
                    .Where(mail =>
                        mail.Headers.GetValueOrDefault("in-reply-to") == Chosen.MessageId
                    )
                    .OrderBy(mail => mail.Id),
            ];
    }

    public int Total { get; }
    public string? Box { get; }
    public IReadOnlyList<string> Boxes { get; }
    public IReadOnlyList<SentMail> Mails { get; }
    public SentMail? Chosen { get; }
    public string Tab { get; }
    public IReadOnlyList<ReceivedMail> Answers { get; }

    public string Back =>
        clock.GetUtcNow().AddDays(7).ToString("d MMMM", CultureInfo.InvariantCulture);

    public string Request =>
        Chosen is null
            ? ""
            : JsonSerializer.Serialize(JsonDocument.Parse(Chosen.Request).RootElement, Indented);

    public IReadOnlyList<(string Name, string Value)> Headers =>
        Chosen is null
            ? []
            :
            [
                ("Message-ID", Chosen.MessageId),
                ("Date", Chosen.CreatedAt.ToString("r", CultureInfo.InvariantCulture)),
                ("From", Chosen.From),
                ("To", string.Join(", ", Chosen.To)),
                .. Chosen.ReplyTo.Select(address => ("Reply-To", address)),
                ("Subject", Chosen.Subject),
                .. Chosen.Headers.Select(header => (header.Key, header.Value)),
                .. Chosen.Tags.Select(tag => ($"tag {tag.Name}", tag.Value)),
            ];

    public string Time(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        return at.UtcDateTime.Date == now.UtcDateTime.Date
            ? at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : at.UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture);
    }

    /// <summary>The text with its addresses as links that open beside it.</summary>
    public static string Linked(string text) =>
        Address()
            .Replace(
                WebUtility.HtmlEncode(text),
                match =>
                    $"""<a href="{match.Value}" target="_blank" rel="noopener noreferrer">{match.Value}</a>"""
            );

    /// <summary>What the answerer wrote, without the quoted mail.</summary>
    public static string Own(string text) => Quoted().Split(text)[0].Trim();

    public static string? UnsubscribeLink(SentMail mail)
    {
        if (!mail.Headers.TryGetValue("List-Unsubscribe", out var value))
        {
            return null;
        }

        var link = value
            .Split('<', '>')
            .FirstOrDefault(part => part.StartsWith("http", StringComparison.OrdinalIgnoreCase));
        return Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.ToString()
            : null;
    }

    [GeneratedRegex(@"https?://[^\s<>""]+[^\s<>"".,;:!?)]")]
    private static partial Regex Address();

    [GeneratedRegex(@"\n\nOn \d{4}-\d\d-\d\d \d\d:\d\d, ")]
    private static partial Regex Quoted();
}
