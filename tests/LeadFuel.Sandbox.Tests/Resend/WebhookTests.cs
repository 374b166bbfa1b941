using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Tests.Resend;

public sealed class WebhookTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task What_is_told_is_signed_with_the_teams_secret_at_the_time_of_the_clock()
    {
        await world.Send();
        foreach (var told in await world.Hooks.Await(2))
        {
            Assert.Equal(world.Clock.GetUtcNow().ToUnixTimeSeconds(), long.Parse(told.Timestamp));
            Assert.Equal(Expected(told), told.Signature);
        }
    }

    [Fact]
    public async Task An_address_that_fails_is_told_again_after_5_seconds_and_5_minutes_with_the_same_id()
    {
        world.Hooks.Answer = 500;
        await world.Send();
        Assert.Equal(2, (await world.Hooks.Await(2)).Count);

        await Advance(TimeSpan.FromSeconds(5), 4);
        world.Hooks.Answer = 204;
        await Advance(TimeSpan.FromMinutes(5), 6);
        await Advance(TimeSpan.FromHours(40), 6);
        var sent = world.Hooks.All.Where(told => told.Type == "email.sent").ToList();
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Select(told => told.Id).Distinct());
    }

    [Fact]
    public async Task Told_twice_it_carries_the_same_id()
    {
        await Break("webhook_duplicate");
        await world.Send();
        var told = await world.Hooks.Await(3);
        Assert.Equal(2, told.Select(hook => hook.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_wrong_signature_and_an_old_time_can_be_told_from_right_ones()
    {
        await Break("webhook_bad_signature");
        await world.Send();
        var told = await world.Hooks.Await(2);
        Assert.NotEqual(Expected(told[0]), told[0].Signature);
        Assert.Equal(Expected(told[1]), told[1].Signature);

        await Break("webhook_old_timestamp");
        await world.Send();
        var old = (await world.Hooks.Await(4))[2];
        Assert.Equal(
            world.Clock.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds(),
            long.Parse(old.Timestamp)
        );
        Assert.Equal(Expected(old), old.Signature);
    }

    [Fact]
    public async Task Of_two_signatures_the_last_one_is_right()
    {
        await Break("webhook_two_signatures");
        await world.Send();
        var signatures = (await world.Hooks.Await(1))[0].Signature.Split(' ');
        Assert.Equal(3, signatures.Length);
        Assert.Equal(Expected(world.Hooks.All[0]), signatures[^1]);
    }

    [Fact]
    public async Task Shuffled_and_late_ones_come_after_those_that_happened_later()
    {
        await Break("webhook_shuffle");
        await world.Send();
        Assert.Equal("email.delivered", (await world.Hooks.Await(1))[0].Type);
        await Advance(TimeSpan.FromSeconds(2), 2);
        Assert.Equal("email.sent", world.Hooks.All[1].Type);

        await Break("webhook_late");
        await world.Send();
        await world.Hooks.Await(3);
        await Advance(TimeSpan.FromMinutes(10), 4);
    }

    [Theory]
    [InlineData("mail_delayed", "email.sent", "email.delivery_delayed", "email.delivered")]
    [InlineData("mail_failed", "email.sent", "email.failed")]
    public async Task A_mail_may_be_delayed_or_fail_for_good(string kind, params string[] types)
    {
        await Break(kind);
        await world.Send();
        Assert.Equal(types, (await world.Hooks.Await(types.Length)).Select(told => told.Type));
    }

    [Fact]
    public async Task A_lost_one_is_told_when_somebody_sends_it_again()
    {
        await Break("webhook_lost", times: 2);
        var id = await world.Send();
        await world.Post($"/mail/{id}/replay", new { });
        Assert.Equal("email.delivered", (await world.Hooks.Await(1)).Single().Type);
    }

    [Fact]
    public async Task A_fault_for_one_recipient_leaves_the_others_alone()
    {
        await world.Break(
            new
            {
                vendor = "resend",
                kind = "server_error",
                account = "ines@kestrelpay.test",
            }
        );
        Assert.Equal(
            500,
            (int)(await world.Resend(HttpMethod.Post, "/emails", World.Mail())).StatusCode
        );
        await world.Send(World.Mail("joost@kestrelpay.test"));
        await world.Web.DeleteAsync("/faults", TestContext.Current.CancellationToken);
        await world.Send();
    }

    [Fact]
    public async Task The_same_seed_fails_the_same_calls()
    {
        async Task<string> Run()
        {
            await world.Web.DeleteAsync("/faults", TestContext.Current.CancellationToken);
            await world.Break(
                new
                {
                    vendor = "resend",
                    kind = "server_error",
                    probability = 0.5,
                    seed = 7,
                }
            );
            var outcome = new StringBuilder();
            for (var call = 0; call < 20; call++)
            {
                outcome.Append(
                    (int)(await world.Resend(HttpMethod.Post, "/emails", World.Mail())).StatusCode
                );
            }

            return outcome.ToString();
        }

        var first = await Run();
        Assert.Contains("500", first);
        Assert.Contains("200", first);
        Assert.Equal(first, await Run());
    }

    [Fact]
    public async Task An_unknown_fault_is_refused_with_the_list_of_known_ones()
    {
        var answer = await world.Post("/faults", new { vendor = "resend", kind = "gremlins" });
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(
            "webhook_duplicate",
            (await World.Json(answer)).GetProperty("detail").GetString()!
        );
    }

    private Task Break(string kind, int times = 1) =>
        world.Break(
            new
            {
                vendor = "resend",
                kind,
                times,
            }
        );

    private async Task Advance(TimeSpan time, int count)
    {
        // A retry's timer starts when the failed answer is in, which the clock cannot see: ask again until it is.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await Task.Delay(300, patience.Token);
        world.Clock.Advance(time);
        await world.Hooks.Await(count);
    }

    private static string Expected(Told told)
    {
        var key = Convert.FromBase64String(World.Secret["whsec_".Length..]);
        var hash = HMACSHA256.HashData(
            key,
            Encoding.UTF8.GetBytes($"{told.Id}.{told.Timestamp}.{told.Body}")
        );
        return $"v1,{Convert.ToBase64String(hash)}";
    }
}
