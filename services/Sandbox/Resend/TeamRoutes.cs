namespace LeadFuel.Sandbox.Resend;

/// <summary>The Sandbox's own doors for tests: what reached whom, and where a team wants to be told.</summary>
public static class TeamRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapPut(
            "/teams/{name}",
            (string name, ResendOptions.TeamOptions team, ResendTeams teams) =>
            {
                teams.Set(name, team);
                return Results.NoContent();
            }
        );
        app.MapGet(
            "/deliveries",
            (ResendTeams teams, string? to, string? team) =>
                Results.Ok(
                    new
                    {
                        items = teams
                            .All.Where(one => team is null || one.Name == team)
                            .SelectMany(one => one.Sent)
                            .Where(mail => to is null || mail.To.Any(address => IsTo(address, to)))
                            .OrderBy(mail => mail.Id)
                            .Select(View),
                    }
                )
        );
        app.MapDelete(
            "/deliveries",
            (ResendTeams teams) =>
            {
                foreach (var team in teams.All)
                {
                    team.Forget();
                }

                return Results.NoContent();
            }
        );
    }

    private static bool IsTo(string address, string wanted) =>
        string.Equals(MailAddress.Bare(address), wanted, StringComparison.OrdinalIgnoreCase);

    private static object View(SentMail mail) =>
        new
        {
            mail.Id,
            Vendor = "resend",
            mail.Team,
            At = mail.CreatedAt,
            mail.From,
            mail.To,
            mail.Cc,
            mail.Bcc,
            mail.ReplyTo,
            mail.Subject,
            mail.Text,
            mail.Html,
            mail.Headers,
            mail.Tags,
            mail.MessageId,
            mail.IdempotencyKey,
            mail.LastEvent,
            Attachments = mail.Attachments.Select(file => new
            {
                file.Filename,
                file.ContentType,
                file.Content.Length,
            }),
            Events = mail.Events.Select(hook => new
            {
                hook.SvixId,
                hook.Type,
                hook.CreatedAt,
                hook.Attempts,
            }),
        };
}
