using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Resend;

/// <summary>Reads what a client sent and refuses it in Resend's words.</summary>
public static partial class ResendRequest
{
    private const int MostRecipients = 50;
    private const int MostBytes = 40 * 1024 * 1024;

    public static bool TryObject(
        byte[] raw,
        out JsonElement body,
        [NotNullWhen(false)] out ResendError? error
    ) => TryJson(raw, JsonValueKind.Object, out body, out error);

    public static bool TryArray(
        byte[] raw,
        out JsonElement body,
        [NotNullWhen(false)] out ResendError? error
    ) => TryJson(raw, JsonValueKind.Array, out body, out error);

    public static string? Text(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static (SentMail? Mail, ResendError? Error) Mail(
        JsonElement body,
        ResendTeam team,
        DateTimeOffset now,
        string? idempotencyKey,
        bool inBatch = false
    )
    {
        foreach (var field in (ReadOnlySpan<string>)["from", "to", "subject"])
        {
            if (!body.TryGetProperty(field, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                return (null, ResendError.Missing(field));
            }
        }

        var (html, text) = (body.Text("html"), body.Text("text"));
        if (html is null && text is null)
        {
            return (
                null,
                new ResendError(422, "missing_required_field", "Missing `html` or `text` field.")
            );
        }

        var from = body.Text("from") ?? "";
        if (!MailAddress.IsValid(from))
        {
            return (
                null,
                new ResendError(
                    422,
                    "invalid_from_address",
                    "Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format."
                )
            );
        }

        var lists = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var field in (ReadOnlySpan<string>)["to", "cc", "bcc", "reply_to"])
        {
            if (Addresses(body, field) is not { } addresses)
            {
                return (
                    null,
                    ResendError.Invalid(
                        $"Invalid `{field}` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format."
                    )
                );
            }

            if (addresses.Count > MostRecipients)
            {
                return (
                    null,
                    ResendError.Invalid(
                        $"The `{field}` field holds at most {MostRecipients} addresses."
                    )
                );
            }

            lists[field] = addresses;
        }

        if (lists["to"].Count == 0)
        {
            return (null, ResendError.Missing("to"));
        }

        if (
            inBatch
            && (
                body.TryGetProperty("attachments", out _)
                || body.TryGetProperty("scheduled_at", out _)
            )
        )
        {
            return (
                null,
                ResendError.Invalid(
                    "The `attachments` and `scheduled_at` fields are not supported in batches."
                )
            );
        }

        if (body.TryGetProperty("scheduled_at", out _))
        {
            return (
                null,
                ResendError.Invalid(
                    "The Sandbox does not play `scheduled_at`: send the mail when it is due."
                )
            );
        }

        var subject = body.Text("subject") ?? "";
        if (subject.AsSpan().ContainsAny('\r', '\n'))
        {
            return (null, ResendError.Invalid("The `subject` field cannot contain line breaks."));
        }

        if (Headers(body) is not { } headers)
        {
            return (
                null,
                ResendError.Invalid(
                    "The `headers` field is an object of texts without line breaks."
                )
            );
        }

        if (Tags(body) is not { } tags)
        {
            return (
                null,
                ResendError.Invalid(
                    "Tags should only contain ASCII letters, numbers, underscores, or dashes, at most 256 of them."
                )
            );
        }

        if (Attachments(body, now) is not { } attachments)
        {
            return (
                null,
                new ResendError(
                    422,
                    "invalid_attachment",
                    "Attachment must have either a `content` or `path`, and at most 40 MB in all."
                )
            );
        }

        var domain = MailAddress.Domain(from);
        if (!team.MaySendFrom(domain))
        {
            return (
                null,
                new ResendError(
                    403,
                    "validation_error",
                    $"The {domain} domain is not verified. Please, add and verify your domain on https://resend.com/domains"
                )
            );
        }

        return (
            new SentMail
            {
                Id = Guid.CreateVersion7(now),
                Team = team.Name,
                From = from,
                To = lists["to"],
                Cc = lists["cc"],
                Bcc = lists["bcc"],
                ReplyTo = lists["reply_to"],
                Subject = subject,
                Html = html,
                Text = text,
                Headers = headers,
                Tags = tags,
                Attachments = attachments,
                CreatedAt = now,
                IdempotencyKey = idempotencyKey,
                Request = body.GetRawText(),
            },
            null
        );
    }

    private static bool TryJson(
        byte[] raw,
        JsonValueKind kind,
        out JsonElement body,
        [NotNullWhen(false)] out ResendError? error
    )
    {
        body = default;
        error = ResendError.Invalid(
            $"The request body must be a JSON {(kind == JsonValueKind.Array ? "array" : "object")}."
        );
        try
        {
            body = JsonDocument.Parse(raw).RootElement;
        }
        catch (JsonException)
        {
            return false;
        }

        if (body.ValueKind != kind)
        {
            return false;
        }

        error = null;
        return true;
    }

    private static List<string>? Addresses(JsonElement body, string field)
    {
        if (!body.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        List<string> addresses = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array =>
            [
                .. value
                    .EnumerateArray()
                    .Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : ""),
            ],
            _ => [""],
        };
        return addresses.TrueForAll(MailAddress.IsValid) ? addresses : null;
    }

    private static Dictionary<string, string>? Headers(JsonElement body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!body.TryGetProperty("headers", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return headers;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var header in given.EnumerateObject())
        {
            var value =
                header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : null;
            if (
                value is null
                || !HeaderName().IsMatch(header.Name)
                || value.AsSpan().ContainsAny('\r', '\n')
            )
            {
                return null;
            }

            headers[header.Name] = value;
        }

        return headers;
    }

    private static List<MailTag>? Tags(JsonElement body)
    {
        List<MailTag> tags = [];
        if (!body.TryGetProperty("tags", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return tags;
        }

        if (given.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var tag in given.EnumerateArray())
        {
            if (
                tag.ValueKind != JsonValueKind.Object
                || tag.Text("name") is not { } name
                || tag.Text("value") is not { } value
                || !TagText().IsMatch(name)
                || !TagText().IsMatch(value)
            )
            {
                return null;
            }

            tags.Add(new MailTag(name, value));
        }

        return tags;
    }

    private static List<MailAttachment>? Attachments(JsonElement body, DateTimeOffset now)
    {
        List<MailAttachment> files = [];
        if (
            !body.TryGetProperty("attachments", out var given)
            || given.ValueKind == JsonValueKind.Null
        )
        {
            return files;
        }

        if (given.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var file in given.EnumerateArray())
        {
            var content = file.ValueKind == JsonValueKind.Object ? file.Text("content") : null;
            var bytes = new byte[(content?.Length ?? 0) * 3 / 4 + 3];
            if (content is null || !Convert.TryFromBase64String(content, bytes, out var length))
            {
                // A `path` would make Resend fetch an address; nothing leaves this machine.
                return null;
            }

            files.Add(
                new MailAttachment(
                    Guid.CreateVersion7(now),
                    file.Text("filename") ?? "attachment",
                    file.Text("content_type") ?? "application/octet-stream",
                    file.Text("content_id"),
                    bytes[..length]
                )
            );
        }

        return files.Sum(file => (long)file.Content.Length) * 4 / 3 > MostBytes ? null : files;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,256}$")]
    private static partial Regex TagText();

    [GeneratedRegex("^[!-9;-~]{1,256}$")]
    private static partial Regex HeaderName();
}
