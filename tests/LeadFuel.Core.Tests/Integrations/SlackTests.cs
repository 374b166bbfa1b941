using System.Text.Json;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Providers.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>What a customer's Slack channel is told, and what it never is.</summary>
public sealed class SlackTests(CoreSuite suite)
{
    [Fact]
    [Claim("T31")]
    public async Task Slack_is_told_of_what_was_switched_on_and_of_nothing_else()
    {
        var (ada, told) = await Open();
        var (eve, hers) = await Open();
        await ada.Switch("deal.closed");
        await told.Ready("Never switched on");
        await ada.Switch("icp.ready");
        await ada.Switch("icp.ready", send: false);
        await told.Ready("Switched off again");
        await hers.Ready("Nobody asked");

        Assert.Empty(await ada.All());
        Assert.Empty(await told.Log());
        Assert.Single(await ada.Calls());

        await ada.Switch("icp.ready");
        var icp = await told.Ready("Fintech");

        var message = Assert.Single(await ada.Posted(1));
        Assert.Equal("An ICP is ready", message.Title);
        Assert.Equal(
            [
                "Claude wrote a new version of an ICP. Read it and publish it.\nOpen in LeadFuel",
                "An ICP is ready: Claude wrote a new version of an ICP. Read it and publish it.",
            ],
            [message.Texts[0], message.Texts[^1]]
        );
        Assert.Contains($"/scope/icps/{icp}|Open in LeadFuel>", Section(message));
        Assert.Equal(3, message.Texts.Length);
        // The test that opened it, and the one message.
        Assert.Equal(2, (await ada.Calls()).Count);
        Assert.Empty(await eve.All());
        Assert.Single(await eve.Calls());
        Assert.Empty(await hers.Log());
    }

    [Fact]
    [Claim("T32")]
    public async Task Customer_data_go_to_slack_only_where_the_event_says_so()
    {
        var (ada, told) = await Open();
        const string Name = "Zebrafish GmbH & <!channel> *all*";
        await ada.Switch("icp.ready");
        await told.Ready(Name);

        var bare = Assert.Single(await ada.Posted(1));
        Assert.DoesNotContain("Zebrafish", bare.Body);
        Assert.DoesNotContain(ada.Member.Email, bare.Body);

        // Said of another event, it is not said of this one.
        await ada.Switch("deal.closed", details: true);
        await told.Ready(Name);
        Assert.DoesNotContain("Zebrafish", (await ada.Posted(2))[1].Body);

        await ada.Switch("icp.ready", details: true);
        await told.Ready(Name);
        var full = (await ada.Posted(3))[2];
        Assert.Contains($"icp\n{Name}", full.Texts);
        Assert.All(await ada.All(), message => Assert.Empty(message.Calls));

        var calls = (await ada.Member.Web.Json("/api/core/egress-calls")).GetProperty("items");
        Assert.Equal(
            1,
            calls
                .EnumerateArray()
                .Count(call =>
                    call.GetProperty("purpose").GetString() == "core.slack"
                    && call.GetProperty("categories").GetArrayLength() == 2
                )
        );

        // Off and on again, it is not there any more.
        await ada.Switch("icp.ready", send: false, details: true);
        await ada.Switch("icp.ready");
        await told.Ready(Name);
        Assert.DoesNotContain("Zebrafish", (await ada.Posted(4))[3].Body);
    }

    [Theory]
    [InlineData("invalid_token", 403, "invalid_token")]
    [InlineData("action_prohibited", 403, "action_prohibited")]
    [InlineData("general", 403, "posting_to_general_channel_denied")]
    [InlineData("no_service", 404, "no_service")]
    [InlineData("user_not_found", 400, "user_not_found")]
    [InlineData("archived", 410, "channel_is_archived")]
    public async Task A_channel_that_is_gone_is_told_nothing_more_and_its_owner_gets_one_mail(
        string kind,
        int status,
        string word
    )
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break(kind);
        await told.Ready("Fintech");
        await told.Ready("Retail");

        Assert.Empty(await ada.All());
        var line = await told.Line();
        Assert.Equal("failed", Told.State(line));
        Assert.Equal(status, Tries(line)[^1].GetProperty("status").GetInt32());
        Assert.Equal(word, Tries(line)[^1].GetProperty("error").GetString());
        Assert.Equal(word, await Stopped(ada.Member));
        var mail = Assert.Single(await suite.Sandbox.Mails(ada.Member.Email));
        Assert.Equal("Your Slack channel was switched off", mail.Subject);
        Assert.Contains(word, mail.Text);

