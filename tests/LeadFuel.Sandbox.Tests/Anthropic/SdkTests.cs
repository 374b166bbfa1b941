using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace LeadFuel.Sandbox.Tests.Anthropic;

/// <summary>The vendor's own client cannot tell the difference.</summary>
public sealed class SdkTests : IAsyncLifetime
{
    private World world = null!;
    private AnthropicClient client = null!;

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        client = Client("sk-ant-sandbox");
    }

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_answer_streams_in_five_deltas_or_more_and_ends_with_a_stop()
    {
        var (text, deltas, stopped) = await Read(TestContext.Current.CancellationToken);
        Assert.True(stopped);
        Assert.True(deltas >= 5);
        using var icp = JsonDocument.Parse(text);
        Assert.True(icp.RootElement.GetProperty("sections").GetArrayLength() > 3);

        var raw = (await world.Get("/records?vendor=anthropic")).GetProperty("items")[0];
        Assert.Equal(
            "2026-10-21",
            raw.GetProperty("headers").GetProperty("anthropic-version").GetString()
        );
        Assert.DoesNotContain("sk-ant", raw.GetProperty("headers").GetRawText());
        Assert.False(raw.GetProperty("headers").TryGetProperty("traceparent", out _));
    }

    [Fact]
    public async Task The_stream_on_the_wire_has_the_order_of_the_real_one_and_a_ping()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/anthropic/v1/messages")
        {
            Content = new StringContent(
                """{"model":"claude-haiku-5-5","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-ant-sandbox");
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        var answer = await world.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("req_", answer.Headers.GetValues("request-id").Single());
        var lines = (
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        ).Split('\n');
        var events = lines
            .Where(line => line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(line => line[7..])
            .ToList();
        Assert.Equal(["message_start", "content_block_start", "ping"], events[..3]);
        Assert.True(events.Count(name => name == "content_block_delta") >= 5);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], events[^3..]);
    }

    [Fact]
    public async Task Tokens_are_counted_and_a_marked_prefix_is_read_from_the_cache_the_second_time()
    {
        var parameters = Parameters() with
        {
            System = new List<TextBlockParam>
            {
                new() { Text = new string('x', 8_000), CacheControl = new CacheControlEphemeral() },
            },
        };
        var first = await client.Messages.Create(parameters, TestContext.Current.CancellationToken);
        var second = await client.Messages.Create(
            parameters,
            TestContext.Current.CancellationToken
        );
        Assert.True(first.Usage.CacheCreationInputTokens >= 2_000);
        Assert.Equal(0, first.Usage.CacheReadInputTokens);
        Assert.Equal(first.Usage.CacheCreationInputTokens, second.Usage.CacheReadInputTokens);
        Assert.True(second.Usage.OutputTokens > 100);
    }

    [Fact]
    public async Task Models_are_listed_and_a_retired_one_is_not_found()
    {
        var models = await client.Models.List(
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Contains(models.Items, model => model.ID == "claude-sonnet-5-5");
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() =>
            client.Messages.Create(
                Parameters() with
                {
                    Model = "claude-1",
                },
                TestContext.Current.CancellationToken
            )
        );
    }

    [Theory]
    [InlineData("unauthorized", 401)]
    [InlineData("billing", 402)]
    [InlineData("rate_limit", 429)]
    [InlineData("spend_limit", 429)]
    [InlineData("server_error", 500)]
    [InlineData("overloaded", 529)]
    [InlineData("bad_gateway", 502)]
    public async Task A_fault_is_the_vendors_own_error_and_the_next_call_succeeds(
        string kind,
        int status
    )
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind,
                times = 1,
            }
        );
        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() =>
            client.Messages.Create(Parameters(), TestContext.Current.CancellationToken)
        );
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.StartsWith("req_", error.RequestID);
        Assert.Equal(
            kind == "spend_limit" ? "enforced_spend_limit_reached" : null,
            error.ErrorCode
        );
        Assert.NotNull(
            await client.Messages.Create(Parameters(), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_key_that_is_wrong_or_missing_is_refused()
    {
        foreach (var key in new[] { "re_wrong", "sk-ant-invalid", "" })
        {
            await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() =>
                Client(key).Messages.Create(Parameters(), TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public async Task A_fault_meant_for_one_key_leaves_the_others_alone()
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind = "unauthorized",
                key = "sk-ant-theirs",
            }
        );
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() =>
            Client("sk-ant-theirs")
                .Messages.Create(Parameters(), TestContext.Current.CancellationToken)
        );
        Assert.NotNull(
            await client.Messages.Create(Parameters(), TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("temperature", "0.5")]
    [InlineData("top_p", "1")]
    [InlineData("top_k", "5")]
    public async Task Sampling_parameters_are_refused_under_the_new_version_only(
        string field,
        string value
    )
    {
        var body =
            $$"""{"model":"claude-haiku-5-5","max_tokens":50,"{{field}}":{{value}},"messages":[{"role":"user","content":"Hi"}]}""";
        foreach (
            var (version, status) in new[]
            {
                ("2026-10-21", 400),
                ("2023-06-01", 200),
                ("2020-01-01", 400),
            }
        )
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/anthropic/v1/messages")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("x-api-key", "sk-ant-sandbox");
            request.Headers.TryAddWithoutValidation("anthropic-version", version);
            var answer = await world.Web.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_cut_stream_ends_silently_without_a_stop()
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind = "cut_stream",
                times = 1,
            }
        );
        var (text, deltas, stopped) = await Read(TestContext.Current.CancellationToken);
        Assert.False(stopped);
        Assert.Equal(3, deltas);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
    }

    [Fact]
    public async Task An_error_after_two_deltas_is_an_event_of_the_stream()
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind = "stream_error",
                times = 1,
            }
        );
        await Assert.ThrowsAsync<AnthropicSseException>(() =>
            Read(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("stalled_stream")]
    [InlineData("hang")]
    public async Task A_silent_stream_stays_silent_until_the_caller_gives_up(string kind)
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind,
                times = 1,
            }
        );
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        patience.CancelAfter(TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Read(patience.Token));
        var record = (await world.Get("/records?vendor=anthropic")).GetProperty("items")[0];
        Assert.Equal(kind, record.GetProperty("fault").GetString());
    }

    [Fact]
    public async Task A_slow_first_byte_comes_when_the_time_has_passed()
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind = "slow_first_byte",
                times = 1,
                delayMs = 60_000,
            }
        );
        var answer = client.Messages.Create(Parameters(), TestContext.Current.CancellationToken);
        while (
            (await world.Get("/faults")).GetProperty("items")[0].GetProperty("used").GetInt32() == 0
        )
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.False(answer.IsCompleted);
        Assert.NotNull(await world.After(TimeSpan.FromSeconds(60), answer));
    }

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("refusal")]
    public async Task An_answer_that_is_no_json_says_so_in_its_stop_reason(string kind)
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind,
                times = 1,
            }
        );
        var message = await client.Messages.Create(
            Parameters(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(kind, message.StopReason!.Raw());
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text!.Text));
    }

    private AnthropicClient Client(string key) =>
        new(
            new ClientOptions
            {
                BaseUrl = $"{world.ClientOptions.BaseAddress.ToString().TrimEnd('/')}/anthropic",
                ApiKey = key,
                MaxRetries = 0,
                Timeout = TimeSpan.FromSeconds(30),
                OpenTelemetry = false,
                HttpClient = new HttpClient(
                    new SocketsHttpHandler { ActivityHeadersPropagator = null }
                ),
            }
        );

    private static MessageCreateParams Parameters() =>
        new()
        {
            Model = "claude-sonnet-5-5",
            MaxTokens = 16_000,
            Messages = [new UserMessageParam(string.Join('\n', Prompts.Answers))],
            OutputConfig = new OutputConfig
            {
                Format = new JsonOutputFormat
                {
                    Schema = Prompts
                        .Icp.EnumerateObject()
                        .ToDictionary(part => part.Name, part => part.Value),
                },
            },
        };

    private async Task<(string Text, int Deltas, bool Stopped)> Read(CancellationToken ct)
    {
        var (text, deltas, stopped) = (new StringBuilder(), 0, false);
        await foreach (var part in client.Messages.CreateStreaming(Parameters(), ct))
        {
            if (
                part.TryPickContentBlockDelta(out var delta)
                && delta.Delta.TryPickText(out var piece)
            )
            {
                text.Append(piece.Text);
                deltas++;
            }

            stopped |= part.TryPickStop(out _);
        }

        return (text.ToString(), deltas, stopped);
    }
}
