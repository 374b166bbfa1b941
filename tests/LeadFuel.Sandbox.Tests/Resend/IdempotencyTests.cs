using System.Net;

namespace LeadFuel.Sandbox.Tests.Resend;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_same_key_and_body_send_once_for_24_hours()
    {
        var first = await Id(await Send("send/1", World.Mail()));
        world.Clock.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(first, await Id(await Send("send/1", World.Mail())));
        Assert.Equal(1, await Delivered());

        world.Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.NotEqual(first, await Id(await Send("send/1", World.Mail())));
        Assert.Equal(2, await Delivered());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await Send("send/1", World.Mail());
        var answer = await Send("send/1", World.Mail(subject: "Other"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(
            "invalid_idempotent_request",
            (await World.Json(answer)).GetProperty("name").GetString()
        );
        Assert.Equal(1, await Delivered());
    }

    [Fact]
    public async Task Two_teams_may_use_the_same_key()
    {
        var reach = await Id(await Send("send/1", World.Mail()));
        var core = await Id(await Send("send/1", World.Mail(), "re_sandbox_core"));
        Assert.NotEqual(reach, core);
        Assert.Equal(2, await Delivered());
    }

    [Fact]
    public async Task A_second_call_while_the_first_still_runs_waits()
    {
        await world.Break(
            new
            {
                vendor = "resend",
                kind = "slow_accept",
                times = 1,
                delayMs = 5_000,
            }
        );
        var first = Send("send/1", World.Mail());
        await UntilUsed();

        var second = await Send("send/1", World.Mail());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(
            "concurrent_idempotent_requests",
            (await World.Json(second)).GetProperty("name").GetString()
        );

        var id = await Id(await world.After(TimeSpan.FromSeconds(5), first));
        Assert.Equal(id, await Id(await Send("send/1", World.Mail())));
        Assert.Equal(1, await Delivered());
    }

    [Fact]
    public async Task A_refused_mail_does_not_use_up_its_key()
    {
        var refused = await Send("send/1", new { from = "a@mail.leadfuel.test" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await Id(await Send("send/1", World.Mail()));
    }

    [Fact]
    public async Task A_key_has_at_most_256_characters()
    {
        var answer = await Send(new string('k', 257), World.Mail());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "invalid_idempotency_key",
            (await World.Json(answer)).GetProperty("name").GetString()
        );
    }

    [Theory]
    [InlineData("server_error_after_accept")]
    [InlineData("reset_after")]
    [InlineData("truncated_body")]
    [InlineData("hang_after_accept")]
    public async Task After_an_answer_that_was_lost_the_same_key_sends_nothing_new(string kind)
    {
        await world.Break(
            new
            {
                vendor = "resend",
                kind,
                times = 1,
            }
        );
        var lost = Send("send/1", World.Mail());
        await UntilUsed();
        if (kind == "server_error_after_accept")
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await lost).StatusCode);
        }

        await Id(await Send("send/1", World.Mail()));
        Assert.Equal(1, await Delivered());
        await world.Hooks.Await(2);
        world.Web.CancelPendingRequests();
        await Task.WhenAny(lost);
    }

    private Task<HttpResponseMessage> Send(
        string key,
        object mail,
        string team = "re_sandbox_reach"
    ) => world.Resend(HttpMethod.Post, "/emails", mail, team, ("Idempotency-Key", key));

    private async Task UntilUsed()
    {
        while (
            (await world.Get("/faults")).GetProperty("items")[0].GetProperty("used").GetInt32() == 0
        )
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> Id(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await World.Json(answer)).GetProperty("id").GetString()!;
    }

    private async Task<int> Delivered() =>
        (await world.Get("/deliveries")).GetProperty("items").GetArrayLength();
}
