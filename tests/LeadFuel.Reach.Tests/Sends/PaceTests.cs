using System.Net;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Reach.Tests.Replies;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>Resend counts every request: whichever of ours is one too many, all wait as long as it asks.</summary>
public sealed class PaceTests(Suite suite)
{
    [Fact]
    public async Task An_answer_that_was_one_request_too_many_holds_the_mails_too()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, adas) = await ReplyTests.Sent(own);
        await TooMany(own, "/emails/receiving/");
        await own.Sandbox.Reply(adas, "Yes.");
        await ada.Settle();

        var eve = await Stage.Launch(own, await own.SignUp(), steps: 1);
        await eve.Settle();

        Assert.Empty(await Stage.Calls(own, eve.Person.Email));
        Assert.Equal(Gates.Throttled, Assert.Single(await eve.Ledger()).Reason);
    }

    [Fact]
    public async Task A_domain_keeps_to_the_pace_and_a_person_is_told_to_wait()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await TooMany(own, "/domains");
        var added = await (
            await ada.Reach.Post("/domains", new { name = $"d{Guid.CreateVersion7():N}.test" })
        ).Json();
        await own.Drain(ada);
        var path = $"/domains/{added.Text("id")}";

        var told = await ada.Reach.Post($"{path}/check");

        Assert.NotNull(told.Headers.RetryAfter);
        await told.Problem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("not_started", (await ada.Reach.Json(path)).Text("status"));
        Assert.Single(
            await own.Sandbox.Records("resend"),
            record => record.Path.Contains("/domains", StringComparison.Ordinal)
        );
    }

    private static Task<Guid> TooMany(Suite own, string match) =>
        own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "rate_limit",
                match,
                times = 1,
                retryAfter = 600,
            }
        );
}
