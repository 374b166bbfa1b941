using System.Globalization;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;
using LeadFuel.Sandbox.Resend;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Pages;

public static class PageRoutes
{
    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", Mail);
        app.MapGet("/mail", Mail);
        app.MapGet("/mail/{id:guid}", Mail);
        app.MapGet("/mail/{id:guid}/html", Html);
        app.MapGet("/mail/changes", Changes);
        app.MapPost("/mail/clear", Clear).DisableAntiforgery();
        app.MapPost("/mail/{id:guid}/lose", Lose).DisableAntiforgery();
        app.MapPost("/mail/{id:guid}/unsubscribe", Unsubscribe).DisableAntiforgery();
        app.MapGet("/requests", Requests);
        app.MapPost("/faults/add", Add).DisableAntiforgery();
        app.MapPost("/faults/clear", (FaultBoard board) => Removed(board, null))
            .DisableAntiforgery();
        app.MapPost("/faults/{id:guid}/remove", (Guid id, FaultBoard board) => Removed(board, id))
            .DisableAntiforgery();
    }

    public static IResult Faults(FaultBoard board, string? wrong = null) =>
        new RazorComponentResult<FaultsPage>(new { Armed = board.All, Wrong = wrong });

    public static IResult Mail(
        HttpContext http,
        ResendTeams teams,
        TimeProvider clock,
        Guid? id,
        string? box,
        string? view
    )
    {
        Policy(
            http,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-src 'self'; connect-src 'self'"
        );
        return new RazorComponentResult<MailPage>(
            new { View = new MailPageView(teams, clock, id, box, view) }
        );
    }

    /// <summary>A mail is anybody's text: no script, no form, nothing fetched; links open in a tab of their own.</summary>
    private static IResult Html(HttpContext http, ResendTeams teams, Guid id)
    {
        if (teams.Mail(id) is not var (_, mail))
        {
            return Results.NotFound();
        }

        http.Response.Headers.ContentSecurityPolicy =
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";
        const string Head =
            """<!DOCTYPE html><meta charset="utf-8"><style>body{margin:16px;font:15px/1.6 system-ui,sans-serif;color:#1b1a18;background:#fff}</style>""";
        return Results.Content(Head + NewTab(mail.Html ?? ""), "text/html; charset=utf-8");
    }

    private static string NewTab(string html) =>
        System.Text.RegularExpressions.Regex.Replace(
            html,
            "<a\\s",
            """<a target="_blank" rel="noopener noreferrer" """,
            System.Text.RegularExpressions.RegexOptions.IgnoreCase
        );

    private static string Changes(ResendTeams teams) =>
        string.Join(
            '-',
            teams.All.Select(team =>
                $"{team.Sent.Count}.{team.Received.Count}.{team.Sent.Take(50).Sum(mail => mail.Events.Sum(hook => 1 + hook.Attempts.Count))}"
            )
        );

    private static IResult Clear(ResendTeams teams)
    {
        foreach (var team in teams.All)
        {
            team.Forget();
        }

        return Results.Redirect("/mail");
    }

    private static IResult Lose(Guid id, FaultBoard board, ResendTeams teams)
    {
        if (teams.Mail(id) is not var (_, mail))
        {
            return Results.NotFound();
        }

        board.Add(
            new Fault
            {
                Vendor = "resend",
                Kind = "webhook_lost",
                Account = MailAddress.Bare(mail.To[0]),
                Times = 1,
            }
        );
        return Results.Redirect($"/mail/{id}");
    }

    /// <summary>What a mail program does when its reader presses unsubscribe: one POST without cookies (RFC 8058).</summary>
    private static async Task<IResult> Unsubscribe(
        Guid id,
        ResendTeams teams,
        IHttpClientFactory clients,
        CancellationToken ct
    )
    {
        if (
            teams.Mail(id) is not var (_, mail)
            || MailPageView.UnsubscribeLink(mail) is not { } link
        )
        {
            return Results.NotFound("This mail has no unsubscribe link.");
        }

        if (!new Uri(link).IsLoopback)
        {
            return Results.Conflict($"{link} is not on this machine, and nothing leaves it.");
        }

        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        try
        {
            using var answer = await clients
                .CreateClient(ResendHooks.Client)
                .PostAsync(new Uri(link), form, ct);
            return answer.IsSuccessStatusCode
                ? Results.Redirect($"/mail/{id}")
                : Results.Problem(
                    statusCode: StatusCodes.Status502BadGateway,
                    title: $"The app answered {(int)answer.StatusCode}."
                );
        }
        catch (HttpRequestException)
        {
            return Results.Problem(
                statusCode: StatusCodes.Status502BadGateway,
                title: "The app does not answer."
            );
        }
    }

    public static IResult Requests(HttpContext http, RequestLog log, string? vendor)
    {
        Policy(
            http,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'"
        );
        return new RazorComponentResult<RequestsPage>(
            new
            {
                Items = log.Since(vendor, null).Reverse().Take(200).ToList()
                    as IReadOnlyList<RecordedRequest>,
                Vendor = vendor,
            }
        );
    }

    private static async Task<IResult> Add(HttpContext http, FaultBoard board)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (vendor, kind) = form["fault"].ToString().Split('/', 2) is [var given, var what]
            ? (given, what)
            : ("", "");
        var fault = new Fault
        {
            Vendor = vendor,
            Kind = kind,
            Account = form["account"].ToString() is { Length: > 0 } account ? account : null,
            Times = Number(form["times"]),
            DelayMs = Number(form["delayMs"]),
        };
        if (FaultRoutes.Wrong(fault) is { } wrong)
        {
            return Faults(board, wrong);
        }

        board.Add(fault);
        return Results.Redirect("/faults");
    }

    private static IResult Removed(FaultBoard board, Guid? id)
    {
        board.Clear(id: id);
        return Results.Redirect("/faults");
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static void Policy(HttpContext http, string policy) =>
        http.Response.Headers.ContentSecurityPolicy =
            $"{policy}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
}
