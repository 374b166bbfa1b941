using System.Diagnostics;
using System.Text;

namespace LeadFuel.Gateway.Tests.Sessions;

/// <summary>The end of a session counts at once, also for what is already under way.</summary>
public sealed class RevocationTests(UpstreamSuite suite)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_open_stream_ends_within_a_second_and_those_of_others_go_on()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        var eve = await suite.SignUp();
        var path = UpstreamSuite.Path(Streams.Endless);
        using var ended = await Streams.Open(phone, path);
        using var own = await Streams.Open(ada, path);
        using var others = await Streams.Open(eve, path);
        var began = Stopwatch.GetTimestamp();

        (await ada.Web.Delete($"/api/core/sessions/{phone.SessionId}")).EnsureSuccessStatusCode();

        await ended.Ends();
        Assert.True(Stopwatch.GetElapsedTime(began) < Second, "the stream went on for a second");
        await own.Next();
        await others.Next();
    }

    [Fact]
    public async Task Signing_out_ends_the_streams_of_this_browser()
    {
        var ada = await suite.SignUp();
        using var stream = await Streams.Open(ada, UpstreamSuite.Path(Streams.Endless));
        var began = Stopwatch.GetTimestamp();

        (await ada.Web.Delete("/api/core/session")).EnsureSuccessStatusCode();

        await stream.Ends();
        Assert.True(Stopwatch.GetElapsedTime(began) < Second, "the stream went on for a second");
    }

    [Fact]
    public async Task A_stream_that_opens_while_its_session_ends_does_not_go_on()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        var asked = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var path = UpstreamSuite.Path(async context =>
        {
            asked.SetResult();
            await ended.Task;
            await Streams.Endless(context);
        });
        var opening = Streams.Open(phone, path);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        (await ada.Web.Delete($"/api/core/sessions/{phone.SessionId}")).EnsureSuccessStatusCode();
        await Wait.Until(
            async () =>
                (await phone.Web.Get("/api/core/bootstrap")).StatusCode
                == HttpStatusCode.Unauthorized,
            () => "the session is still good"
        );
        ended.SetResult();

        using var stream = await opening;
        await stream.Answer.Problem(HttpStatusCode.Unauthorized, "signed-out");
    }

    [Fact]
    public async Task A_stream_that_opens_while_its_account_is_suspended_does_not_go_on()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (asked, suspended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var path = UpstreamSuite.Path(async context =>
        {
            asked.SetResult();
            await suspended.Task;
            await Streams.Endless(context);
        });
        var opening = Streams.Open(ada, path);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await Suspend(suite, ada);
        await Wait.Until(
            async () =>
                (await ada.Web.Get(UpstreamSuite.Path())).StatusCode == HttpStatusCode.Forbidden,
            () => "the account is still open"
        );
        suspended.SetResult();

        using var stream = await opening;
        await stream.Answer.Problem(HttpStatusCode.Forbidden, "account-suspended");
        using var others = await Streams.Open(eve, UpstreamSuite.Path(Streams.Endless));
        await others.Next();
    }

    [Fact]
    public async Task After_a_gap_the_stream_of_an_account_that_was_suspended_meanwhile_ends()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var own = await suite.Own(options => options);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        using var ended = await Streams.Open(ada, UpstreamSuite.Path(Streams.Endless));
        using var others = await Streams.Open(eve, UpstreamSuite.Path(Streams.Endless));
        await ended.Next();
        await others.Next();

        await Suspend(own, ada);
        await using var cut = own.Sql("core")
            .CreateCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'lf_core_app' and datname = current_database()"
            );
        await cut.ExecuteScalarAsync(ct);

        // Nothing that is waited for here takes so long.
        await ended.Over().WaitAsync(TimeSpan.FromMinutes(1), ct);
        await others.Next();
    }

    [Fact]
    public async Task An_account_has_so_many_streams_at_once_whatever_it_says_that_it_takes()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path(Streams.Endless);
        var open = new List<OpenStream>();
        for (var i = 0; i < 30; i++)
        {
            open.Add(await Streams.Open(ada, path, i % 2 == 0 ? "text/event-stream" : "*/*"));
            await open[^1].Next();
        }

        foreach (var accept in (string[])["text/event-stream", "*/*", "text/event-stream, */*"])
        {
            using var more = await Streams.Open(ada, path, accept);
            await more.Answer.Problem(HttpStatusCode.TooManyRequests, "rate-limited");
            Assert.NotNull(more.Answer.Headers.RetryAfter);
        }

        open[0].Dispose();
        await Wait.Until(
            async () =>
            {
                using var again = await Streams.Open(ada, path);
                return again.Answer.IsSuccessStatusCode;
            },
            () => "a closed stream still takes its place"
        );
        open.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task All_other_browsers_are_out_within_a_second()
    {
        var ada = await suite.SignUp();
        var browsers = new List<Member>();
        for (var i = 0; i < 20; i++)
        {
            var browser = await suite.SignUp(ada.Email);
            browsers.Add(browser);
            (await browser.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        }

        (await ada.Web.Delete("/api/core/sessions")).EnsureSuccessStatusCode();
        var began = Stopwatch.GetTimestamp();
        foreach (var browser in browsers)
        {
            while ((await browser.Web.Get("/api/core/bootstrap")).IsSuccessStatusCode)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < Second, "still in");
            }
        }

        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    // As Core writes it; that the gateway is told of it, too, is left out here.
    private static async Task Suspend(Suite suite, Member member)
    {
        await using var command = suite
            .Sql("shared")
            .CreateCommand("update accounts set state = 1 where account_email = $1");
        command.Parameters.Add(new() { Value = member.Email });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>Event streams, from both ends.</summary>
internal static class Streams
{
    /// <summary>An event each 20 ms, until nobody listens.</summary>
    public static async Task Endless(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(
                Encoding.ASCII.GetBytes($"data: {i}\n\n"),
                context.RequestAborted
            );
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(20, context.RequestAborted);
        }
    }

    public static async Task<OpenStream> Open(
        Member member,
        string path,
        string accept = "text/event-stream"
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path).With(("Accept", accept));
        var answer = await member.Web.Send(request, HttpCompletionOption.ResponseHeadersRead);
        return new OpenStream(answer);
    }
}

/// <summary>A stream as a browser has it.</summary>
internal sealed class OpenStream(HttpResponseMessage answer) : IDisposable
{
    private StreamReader? reader;

    public HttpResponseMessage Answer => answer;

    public async Task<string> Next()
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        reader ??= new StreamReader(
            await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)
        );
        while (true)
        {
            var line =
                await reader.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new EndOfStreamException();
            if (line.Length > 0)
            {
                return line;
            }
        }
    }

    /// <summary>Reads until it is cut off.</summary>
    public async Task Ends()
    {
        if (!answer.IsSuccessStatusCode)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
            {
                await Next();
            }
        }
        catch (Exception over) when (over is IOException or HttpRequestException)
        {
            return;
        }

        Assert.Fail("The stream goes on.");
    }

    /// <summary>The same without a limit of its own.</summary>
    public async Task Over()
    {
        try
        {
            while (true)
            {
                await Next();
            }
        }
        catch (Exception over) when (over is IOException or HttpRequestException)
        {
            // Cut off.
        }
    }

    public void Dispose()
    {
        reader?.Dispose();
        answer.Dispose();
    }
}
