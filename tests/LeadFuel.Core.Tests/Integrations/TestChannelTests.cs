using System.Text.Json;
using LeadFuel.Core.Integrations;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>What a person sends to see whether a channel works.</summary>
public sealed class TestChannelTests(CoreSuite suite)
{
    [Fact]
    public async Task Before_a_test_arrived_an_address_is_told_nothing()
    {
        var ada = new Told(suite, await suite.SignUp());
        await (await ada.Member.Web.Post($"{Told.Api}/webhook/test", new { })).Problem(
            HttpStatusCode.Conflict,
            "not-connected"
        );
        (await ada.Connect()).EnsureSuccessStatusCode();
        await ada.Switch("icp.ready");
        await ada.Ready("Fintech");
        Assert.Empty(await ada.All(tests: true));

        var test = await ada.Test("deal.closed");

        Assert.True(test.GetProperty("arrived").GetBoolean());
        var got = Assert.Single(await ada.All(await ada.Secret(), tests: true));
        Assert.Equal(got.Body, test.GetProperty("sent").GetString());
        Assert.True(got.Holds);
        Assert.True(got.Json.GetProperty("test").GetBoolean());
        Assert.Equal("deal.closed", got.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Each_event_can_be_tried_with_the_fields_it_would_carry_and_text_of_nobody()
    {
        // Straight to Core: the gateway takes fewer in a minute.
        var ada = new Told(suite, await suite.SignUp(), direct: true);
        (await ada.Connect()).EnsureSuccessStatusCode();
        foreach (var kind in EventKind.All)
        {
            await ada.Switch(kind.Type);
            Assert.Empty(Details(await Tried(ada, kind)));

            var shown = (await ada.Switch(kind.Type, details: true))
                .GetProperty("events")
                .EnumerateArray()
                .Single(one => one.GetProperty("type").GetString() == kind.Type);
            // Where there is nothing to add, nothing is switched on.
            Assert.Equal(
                kind.Details.Count > 0,
                shown.GetProperty("webhook").GetProperty("details").GetBoolean()
            );
            Assert.Equal(kind.Details, Fields(shown.GetProperty("details")));
            Assert.Equal(kind.Details, Details(await Tried(ada, kind)));
            Assert.Equal(kind.Details.Count > 0, kind.Includes.Length > 0);
        }

        // Sample text is no customer data, and the ledger does not say so.
        var calls = (await ada.Member.Web.Json("/api/core/egress-calls")).GetProperty("items");
        Assert.All(
            calls
                .EnumerateArray()
                .Where(call => call.GetProperty("purpose").GetString() == "core.webhook"),
            call => Assert.Equal(1, call.GetProperty("categories").GetArrayLength())
        );
    }

    [Fact]
    public async Task A_test_waits_for_the_message_that_is_under_way()
    {
        var ada = await SlackRoom.Open(suite);
        await Rows.Scalar(
            suite,
            "core",
            "update channels set busy_until = now() + interval '10 minutes' where account_email = $1",
            ada.Member.Email
        );
        var before = (await ada.Calls()).Count;

        var refused = await ada.Member.Web.Post($"{Told.Api}/slack/test", new { });

        await refused.Problem((HttpStatusCode)429);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 9, 10);
        Assert.Equal(before, (await ada.Calls()).Count);

        await ada.Rested();
        await ada.Break("slow");
        var first = ada.Test();
        await Wait.Until(
            async () => (await ada.Calls()).Count == before + 1,
            () => "the first never left"
        );
        await (await ada.Member.Web.Post($"{Told.Api}/slack/test", new { })).Problem(
            (HttpStatusCode)429
        );
        Assert.True((await first).GetProperty("arrived").GetBoolean());
        // Slack's second is waited for.
        Assert.True((await ada.Test()).GetProperty("arrived").GetBoolean());
        Assert.Equal(before + 2, (await ada.Calls()).Count);
    }

    [Fact]
    public async Task A_test_stands_in_the_log_also_when_it_opens_a_stopped_address()
    {
        var ada = await Told.Open(suite);
        Assert.Equal("A test reached Webhook. It is told events from now on.", await Said(ada));
        await ada.Break(Refusal(ada));
        Assert.False((await ada.Test()).GetProperty("arrived").GetBoolean());
        Assert.Equal("A test was sent to Webhook. It did not arrive.", await Said(ada));
        await Stop(ada);

        await ada.Test();

        Assert.Equal(
            "A test reached Webhook, which was switched off. It is told events again.",
            await Said(ada)
        );
    }

    [Fact]
    public async Task What_would_be_dropped_again_is_not_taken_to_be_sent_again()
    {
        var (ada, eve) = (await Told.Open(suite), await Told.Open(suite));
        await ada.Switch("icp.ready");
        await ada.Break(Refusal(ada));
        await ada.Ready("Fintech");
        await ada.Switch("icp.ready", send: false);
        await ada.Hurry();
        var line = await ada.Line();
        Assert.Equal("dropped", Told.State(line));
        var again = $"/api/core/deliveries/{line.GetProperty("id").GetGuid()}/again";

        await (await ada.Member.Web.Post(again)).Problem(HttpStatusCode.Conflict, "event-off");
        await ada.Switch("icp.ready");
        await Stop(ada);
        await (await ada.Member.Web.Post(again)).Problem(
            HttpStatusCode.Conflict,
            "channel-stopped"
        );
        await (await eve.Member.Web.Post(again)).Problem(HttpStatusCode.NotFound);
        Assert.Equal("dropped", Told.State(await ada.Line()));

        await ada.Test();
        await (await ada.Member.Web.Post(again)).Json();
        await suite.Drain(ada.Member);
        Assert.Equal("delivered", Told.State(await ada.Line()));
    }

    private static object Refusal(Told of) =>
        new
        {
            vendor = "webhook",
            kind = "status",
            status = 500,
            times = 1,
            match = of.Name,
        };

    private Task<object?> Stop(Told of) =>
        Rows.Scalar(
            suite,
            "core",
            "update channels set stopped_at = now(), stopped_because = 'failing' where account_email = $1",
            of.Member.Email
        );

    private static async Task<string?> Said(Told of) =>
        (await of.Member.Web.Json("/api/core/audit-entries?action=channel.tested"))
            .GetProperty("items")[0]
            .GetProperty("detail")
            .GetString();

    private static async Task<JsonElement> Tried(Told ada, EventKind kind)
    {
        var sent = (await ada.Test(kind.Type)).GetProperty("sent").GetString()!;
        Assert.Equal((await ada.All(tests: true))[^1].Body, sent);
        var json = JsonDocument.Parse(sent).RootElement;
        Assert.True(json.GetProperty("test").GetBoolean());
        Assert.Equal(kind.Type, json.GetProperty("type").GetString());
        return json.GetProperty("data");
    }

    private static Dictionary<string, string> Details(JsonElement data) =>
        data.TryGetProperty("details", out var details) ? Fields(details) : [];

    private static Dictionary<string, string> Fields(JsonElement fields) =>
        fields.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!);
}
