using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Reach.Sends;

/// <summary>One mail as Resend gets it. The same values always give the same bytes.</summary>
public sealed record MailBody
{
    public required Guid MessageId { get; init; }

    /// <summary>None for a test to yourself.</summary>
    public Guid? EnrolmentId { get; init; }
    public int StepNumber { get; init; } = 1;
    public required string FromName { get; init; }
    public required string FromAddress { get; init; }
    public required string To { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public required string PostalAddress { get; init; }
    public required Uri Unsubscribe { get; init; }
    public required string ReplyToken { get; init; }
    public required string InboundDomain { get; init; }

    /// <summary>The mailbox of a member's own to which answers go; none: to us, through Resend.</summary>
    public string? ReplyInbox { get; init; }

    public string From => NameAndAddress(FromName, FromAddress);

    public string PlainText =>
        $"{Lines(Text)}\n\n-- \n{Lines(PostalAddress)}\n\nNo more mail from me: {Unsubscribe.AbsoluteUri}\n";

    public string Html
    {
        get
        {
            var html = new StringBuilder(
                "<!doctype html><html><body style=\"font:16px/1.5 system-ui,sans-serif\">"
            );
            foreach (
                var paragraph in Lines(Text).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            )
            {
                html.Append("<p>").Append(Encoded(paragraph)).Append("</p>");
            }

            return html.Append("<p style=\"font-size:13px;color:#666\">")
                .Append(Encoded(Lines(PostalAddress)))
                .Append("<br><a href=\"")
                .Append(WebUtility.HtmlEncode(Unsubscribe.AbsoluteUri))
                .Append("\">No more mail from me</a></p></body></html>")
                .ToString();
        }
    }

    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("from", From);
            json.WriteStartArray("to");
            json.WriteStringValue(To);
            json.WriteEndArray();
            json.WriteString("subject", OneLine(Subject));
            json.WriteString("html", Html);
            json.WriteString("text", PlainText);
            json.WriteString(
                "reply_to",
                ReplyInbox is { } mailbox
                    ? Sends.ReplyToken.InboxAddress(ReplyToken, mailbox)
                    : Sends.ReplyToken.ReplyAddress(ReplyToken, InboundDomain)
            );
            json.WriteStartObject("headers");
            json.WriteString(
                "List-Unsubscribe",
                $"<{Unsubscribe.AbsoluteUri}>, <mailto:{Sends.ReplyToken.UnsubscribeAddress(ReplyToken, InboundDomain)}>"
            );
            json.WriteString("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            if (EnrolmentId is { } enrolment)
            {
                // Resend sets Message-ID itself but keeps these: all steps to one person make one thread.
                var root = Root(enrolment, InboundDomain);
                json.WriteString("References", root);
                if (StepNumber > 1)
                {
                    json.WriteString("In-Reply-To", root);
                }
            }

            json.WriteEndObject();
            json.WriteStartArray("tags");
            json.WriteStartObject();
            json.WriteString("name", "message");
            json.WriteString("value", MessageId);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string NameAndAddress(string name, string address) =>
        OneLine(name).Replace("\"", "", StringComparison.Ordinal) is { Length: > 0 } plain
            ? $"\"{plain.Replace("\\", "", StringComparison.Ordinal)}\" <{address}>"
            : address;

    public static string Root(Guid enrolment, string domain) => $"<{enrolment:N}@{domain}>";

    private static string Encoded(string text) =>
        WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string Lines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim();

    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
