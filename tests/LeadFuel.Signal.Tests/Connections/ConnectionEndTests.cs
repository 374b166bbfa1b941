using System.Net;
using System.Text.Json;
using LeadFuel.Signal.Attempts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Connections;

/// <summary>A connection ends here or at LinkedIn, and nothing that waits is lost.</summary>
public sealed class ConnectionEndTests(Suite suite)
{
    [Fact]
    public async Task Disconnecting_puts_back_what_waits_and_leaves_what_LinkedIn_may_have()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var leaving = await Stage.Connect(own, ada, Stage.NewName());
        await Stage.Connect(own, ada, Stage.NewName("Joan"));
        var staying = (await ada.Signal.Json("/connections"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("id") != leaving.Text("id"));
        await own.Sandbox.Break(new { vendor = "linkedin", kind = "rate_limit" });
        var posts = new List<string>();
        foreach (var connection in (JsonElement[])[leaving, leaving, staying])
        {
            var post = await Stage.NewPost(ada, Stage.Word(), connection.Target().Text("id"));
            posts.Add((await Stage.Published(own, ada, post)).Text("id"));
        }

        await using (var db = Stage.Open(own, ada))
        {
            await using var work = await db.Begin(Stage.Ct);
            db.Attempts.Add(
                new Attempt
                {
                    PostId = Guid.Parse(posts[1]),
                    Number = 9,
                    Round = 1,
                    Digest = "handed over",
                    SentAt = own.Clock.GetUtcNow(),
                }
            );
            await work.Commit(Stage.Ct);
        }

        var gone = await (
            await ada.Signal.Delete($"/connections/{leaving.Text("id")}", leaving.Tag())
        ).Json();

        Assert.Equal(1, gone.Number("putBack"));
        var states = new List<string>();
        foreach (var post in posts)
        {
            states.Add((await ada.Signal.Json($"/posts/{post}")).Text("state"));
        }

        Assert.Equal(["draft", "publishing", "publishing"], states);
    }

    [Fact]
    public async Task A_token_that_LinkedIn_refuses_when_asked_is_renewed_once_or_asks_the_person()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var connection = await Stage.Connect(own, ada, Stage.NewName(), pages: true);
        var check = $"/connections/{connection.Text("id")}/check";
        await own.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "expired",
                times = 1,
            }
        );
        var items = (await (await ada.Signal.Post(check)).Json()).GetProperty("items");
        Assert.Equal("active", items[0].Text("state"));

        var sub = await Stage.Read(
            own,
            ada,
            async db => (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1]
        );
        await own.Sandbox.Post($"/members/{Uri.EscapeDataString(sub)}/revoke");
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada, "signal.check-roles");

        Assert.Equal(
            "reauth_required",
            (await ada.Signal.Json("/connections")).GetProperty("items")[0].Text("state")
        );
        await (await ada.Signal.Post(check)).Problem(
            HttpStatusCode.Conflict,
            "connection-reauth-required"
        );
    }

    [Fact]
    public async Task A_revoked_token_is_told_by_looking_and_the_connection_says_so()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName(), pages: true);
        var sub = await Stage.Read(
            suite,
            ada,
            async db => (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1]
        );
        await suite.Sandbox.Post($"/members/{Uri.EscapeDataString(sub)}/revoke");

        await (await ada.Signal.Post($"/connections/{connection.Text("id")}/check")).Problem(
            HttpStatusCode.Conflict,
            "connection-reauth-required"
        );

        Assert.Equal(
            "reauth_required",
            (await ada.Signal.Json("/connections")).GetProperty("items")[0].Text("state")
        );
    }
}