        await ada.Test();
        Assert.Null(await Stopped(ada.Member));
        await told.Ready("Health");
        Assert.Single(await ada.Posted(1));
    }

    [Theory]
    [InlineData("rate_limit", 429, "rate_limited")]
    [InlineData("redirect", 302, "redirect")]
    [Claim("T39")]
    public async Task What_slack_did_not_take_is_told_again_later(
        string kind,
        int status,
        string word
    )
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break(kind);
        await told.Ready("Fintech");
        var line = await told.Line();
        Assert.Equal("waiting", Told.State(line));
        Assert.Equal(
            (status, word),
            (
                Tries(line)[^1].GetProperty("status").GetInt32(),
                Tries(line)[^1].GetProperty("error").GetString()
            )
        );

        await told.Hurry();

        Assert.Single(await ada.All());
        Assert.Equal("delivered", Told.State(await told.Line()));
        Assert.DoesNotContain(
            await suite.Sandbox.Records("slack"),
            call => call.Path.Contains("TELSEWHERE", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_message_slack_cannot_read_is_given_up_and_the_channel_stays()
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break("invalid_payload");
        await told.Ready("Fintech");
        Assert.Equal("failed", Told.State(await told.Line()));
        Assert.Null(await Stopped(ada.Member));
        Assert.Empty(await suite.Sandbox.Mails(ada.Member.Email));
    }

    [Fact]
    public async Task A_pause_that_slack_asks_for_holds_for_all_that_waits()
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break("rate_limit", retryAfter: 600);
        await told.Ready("Fintech");
        await told.Ready("Retail");

        Assert.Empty(await ada.All());
        Assert.All(await told.Log(), line => Assert.Equal("waiting", Told.State(line)));
        Assert.InRange(
            (DateTimeOffset)
                (DateTime)
                    (
                        await Rows.Scalar(
                            suite,
                            "core",
                            "select busy_until from channels where account_email = $1",
                            ada.Member.Email
                        )
                    )! - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromSeconds(500),
            TimeSpan.FromSeconds(600)
        );
        await told.Hurry();
        await told.Hurry();
        Assert.Equal(2, (await ada.Posted(2)).Count);
    }

    [Theory]
    [InlineData("reset_after", 1, "broken")]
    [InlineData("hang_after", 1, "timeout")]
    [InlineData("reset_before", 0, "broken")]
    [InlineData("server_error", 0, "server_error")]
    public async Task What_may_have_arrived_is_told_again_only_when_a_person_says_so(
        string kind,
        int shown,
        string word
    )
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break(kind);
        await told.Ready("Fintech");
        await told.Hurry();

        var line = await told.Line();
        Assert.Equal("unknown", Told.State(line));
        Assert.Equal(word, Assert.Single(Tries(line)).GetProperty("error").GetString());
        Assert.Equal(shown, (await ada.All()).Count);
        // The test that opened it, and the one try.
        Assert.Equal(2, (await ada.Calls()).Count);

        // A person may say that it is to be told again.
        await (
            await ada.Member.Web.Post($"/api/core/deliveries/{line.GetProperty("id")}/again")
        ).Json();
        // Slack takes one a second and may put it off.
        await Wait.Until(
            async () =>
            {
                await told.Hurry();
                return Told.State(await told.Line()) == "delivered";
            },
            () => "it does not arrive"
        );
        var all = await ada.All();
        Assert.Equal(shown + 1, all.Count);
        // Whoever sees two knows by the event's short id that they are one.
        Assert.Single(all.Select(message => message.Texts[^2].Split(" · ")[^1]).Distinct());
    }

    [Fact]
    public async Task A_message_that_never_left_may_be_told_again()
    {
        using var nobody = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };

        var answer = await new SlackClient(
            http,
            TimeProvider.System,
            NullLogger<SlackClient>.Instance
        ).Send("/services/T1/B1/x", "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Later, "connection"), (answer.Verdict, answer.Error));
    }

    [Fact]
    public async Task What_happened_more_than_a_day_ago_is_no_message_any_more()
    {
        var (ada, told) = await Open();
        await ada.Switch("icp.ready");
        await ada.Break("redirect");
        await told.Ready("Fintech");
        await Rows.Scalar(
            suite,
            "core",
            "update deliveries set happened_at = now() - interval '25 hours' where account_email = $1",
            ada.Member.Email
        );
        await told.Hurry();
        Assert.Empty(await ada.All());
        Assert.Equal("failed", Told.State(await told.Line()));
    }

    private async Task<(SlackRoom Room, Told Told)> Open()
    {
        var room = await SlackRoom.Open(suite);
        return (room, new Told(suite, room.Member));
    }

    private async Task<string?> Stopped(Member member) =>
        (await member.Web.Json(Told.Api))
            .GetProperty("slack")
            .GetProperty("stoppedBecause")
            .GetString();

    private static List<JsonElement> Tries(JsonElement line) =>
        [.. line.GetProperty("tries").EnumerateArray()];

    private static string Section(SlackRoom.Message message) =>
        message.Json.GetProperty("blocks")[1].GetProperty("text").GetProperty("text").GetString()!;
}
