using System.Globalization;
using System.Text.Json;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>A name and an address as they stand in a mail.</summary>
public sealed record Correspondent(string Email, string Name);

/// <summary>
/// One row of a page. What Microsoft left out is null and changes nothing: an update may bring an id and one field.
/// </summary>
public sealed record GraphLetter(string Id)
{
    public bool Removed { get; init; }
    public string? InternetId { get; init; }
    public string? ConversationId { get; init; }
    public string? Subject { get; init; }
    public string? Preview { get; init; }
    public string? Body { get; init; }
    public Correspondent? From { get; init; }
    public IReadOnlyList<Correspondent>? To { get; init; }
    public IReadOnlyList<Correspondent>? Cc { get; init; }
    public IReadOnlyList<Correspondent>? ReplyTo { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public bool? Draft { get; init; }
    public bool Meeting { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Enough to be a mail; anything less is an update of one that is known.</summary>
    public bool Whole => SentAt is not null && (From is not null || To is not null);

    /// <summary>Throws FormatException for what is no mail.</summary>
    public static GraphLetter Read(JsonElement row)
    {
        var id = Text(row, "id") is { Length: > 0 } given
            ? given
            : throw new FormatException("a mail without id");
        if (row.TryGetProperty("@removed", out _))
        {
            return new GraphLetter(id) { Removed = true };
        }

        return new GraphLetter(id)
        {
            InternetId = Bare(Text(row, "internetMessageId")),
            ConversationId = Text(row, "conversationId"),
            Subject = Text(row, "subject"),
            Preview = Text(row, "bodyPreview"),
            Body = ReadBody(row),
            From = One(row, "from") ?? One(row, "sender"),
            To = Many(row, "toRecipients"),
            Cc = Many(row, "ccRecipients"),
            ReplyTo = Many(row, "replyTo"),
            SentAt = Instant(row, "sentDateTime") ?? Instant(row, "receivedDateTime"),
            Draft = Has(row, "isDraft", out var draft) ? draft.GetBoolean() : null,
            Meeting =
                Text(row, "@odata.type")?.Contains("eventMessage", StringComparison.Ordinal)
                ?? false,
            Categories = Has(row, "categories", out var categories)
                ? [.. categories.EnumerateArray().Select(one => one.GetString() ?? "")]
                : null,
        };
    }

    /// <summary>The later of two rows about the same mail, with what only the earlier one says.</summary>
    public GraphLetter Over(GraphLetter earlier) =>
        Removed || earlier.Removed
            ? this
            : this with
            {
                InternetId = InternetId ?? earlier.InternetId,
                ConversationId = ConversationId ?? earlier.ConversationId,
                Subject = Subject ?? earlier.Subject,
                Preview = Preview ?? earlier.Preview,
                Body = Body ?? earlier.Body,
                From = From ?? earlier.From,
                To = To ?? earlier.To,
                Cc = Cc ?? earlier.Cc,
                ReplyTo = ReplyTo ?? earlier.ReplyTo,
                SentAt = SentAt ?? earlier.SentAt,
                Draft = Draft ?? earlier.Draft,
                Meeting = Meeting || earlier.Meeting,
                Categories = Categories ?? earlier.Categories,
            };

    public static string? Bare(string? messageId) => messageId?.Trim().Trim('<', '>');

    public static string? Text(JsonElement row, string name) =>
        !Has(row, name, out var value) ? null
        : value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Replace("\0", "", StringComparison.Ordinal)
        : throw new FormatException($"{name} is no text");

    private static string? ReadBody(JsonElement row)
    {
        if (!Has(row, "body", out var body) || Text(body, "content") is not { } content)
        {
            return null;
        }

        return Text(body, "contentType") == "html" ? MailText.OfHtml(content) : content;
    }

    private static DateTimeOffset? Instant(JsonElement row, string name) =>
        Text(row, name) is not { } text ? null
        : DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
        : throw new FormatException($"{name} is no time");

    private static List<Correspondent>? Many(JsonElement row, string name) =>
        Has(row, name, out var list)
            ? [.. list.EnumerateArray().Select(Recipient).OfType<Correspondent>()]
            : null;

    private static Correspondent? One(JsonElement row, string name) =>
        Has(row, name, out var value) ? Recipient(value) : null;

    // An address that is none (a group's display name, an old X.500 path) is nobody we could know.
    private static Correspondent? Recipient(JsonElement value) =>
        Has(value, "emailAddress", out var mail)
        && Text(mail, "address") is { } address
        && EmailAddress.Normal(address) is { } email
            ? new Correspondent(email, PlainName(Text(mail, "name") ?? "", email))
            : null;

    private static string PlainName(string name, string email)
    {
        var plain = name.Trim().Trim('\'', '"').Trim();
        return
            plain.Length is 0 or > 200
            || string.Equals(plain, email, StringComparison.OrdinalIgnoreCase)
            ? ""
            : plain;
    }

    private static bool Has(JsonElement row, string name, out JsonElement value)
    {
        value = default;
        return row.ValueKind == JsonValueKind.Object
            && row.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }
}

/// <summary>A page as it came: rows in order, what could not be read, and where reading goes on.</summary>
public sealed record GraphPage(
    IReadOnlyList<GraphLetter> Letters,
    IReadOnlyList<(string Id, string Reason)> Broken,
    string? NextLink,
    string? DeltaLink
)
{
    public int Rows => Letters.Count + Broken.Count;

    public static GraphPage Read(JsonElement page)
    {
        var letters = new Dictionary<string, GraphLetter>(StringComparer.Ordinal);
        var broken = new List<(string, string)>();
        foreach (var row in page.GetProperty("value").EnumerateArray())
        {
            try
            {
                var letter = GraphLetter.Read(row);
                letters[letter.Id] = letters.TryGetValue(letter.Id, out var earlier)
                    ? letter.Over(earlier)
                    : letter;
            }
            catch (Exception unreadable)
                when (unreadable is FormatException or InvalidOperationException)
            {
                if (IdOf(row) is { } id)
                {
                    broken.Add((id, Reason(unreadable)));
                }
            }
        }

        return new(
            [.. letters.Values],
            broken,
            GraphLetter.Text(page, "@odata.nextLink"),
            GraphLetter.Text(page, "@odata.deltaLink")
        );
    }

    public static string Reason(Exception unreadable) =>
        unreadable is FormatException ? unreadable.Message : "a field of another type";

    private static string? IdOf(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object
        && row.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;
}
