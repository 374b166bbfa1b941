using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>A mail as Graph writes it: what was selected, and always its id.</summary>
public static class MailJson
{
    public static JsonObject Of(
        MicrosoftBox box,
        BoxMail mail,
        bool immutable,
        string[] select,
        bool text
    )
    {
        var json = new JsonObject { ["@odata.etag"] = $"W/\"CQAAABYAAAB{mail.Number}\"" };
        var story = mail.Story;
        if (story?.Kind == StoryKind.Meeting)
        {
            json["@odata.type"] = "#microsoft.graph.eventMessageRequest";
        }

        json["id"] = Id(box, mail, immutable);
        foreach (var name in select.Where(name => name is not ("id" or "internetMessageHeaders")))
        {
            json[name] = Value(box, mail, name, text);
        }

        return json;
    }

    public static JsonObject Removed(
        MicrosoftBox box,
        int number,
        string folder,
        bool immutable,
        bool deleted
    ) =>
        new()
        {
            ["id"] = Id(box, number, folder, immutable),
            ["@removed"] = new JsonObject { ["reason"] = deleted ? "deleted" : "changed" },
        };

    public static JsonArray Headers(MicrosoftBox box, BoxMail mail)
    {
        var headers = new JsonArray();
        void Add(string name, string value) =>
            headers.Add(new JsonObject { ["name"] = name, ["value"] = value });
        Add("Message-ID", $"<{InternetId(box, mail)}>");
        Add("MIME-Version", "1.0");
        if (mail.Story is { Kind: StoryKind.Newsletter } news)
        {
            Add("List-Unsubscribe", $"<https://{box.Story.Who(news).Domain}/stop>");
            Add("Precedence", "bulk");
        }

        foreach (var (name, value) in mail.Given?.Headers ?? [])
        {
            Add(name, value);
        }

        return headers;
    }

    public static string Id(MicrosoftBox box, BoxMail mail, bool immutable) =>
        Id(box, mail.Number, mail.Folder, immutable);

    /// <summary>The number of the mail that an id names, in either form; null for what is none of ours.</summary>
    public static int? Number(string id)
    {
        try
        {
            var text = Encoding.UTF8.GetString(
                Convert.FromBase64String(
                    id[4..]
                        .Replace('-', '+')
                        .Replace('_', '/')
                        .PadRight((id.Length - 4 + 3) / 4 * 4, '=')
                )
            );
            return int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        }
        catch (Exception none) when (none is FormatException or ArgumentException)
        {
            return null;
        }
    }

    public static string InternetId(MicrosoftBox box, BoxMail mail) =>
        mail.Given?.InternetMessageId?.Trim('<', '>')
        ?? $"{mail.Number}.{MailboxStory.SeedOf(box.Address):x}@{box.Address.Split('@')[^1]}";

    public static string Subject(MicrosoftBox box, BoxMail mail) =>
        mail.Given?.Subject ?? box.Story.Subject(mail.Story!.Value);

    public static string Text(MicrosoftBox box, BoxMail mail) =>
        mail.Given?.Text ?? box.Story.Text(mail.Story!.Value, box.Name);

    public static (string Email, string Name) From(MicrosoftBox box, BoxMail mail)
    {
        if (mail.Given is { } given)
        {
            return (given.From, given.FromName);
        }

        var story = mail.Story!.Value;
        var person = box.Story.Who(story);
        return story switch
        {
            // Every other one is known by its headers alone.
            { Kind: StoryKind.Newsletter, Thread: var thread } => (
                $"{(thread % 2 == 0 ? "news" : "team")}@{person.Domain}",
                person.Company
            ),
            { Kind: StoryKind.Robot } => ($"no-reply@{person.Domain}", person.Company),
            { Outgoing: true } => (box.Address, box.Name),
            _ => (person.Email, person.Name),
        };
    }

    public static string[] To(MicrosoftBox box, BoxMail mail) =>
        mail.Given?.To
        ?? (mail.Story!.Value.Outgoing ? [box.Story.Who(mail.Story.Value).Email] : [box.Address]);

    private static JsonNode? Value(MicrosoftBox box, BoxMail mail, string name, bool text) =>
        name switch
        {
            "internetMessageId" => $"<{InternetId(box, mail)}>",
            "conversationId" => mail.Given is { } given
                ? given.Conversation ?? $"AAQk{mail.Number}"
                : $"AAQkT{mail.Story!.Value.Thread}",
            "subject" => Subject(box, mail),
            "bodyPreview" => Text(box, mail) is { Length: > 255 } long_
                ? long_[..255]
                : Text(box, mail),
            "body" => new JsonObject
            {
                ["contentType"] = text && mail.Given?.Html is null ? "text" : "html",
                ["content"] = mail.Given?.Html ?? (text ? Text(box, mail) : Html(Text(box, mail))),
            },
            "from" or "sender" => From(box, mail) is { Email: { Length: > 0 } email } from
                ? Recipient(email, from.Name)
                : null,
            "toRecipients" => Recipients(box, To(box, mail)),
            "ccRecipients" => Recipients(box, mail.Given?.Cc ?? []),
            "replyTo" => Recipients(box, mail.Given?.ReplyTo ?? []),
            "receivedDateTime" or "sentDateTime" => mail.Given is { Broken: true }
                ? "the day before yesterday"
                : mail.At.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    CultureInfo.InvariantCulture
                ),
            "isDraft" => mail.Given?.Draft ?? false,
            "isRead" => mail.Read,
            "parentFolderId" => mail.Folder,
            "categories" => new JsonArray([
                .. (mail.Given?.Categories ?? []).Select(one => (JsonNode)one),
            ]),
            _ => null,
        };

    private static JsonArray Recipients(MicrosoftBox box, string[] emails)
    {
        var list = new JsonArray();
        foreach (var given in emails)
        {
            var open = given.LastIndexOf('<');
            var (name, email) =
                open > 0 ? (given[..open].Trim(), given[(open + 1)..].TrimEnd('>')) : ("", given);
            list.Add(Recipient(email, name.Length > 0 ? name : NameOf(box, email)));
        }

        return list;
    }

    // What an address book would show beside an address of the story.
    private static string NameOf(MicrosoftBox box, string email) =>
        email == box.Address ? box.Name
        : email.Split('@')[0].Split('.') is [var first, var last]
            ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase($"{first} {last}")
        : email;

    private static JsonObject Recipient(string email, string name) =>
        new()
        {
            ["emailAddress"] = new JsonObject { ["name"] = name, ["address"] = email },
        };

    private static string Html(string text) =>
        $"<html><head><style>p{{margin:0}}</style></head><body><p>{System.Net.WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal)}</p></body></html>";

    private static string Id(MicrosoftBox box, int number, string folder, bool immutable) =>
        (immutable ? "AAkA" : "AAMk")
        + MicrosoftTokens.Base64Url(
            Encoding.UTF8.GetBytes(
                immutable ? $"{number} {box.Directory}" : $"{number} {folder} {box.Directory}"
            )
        );
}
