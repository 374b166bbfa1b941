using System.Net.Mime;
using System.Text.Json;

namespace LeadFuel.Sandbox.Resend;

/// <summary>What a person does on the mail page, and a test by JSON: answer, bounce, complain, tell again.</summary>
public static class MailActions
{
    public static void Map(WebApplication app)
    {
        var mail = app.MapGroup("/mail/{id:guid}").DisableAntiforgery();
        mail.MapPost("/reply", Reply);
        mail.MapPost("/auto-reply", AutoReply);
        mail.MapPost("/bounce", Bounce);
        mail.MapPost("/complain", Complain);
        mail.MapPost("/replay", Replay);
        app.MapPost("/inbound", Inbound);
    }

    private static Task<IResult> Reply(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        MailWorld world,
        TimeProvider clock
    ) =>
        Act(
            http,
            id,
            teams,
            async (team, mail, input) =>
            {
                var other =
                    input.Text("elsewhere") == "1" ? input.Text("other") : input.Text("from");
                var from = string.IsNullOrEmpty(other) ? mail.To[0] : other;
                if (!MailAddress.IsValid(from))
                {
                    return Results.BadRequest($"'{from}' is no address to answer from.");
                }

                var text = input.Text("text") is { Length: > 0 } given
                    ? given
                    : "Sounds interesting. Does Thursday work?";
                var answer = Answer(mail, from, text, Attachments(input, clock), clock.GetUtcNow());
                return await Receive(http, team, mail, answer, world);
            }
        );

    private static Task<IResult> AutoReply(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        MailWorld world,
        TimeProvider clock
    ) =>
        Act(
            http,
            id,
            teams,
            async (team, mail, input) =>
            {
                var now = clock.GetUtcNow();
                var back = now.AddDays(7).UtcDateTime;
                var until = back.ToString(
                    "d MMMM yyyy",
                    System.Globalization.CultureInfo.InvariantCulture
                );
                var text =
                    input.Text("text")
                    ?? $"Thank you for your mail. I am out of office until {until} and read my mail when I am back.";
                var answer = Answer(mail, mail.To[0], text, [], now);
                answer = answer with
                {
                    Subject = $"Out of office: {mail.Subject}",
                    Headers = new Dictionary<string, string>(answer.Headers)
                    {
                        ["subject"] = $"Out of office: {mail.Subject}",
                        ["auto-submitted"] = "auto-replied",
                        ["x-autoreply"] = "yes",
                        ["precedence"] = "bulk",
                    },
                };
                return await Receive(http, team, mail, answer, world);
            }
        );

    private static Task<IResult> Bounce(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        MailWorld world
    ) =>
        Act(
            http,
            id,
            teams,
            async (team, mail, input) =>
                Told(
                    await world.Bounce(
                        team,
                        mail,
                        hard: input.Text("kind") != "soft",
                        input.Text("message")
                    )
                )
        );

    private static Task<IResult> Complain(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        MailWorld world
    ) => Act(http, id, teams, async (team, mail, _) => Told(await world.Complain(team, mail)));

    private static Task<IResult> Replay(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        ResendHooks hooks
    ) =>
        Act(
            http,
            id,
            teams,
            async (team, mail, input) =>
            {
                var wanted = input.Text("svixId");
                var hook = mail.Events.LastOrDefault(one => wanted is null || one.SvixId == wanted);
                if (hook is null || team.HookUrl is null)
                {
                    return Results.NotFound("Nothing was told about this mail yet.");
                }

                await hooks.Replay(team, hook);
                return Told(hook);
            }
        );

