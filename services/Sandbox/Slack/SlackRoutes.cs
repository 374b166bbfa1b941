using System.Text;
using System.Text.RegularExpressions;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Slack;

/// <summary>Incoming webhooks of Slack, and a channel's page for people to look at.</summary>
public static partial class SlackRoutes
{
    // Each ends a call in its own way; `times`, `match` and the rest say whose.
    private static readonly Dictionary<string, (int Status, string Body)> Answers = new()
    {
        ["invalid_token"] = (403, "invalid_token"),
        ["action_prohibited"] = (403, "action_prohibited"),
        ["general"] = (403, "posting_to_general_channel_denied"),
        ["no_service"] = (404, "no_service"),
        ["no_team"] = (404, "no_team"),
        ["no_active_hooks"] = (404, "no_active_hooks"),
        ["channel_not_found"] = (404, "channel_not_found"),
        ["user_not_found"] = (400, "user_not_found"),
        ["archived"] = (410, "channel_is_archived"),
        ["invalid_payload"] = (400, "invalid_payload"),
        ["rate_limit"] = (429, "rate_limited"),
        ["server_error"] = (500, "rollup_error"),
        ["redirect"] = (302, ""),
        ["html"] = (200, "<!doctype html><title>Sign in</title>"),
    };

    // The first word of a token: an address that always fails in one way.
    private static readonly Dictionary<string, string> Words = new()
    {
        ["InvalidToken"] = "invalid_token",
        ["NoService"] = "no_service",
        ["Archived"] = "archived",
        ["Prohibited"] = "action_prohibited",
        ["General"] = "general",
        ["RateLimit"] = "rate_limit",
        ["Error500"] = "server_error",
        ["Hang"] = "hang_after",
        ["Slow"] = "slow",
        ["Redirect"] = "redirect",
        ["Html"] = "html",
    };

    private static readonly string[] Kinds =
    [
        .. Answers.Keys,
        "status",
        "slow",
        "hang_before",
        "hang_after",
        "reset_before",
        "reset_after",
    ];

    public static void AddSlack(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<SlackChannels>();

    public static void MapSlack(this WebApplication app)
    {
        app.MapPost("/slack/services/{team}/{hook}/{token}", Take)
            .WithMetadata(new PlayedVendor("slack"));
        app.MapGet("/slack-channel/{name}", Page);
        app.MapGet("/slack-channel/{name}/messages", List);
        app.MapPost("/slack-channel/{name}/state", Become).DisableAntiforgery();
    }

    private static IResult Page(string name, SlackChannels channels) =>
        Name().IsMatch(name)
            ? new RazorComponentResult<SlackPage>(new { Channel = channels.Of(name) })
            : Results.NotFound("A channel's name is letters and digits.");

    private static IResult List(string name, SlackChannels channels)
    {
        var channel = channels.Of(name);
        return Results.Ok(
            new
            {
                channel.Address,
                items = channel.Newest.Select(message => new
                {
                    message.At,
                    message.Body,
                    message.Shown.Title,
                    Texts = message.Shown.Texts.Select(text =>
                        string.Concat(text.Select(piece => piece.Text))
                    ),
                    message.Shown.Calls,
                }),
            }
        );
    }

    private static async Task<IResult> Become(HttpContext http, string name, SlackChannels channels)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Enum.TryParse<SlackChannelState>(form["state"], out var state))
        {
            channels.Of(name).State = state;
        }

        return Results.Redirect($"/slack-channel/{Uri.EscapeDataString(name)}");
    }

    private static async Task Take(
        HttpContext http,
        string team,
        string hook,
        string token,
        SlackChannels channels,
        FaultBoard faults,
        TimeProvider clock
    )
    {
        var word = Words.Keys.FirstOrDefault(word =>
            token.StartsWith(word, StringComparison.Ordinal)
        );
        var fault = http.TakeFault(faults, "slack", Kinds);
        var kind = fault?.Kind ?? (word is null ? null : Words[word]);
        if (kind == "status")
        {
            await Say(http, fault!.Status ?? 500, "another_error");
            return;
        }

        if (kind is not null && Answers.TryGetValue(kind, out var answer))
        {
            await Say(http, answer.Status, answer.Body, fault?.RetryAfter ?? 2);
            return;
        }

        switch (kind)
        {
            case "reset_before":
                http.Abort();
                return;
            case "hang_before":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                return;
        }

        if (!hook.StartsWith('B') || !Name().IsMatch(hook[1..]) || !team.StartsWith('T'))
        {
            await Say(http, 404, "no_service");
            return;
        }

        var channel = channels.Of(hook[1..]);
        var state = channel.State switch
        {
            SlackChannelState.Archived => (410, "channel_is_archived"),
            SlackChannelState.Removed => (404, "no_service"),
            SlackChannelState.Forbidden => (403, "action_prohibited"),
            _ => (200, "ok"),
        };
        if (word is null && token != channel.Token)
        {
            state = (403, "invalid_token");
        }

        if (state.Item1 != 200)
        {
            await Say(http, state.Item1, state.Item2);
            return;
        }

        if (!channel.MayPost(clock.GetUtcNow()))
        {
            await Say(http, 429, "rate_limited", 1);
            return;
        }

        if (SlackRules.Refuse(http, http.RawBody(), out var message) is { } refused)
        {
            await Say(http, 400, refused);
            return;
        }

        channel.Add(
            new(clock.GetUtcNow(), Encoding.UTF8.GetString(http.RawBody()), SlackText.Of(message))
        );
        switch (kind)
        {
            case "slow":
                await Task.Delay(
                    fault?.Delay(3_000) ?? TimeSpan.FromSeconds(3),
                    clock,
                    http.RequestAborted
                );
                break;
            case "hang_after":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                break;
            case "reset_after":
                http.Abort();
                return;
        }

        await Say(http, 200, "ok");
    }

    /// <summary>In words, never in JSON.</summary>
    private static async Task Say(HttpContext http, int status, string body, int? retryAfter = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = body.StartsWith('<')
            ? "text/html"
            : "text/plain; charset=utf-8";
        if (status == 429)
        {
            http.Response.Headers.RetryAfter = $"{retryAfter ?? 2}";
        }

        if (status == 302)
        {
            http.Response.Headers.Location = "/slack/services/TELSEWHERE/BELSEWHERE/elsewhere";
        }

        await http.Response.WriteAsync(body, http.RequestAborted);
    }

    [GeneratedRegex("^[A-Za-z0-9]{1,60}$")]
    private static partial Regex Name();
}
