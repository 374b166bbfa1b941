using System.Text;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>What a service says crosses the gateway as it is said.</summary>
public sealed class StreamTests(UpstreamSuite suite)
{
    [Fact]
    public async Task An_event_arrives_before_the_next_is_said()
    {
        var ada = await suite.SignUp();
        using var heard = new SemaphoreSlim(0);
        var path = UpstreamSuite.Path(async context =>
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            for (var i = 0; i < 5; i++)
            {
                await Say(context, $"id: {i}\ndata: größer {i}\n\n");
                Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(5), context.RequestAborted));
            }
        });
        using var stream = await Sessions.Streams.Open(ada, path);

        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", stream.Answer.Headers.CacheControl!.ToString());
        Assert.Null(stream.Answer.Content.Headers.ContentLength);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"id: {i}", await stream.Next());
            Assert.Equal($"data: größer {i}", await stream.Next());
            heard.Release();
        }
    }

    [Fact]
    public async Task A_stream_goes_on_where_the_browser_says_it_was()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();

        await ada.Web.Send(
            new HttpRequestMessage(HttpMethod.Get, path).With(("Last-Event-ID", "41"))
        );

        Assert.Equal("41", Assert.Single(UpstreamSuite.At(path)).Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task A_browser_that_goes_away_ends_the_stream_at_the_service()
    {
        var ada = await suite.SignUp();
        var over = new TaskCompletionSource();
        var path = UpstreamSuite.Path(async context =>
        {
            context.RequestAborted.Register(() => over.TrySetResult());
            await Sessions.Streams.Endless(context);
        });
        var stream = await Sessions.Streams.Open(ada, path);
        await stream.Next();

        stream.Dispose();

        await over.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Streams_take_no_place_from_other_requests()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Settings =
                [
                    .. options.Settings,
                    ("gateway", "Crowd:Running", "2"),
                    ("gateway", "Crowd:Waiting", "0"),
                ],
            }
        );
        var ada = await own.SignUp();
        var path = UpstreamSuite.Path(Sessions.Streams.Endless);
        var streams = new List<Sessions.OpenStream>();
        for (var i = 0; i < 4; i++)
        {
            streams.Add(await Sessions.Streams.Open(ada, path));
            await streams[i].Next();
        }

        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();

        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task More_at_once_than_there_is_room_for_are_sent_away_in_words()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Settings =
                [
                    .. options.Settings,
                    ("gateway", "Crowd:Running", "2"),
                    ("gateway", "Crowd:Waiting", "0"),
                ],
            }
        );
        var ada = await own.SignUp();
        var arrived = new SemaphoreSlim(0);
        var go = new TaskCompletionSource();
        var path = UpstreamSuite.Path(async context =>
        {
            arrived.Release();
            await go.Task;
            context.Response.StatusCode = 204;
        });
        Task<HttpResponseMessage>[] under = [ada.Web.Get(path), ada.Web.Get(path)];
        await arrived.WaitAsync(TestContext.Current.CancellationToken);
        await arrived.WaitAsync(TestContext.Current.CancellationToken);

        var refused = await ada.Web.Get(path);
        go.SetResult();

        await refused.Problem(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.All(
            await Task.WhenAll(under),
            answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode)
        );
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Web.Get(path)).StatusCode);
    }

    private static async Task Say(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(text),
            context.RequestAborted
        );
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