    /// <summary>A mail from nowhere: no earlier mail is answered.</summary>
    private static async Task<IResult> Inbound(
        HttpContext http,
        ResendTeams teams,
        MailWorld world,
        TimeProvider clock
    )
    {
        var input = await Input(http);
        if (
            teams.ByName(input.Text("team") ?? "reach") is not { } team
            || input.Text("from") is not { } from
            || input.Text("to") is not { } to
            || !MailAddress.IsValid(from)
            || !MailAddress.IsValid(to)
        )
        {
            return Results.BadRequest(
                "An inbound mail needs a known 'team' and the addresses 'from' and 'to'."
            );
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        // Given, it is a mail that another mailbox has got as well.
        var messageId = input.Text("messageId") ?? $"<{id:N}@{MailAddress.Domain(from)}>";
        var subject = input.Text("subject") ?? "";
        var headers = Headers(from, to, subject, messageId, now);
        if (
            input.TryGetProperty("headers", out var given)
            && given.ValueKind == JsonValueKind.Object
        )
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] = header.Value.ToString();
            }
        }

        var mail = new ReceivedMail
        {
            Id = id,
            From = from,
            To = [to],
            Subject = subject,
            MessageId = messageId,
            Text = input.Text("text"),
            Html = input.Text("html"),
            Headers = headers,
            Attachments = Attachments(input, clock),
            CreatedAt = now,
        };
        return Told(await world.Receive(team, mail));
    }

    private static ReceivedMail Answer(
        SentMail mail,
        string from,
        string text,
        IReadOnlyList<MailAttachment> attachments,
        DateTimeOffset now
    )
    {
        var to = mail.ReplyTo.Count > 0 ? mail.ReplyTo[0] : mail.From;
        var id = Guid.CreateVersion7(now);
        var messageId = $"<{id:N}@{MailAddress.Domain(from)}>";
        var subject = mail.Subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase)
            ? mail.Subject
            : $"Re: {mail.Subject}";
        var headers = Headers(from, to, subject, messageId, now);
        headers["in-reply-to"] = mail.MessageId;
        headers["references"] = mail.Headers.TryGetValue("References", out var earlier)
            ? $"{earlier} {mail.MessageId}"
            : mail.MessageId;
        var quoted = string.Join(
            '\n',
            (mail.Text ?? "").Split('\n').Select(line => $"> {line.TrimEnd('\r')}")
        );
        return new ReceivedMail
        {
            Id = id,
            From = from,
            To = [to],
            Subject = subject,
            MessageId = messageId,
            Text = $"{text}\n\nOn {now:yyyy-MM-dd HH:mm}, {mail.From} wrote:\n{quoted}\n",
            Html =
                $"<p>{System.Net.WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"
                + $"<blockquote>{mail.Html ?? System.Net.WebUtility.HtmlEncode(mail.Text)}</blockquote>",
            Headers = headers,
            Attachments = attachments,
            CreatedAt = now,
        };
    }

    private static async Task<IResult> Receive(
        HttpContext http,
        ResendTeam team,
        SentMail answered,
        ReceivedMail answer,
        MailWorld world
    )
    {
        if (world.Arrives(answer))
        {
            return Results.Ok(new { answer.MessageId });
        }

        if (!team.Receives(MailAddress.Domain(answer.To[0])))
        {
            return Results.Conflict(
                $"The answer went to {answer.To[0]}, a domain that Resend does not receive for this team."
            );
        }

        return Told(await world.Receive(team, answer, answered));
    }

    private static Dictionary<string, string> Headers(
        string from,
        string to,
        string subject,
        string messageId,
        DateTimeOffset now
    ) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["from"] = from,
            ["to"] = to,
            ["subject"] = subject,
            ["date"] = now.ToString("r", System.Globalization.CultureInfo.InvariantCulture),
            ["message-id"] = messageId,
            ["mime-version"] = "1.0",
        };

    private static List<MailAttachment> Attachments(JsonElement input, TimeProvider clock) =>
        input.TryGetProperty("attachments", out var files) && files.ValueKind == JsonValueKind.Array
            ?
            [
                .. files
                    .EnumerateArray()
                    .Select(file => new MailAttachment(
                        Guid.CreateVersion7(clock.GetUtcNow()),
                        file.Text("filename") ?? "attachment.bin",
                        file.Text("contentType") ?? MediaTypeNames.Application.Octet,
                        file.Text("contentId"),
                        Convert.FromBase64String(file.Text("content") ?? "")
                    )),
            ]
            : [];

    private static IResult Told(HookEvent hook) =>
        Results.Ok(
            new
            {
                hook.SvixId,
                hook.Type,
                hook.Attempts,
            }
        );

    private static async Task<IResult> Act(
        HttpContext http,
        Guid id,
        ResendTeams teams,
        Func<ResendTeam, SentMail, JsonElement, Task<IResult>> act
    )
    {
        if (teams.Mail(id) is not var (team, mail))
        {
            return Results.NotFound("This mail is not kept any more.");
        }

        var answer = await act(team, mail, await Input(http));
        var fromPage =
            http.Request.HasFormContentType
            && answer is not IStatusCodeHttpResult { StatusCode: >= 400 };
        return fromPage ? Results.Redirect($"/mail/{id}") : answer;
    }

    private static async Task<JsonElement> Input(HttpContext http)
    {
        if (http.Request.HasFormContentType)
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var fields = form.ToDictionary(
                field => field.Key,
                field => (object)field.Value.ToString()
            );
            fields["attachments"] = await Chosen(form.Files, http.RequestAborted);
            return JsonSerializer.SerializeToElement(fields);
        }

        return http.Request.HasJsonContentType()
            ? await http.Request.ReadFromJsonAsync<JsonElement>(http.RequestAborted)
            : JsonSerializer.SerializeToElement(new { });
    }

    /// <summary>The files chosen on the page, as a test sends them in JSON.</summary>
    private static async Task<List<object>> Chosen(IFormFileCollection files, CancellationToken ct)
    {
        var chosen = new List<object>();
        // Where none was chosen, a browser sends an empty one without a name.
        foreach (var file in files.Where(file => file.FileName.Length > 0))
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, ct);
            chosen.Add(
                new
                {
                    filename = file.FileName,
                    contentType = file.ContentType,
                    content = Convert.ToBase64String(bytes.ToArray()),
                }
            );
        }

        return chosen;
    }
}
