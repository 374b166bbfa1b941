using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Sandbox.Tests.Slack;

/// <summary>Slack's incoming webhooks as strict as they are: plain words, no JSON, limits that are held.</summary>
public sealed class SlackTests : IAsyncLifetime
{
    private World world = null!;

    // It stays where it is sent away.
    private HttpClient app = null!;

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        app = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = world.Web.BaseAddress,
        };
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        await world.DisposeAsync();
    }

    private static object Good(string summary = "Scope recorded a won deal.") =>
        new
        {
            text = "Deal won",
            blocks = new object[]
            {
                new { type = "header", text = new { type = "plain_text", text = "Deal won" } },
                new { type = "section", text = new { type = "mrkdwn", text = summary } },
                new
                {
                    type = "context",
                    elements = new[] { new { type = "mrkdwn", text = "LeadFuel" } },
                },
            },
        };

    [Fact]
    public async Task What_is_posted_stands_in_the_channel_as_people_see_it()
    {
        var answer = await Post(Good("A &amp; B: <https://app.test/1|Open> *won* &lt;b&gt;"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ok", await Text(answer));
        var message = Assert.Single(await Messages());
        Assert.Equal("Deal won", message.GetProperty("title").GetString());
        Assert.Equal("A & B: Open won <b>", message.GetProperty("texts")[0].GetString());
        Assert.Equal(0, message.GetProperty("calls").GetArrayLength());
        var page = await Text(await world.Web.GetAsync("/slack-channel/main", Ct));
        Assert.Contains(
            """<a href="https://app.test/1" rel="noopener noreferrer">Open</a>""",
            page
        );
        Assert.Contains("&lt;b&gt;", page);
        Assert.Equal(
            "slack",
            (await world.Get("/records?vendor=slack"))
                .GetProperty("items")[0]
                .GetProperty("vendor")
                .GetString()
        );
    }

    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<!here|here>")]
    [InlineData("<@U0123ABC>")]
    [InlineData("<#C0123ABC>")]
    public async Task What_would_call_people_is_marked(string call)
    {
        await Post(Good($"Look {call}"));
        var message = Assert.Single(await Messages());
        Assert.Equal(call, message.GetProperty("calls")[0].GetString());
        Assert.Contains(
            "class=\"badge\"",
            await Text(await world.Web.GetAsync("/slack-channel/main", Ct))
        );
    }

    [Theory]
    [InlineData("not json", "invalid_payload")]
    [InlineData("[]", "invalid_payload")]
    [InlineData("{}", "no_text")]
    [InlineData("""{"text":""}""", "no_text")]
    [InlineData("""{"text":"x","blocks":{}}""", "invalid_blocks_format")]
    [InlineData("""{"text":"x","blocks":[{"type":"hologram"}]}""", "invalid_blocks")]
    [InlineData("""{"text":"x","blocks":[{"type":"section"}]}""", "invalid_blocks")]
    [InlineData(
        """{"text":"x","blocks":[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]}""",
        "invalid_blocks"
    )]
    [InlineData(
        """{"text":"x","blocks":[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]}""",
        "invalid_blocks"
    )]
    public async Task What_has_no_form_is_refused_in_slacks_words(string body, string word)
    {
        var answer = await Post(body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(word, await Text(answer));
        Assert.Empty(await Messages());
    }

    [Theory]
    [InlineData("header", 150)]
    [InlineData("section", 3000)]
    public async Task A_text_may_be_as_long_as_slack_says_and_not_longer(string type, int most)
    {
        object Body(int length) =>
            new
            {
                text = "x",
                blocks = new[]
                {
                    new
                    {
                        type,
                        text = new { type = "plain_text", text = new string('x', length) },
                    },
                },
            };
        Assert.Equal(HttpStatusCode.OK, (await Post(Body(most))).StatusCode);
        Assert.Equal("invalid_blocks", await Text(await Post(Body(most + 1))));
    }

    [Fact]
    public async Task A_channel_takes_three_at_once_and_then_one_a_second()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await Post(Good())).StatusCode);
        }

        var busy = await Post(Good());
        Assert.Equal(HttpStatusCode.TooManyRequests, busy.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter?.Delta);
        // Another channel has room of its own.
        Assert.Equal(HttpStatusCode.OK, (await Post(Good(), "other")).StatusCode);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Post(Good())).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Post(Good())).StatusCode);
        Assert.Equal(4, (await Messages()).Count);
    }

    [Theory]
    [InlineData("InvalidToken0", 403, "invalid_token")]
    [InlineData("NoService0", 404, "no_service")]
    [InlineData("Archived0", 410, "channel_is_archived")]
    [InlineData("Prohibited0", 403, "action_prohibited")]
    [InlineData("General0", 403, "posting_to_general_channel_denied")]
    [InlineData("RateLimit0", 429, "rate_limited")]
    [InlineData("Error500", 500, "rollup_error")]
    [InlineData("Redirect0", 302, "")]
    [InlineData("wrong", 403, "invalid_token")]
    public async Task A_token_may_say_what_goes_wrong_and_a_wrong_one_is_refused(
        string token,
        int status,
        string word
    )
    {
        var answer = await Post(Good(), token: token.PadRight(24, 'x'));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(word, await Text(answer));
        Assert.Empty(await Messages());
    }

    [Theory]
    [InlineData("Archived", 410)]
    [InlineData("Removed", 404)]
    [InlineData("Forbidden", 403)]
    [InlineData("Open", 200)]
    public async Task What_somebody_does_at_slack_is_set_on_the_channels_page(
        string state,
        int status
    )
    {
        using var form = new FormUrlEncodedContent([new("state", state)]);
        await world.Web.PostAsync("/slack-channel/main/state", form, Ct);
        Assert.Equal(status, (int)(await Post(Good())).StatusCode);
    }

    [Fact]
    public async Task A_fault_hits_one_channel_and_leaves_the_others_alone()
    {
        await world.Break(
            new
            {
                vendor = "slack",
                kind = "server_error",
                match = "/BMAIN/",
            }
        );
        Assert.Equal("rollup_error", await Text(await Post(Good())));
        Assert.Equal("ok", await Text(await Post(Good(), "other")));
    }

    [Fact]
    public async Task A_connection_may_drop_before_or_after_the_message_is_there()
    {
        foreach (var (kind, shown) in ((string, int)[])[("reset_before", 0), ("reset_after", 1)])
        {
            await world.Break(
                new
                {
                    vendor = "slack",
                    kind,
                    times = 1,
                }
            );
            await Assert.ThrowsAsync<HttpRequestException>(() => Post(Good()));
            Assert.Equal(shown, (await Messages()).Count);
        }
    }

    [Fact]
    public async Task What_else_slack_can_do_is_not_played()
    {
        var answer = await world.Post("/slack/api/chat.postMessage", new { channel = "C1" });
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<HttpResponseMessage> Post(
        object body,
        string channel = "main",
        string? token = null
    )
    {
        var address = new Uri(
            (await world.Get($"/slack-channel/{channel}/messages"))
                .GetProperty("address")
                .GetString()!
        );
        var path = token is null
            ? address.AbsolutePath
            : address.AbsolutePath[..(address.AbsolutePath.LastIndexOf('/') + 1)] + token;
        using var content = new ByteArrayContent(
            Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body))
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return await app.PostAsync($"/slack{path}", content, Ct);
    }

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(Ct);

    private async Task<List<JsonElement>> Messages() =>
        [
            .. (await world.Get("/slack-channel/main/messages"))
                .GetProperty("items")
                .EnumerateArray(),
        ];
}
