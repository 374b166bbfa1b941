using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Microsoft365;

namespace LeadFuel.Sandbox.Resend;

/// <summary>What the world does with a mail: delivers, bounces, complains, answers.</summary>
public sealed class MailWorld(
    ResendTeams teams,
    ResendHooks hooks,
    FaultBoard faults,
    MicrosoftWorld microsoft,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>A mail was accepted: its events follow in the background, one after the other.</summary>
    public void Deliver(ResendTeam team, SentMail mail)
    {
        var test = mail.To.Select(SpecialAddress).FirstOrDefault(kind => kind is not null);
        if (mail.To.Any(to => microsoft.Behind(to) is { Takes: false }))
        {
            test ??= "bounced";
        }

        _ = Follow(
            team,
            mail,
            (Fate(team, mail) ?? test) switch
            {
                "mail_delayed" =>
                [
                    ("email.sent", []),
                    ("email.delivery_delayed", []),
                    ("email.delivered", []),
                ],
                "mail_failed" => [("email.sent", []), ("email.failed", Failed())],
                "bounced" => [("email.sent", []), ("email.bounced", Hard())],
                "complained" =>
                [
                    ("email.sent", []),
                    ("email.delivered", []),
                    ("email.complained", []),
                ],
                "suppressed" => [("email.suppressed", Suppressed())],
                _ => [("email.sent", []), ("email.delivered", [])],
            }
        );
    }

    /// <param name="says">What the other server answered, in place of the usual words.</param>
    public Task<HookEvent> Bounce(ResendTeam team, SentMail mail, bool hard, string? says = null)
    {
        var bounce = hard ? Hard() : Soft();
        if (says is not null)
        {
            bounce["bounce"]!["message"] = says;
            bounce["bounce"]!["diagnosticCode"] = new JsonArray($"smtp; {says}");
        }

        return Happen(team, mail, "email.bounced", bounce);
    }

    public Task<HookEvent> Complain(ResendTeam team, SentMail mail) =>
        Happen(team, mail, "email.complained", []);

    /// <summary>Puts a mail into the team's receiving side and tells it, without body and headers, as Resend does.</summary>
    public async Task<HookEvent> Receive(
        ResendTeam team,
        ReceivedMail mail,
        SentMail? answered = null
    )
    {
        team.Add(mail);
        var data = new JsonObject
        {
            ["email_id"] = mail.Id.ToString(),
            ["created_at"] = ResendJson.Instant(mail.CreatedAt),
            ["from"] = mail.From,
            ["to"] = Texts(mail.To),
            ["cc"] = Texts(mail.Cc),
            ["bcc"] = Texts(mail.Bcc),
            ["message_id"] = mail.MessageId,
            ["subject"] = mail.Subject,
            ["attachments"] = new JsonArray([
                .. mail.Attachments.Select(file => new JsonObject
                {
                    ["id"] = file.Id.ToString(),
                    ["filename"] = file.Filename,
                    ["content_type"] = file.ContentType,
                    ["content_disposition"] = file.ContentId is null ? "attachment" : "inline",
                    ["content_id"] = file.ContentId,
                }),
            ]),
        };
        var hook = hooks.Event("email.received", data, clock.GetUtcNow());
        answered?.Happened(hook);
        await hooks.Tell(team, hook);
        return hook;
    }

    public Task<HookEvent> DomainUpdated(ResendTeam team, SendingDomain domain)
    {
        var data = new JsonObject
        {
            ["id"] = domain.Id.ToString(),
            ["name"] = domain.Name,
            ["status"] = domain.Status,
            ["created_at"] = ResendJson.Instant(domain.CreatedAt),
            ["region"] = domain.Region,
        };
        var hook = hooks.Event("domain.updated", data, clock.GetUtcNow());
        return Told();

        async Task<HookEvent> Told()
        {
            await hooks.Tell(team, hook);
            return hook;
        }
    }

    private async Task Follow(
        ResendTeam team,
        SentMail mail,
        (string Type, JsonObject Extra)[] events
    )
    {
        var delay = TimeSpan.FromMilliseconds(teams.Options.EventDelayMs);
        try
        {
            foreach (var (type, extra) in events)
            {
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, clock, lifetime.ApplicationStopping);
                }

                if (type == "email.delivered")
                {
                    microsoft.Take([.. mail.To, .. mail.Cc, .. mail.Bcc], Letter(mail));
                }

                await Happen(team, mail, type, extra);
            }
        }
        catch (OperationCanceledException)
        {
            // The Sandbox stops.
        }
    }

    private async Task<HookEvent> Happen(
        ResendTeam team,
        SentMail mail,
        string type,
        JsonObject extra
    )
    {
        var tags = new JsonObject();
        foreach (var tag in mail.Tags)
        {
            tags[tag.Name] = tag.Value;
        }

        var data = new JsonObject
        {
            ["email_id"] = mail.Id.ToString(),
            ["created_at"] = ResendJson.Instant(mail.CreatedAt),
            ["from"] = mail.From,
            ["to"] = Texts(mail.To),
            ["subject"] = mail.Subject,
            ["message_id"] = mail.MessageId,
            ["headers"] = new JsonArray([
                .. mail.Headers.Select(header => new JsonObject
                {
                    ["name"] = header.Key,
                    ["value"] = header.Value,
                }),
            ]),
            ["tags"] = tags,
        };
        foreach (var (name, value) in extra)
        {
            data[name] = value?.DeepClone();
        }

        var hook = hooks.Event(type, data, clock.GetUtcNow());
        mail.Happened(hook);
        await hooks.Tell(team, hook);
        return hook;
    }

    /// <summary>As it lies in the recipient's mailbox.</summary>
    private static GivenMail Letter(SentMail mail) =>
        new()
        {
            From = MailAddress.Bare(mail.From),
            FromName = MailAddress.Name(mail.From),
            To = [.. mail.To.Select(MailAddress.Bare)],
            Cc = [.. mail.Cc.Select(MailAddress.Bare)],
            ReplyTo = [.. mail.ReplyTo.Select(MailAddress.Bare)],
            Subject = mail.Subject,
            Text = mail.Text ?? "",
            Html = mail.Html,
            InternetMessageId = mail.MessageId,
            Headers = new Dictionary<string, string>(mail.Headers),
        };

    /// <summary>An answer that goes to a played mailbox does not pass Resend.</summary>
    public bool Arrives(ReceivedMail answer) =>
        microsoft.Take(
            answer.To,
            new GivenMail
            {
                From = MailAddress.Bare(answer.From),
                FromName = MailAddress.Name(answer.From),
                To = [.. answer.To.Select(MailAddress.Bare)],
                Subject = answer.Subject,
                Text = answer.Text ?? "",
                Html = answer.Html,
                InternetMessageId = answer.MessageId,
                Headers = new Dictionary<string, string>(
                    answer.Headers,
                    StringComparer.OrdinalIgnoreCase
                ),
            }
        );

    private string? Fate(ResendTeam team, SentMail mail) =>
        faults.Take("resend", team.Key, mail.Request, "mail_delayed", "mail_failed")?.Kind;

    private static JsonObject Failed() =>
        new() { ["failed"] = new JsonObject { ["reason"] = "reached_daily_quota" } };

    private static string? SpecialAddress(string address)
    {
        var bare = MailAddress.Bare(address).ToLowerInvariant();
        if (!bare.EndsWith("@resend.dev", StringComparison.Ordinal))
        {
            return null;
        }

        var mailbox = bare[..bare.IndexOf('@')];
        return mailbox.Split('+')[0];
    }

    private static JsonObject Hard() =>
        new()
        {
            ["bounce"] = new JsonObject
            {
                ["type"] = "Permanent",
                ["subType"] = "General",
                ["message"] =
                    "The recipient's mail server permanently rejected the mail: there is no such mailbox.",
                ["diagnosticCode"] = new JsonArray("smtp; 550 5.1.1 user unknown"),
            },
        };

    private static JsonObject Soft() =>
        new()
        {
            ["bounce"] = new JsonObject
            {
                ["type"] = "Transient",
                ["subType"] = "MailboxFull",
                ["message"] = "The recipient's mailbox is full.",
                ["diagnosticCode"] = new JsonArray("smtp; 452 4.2.2 mailbox full"),
            },
        };

    private static JsonObject Suppressed() =>
        new()
        {
            ["suppressed"] = new JsonObject
            {
                ["type"] = "OnAccountSuppressionList",
                ["reason"] = "The address bounced or complained before.",
            },
        };

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
