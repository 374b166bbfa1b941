using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Attempts;

/// <summary>What becomes of a post when LinkedIn does not simply say yes. Judged by what stands at LinkedIn.</summary>
public sealed class FaultTests(Suite suite)
{
    [Theory]
    [InlineData("server_error", 0)]
    [InlineData("reset_before", 0)]
    [InlineData("server_error_after_accept", 1)]
    [InlineData("reset_after", 1)]
    [InlineData("no_id", 1)]
    [InlineData("hang_after_accept", 1)]
    public async Task An_answer_that_tells_nothing_makes_it_unknown_and_nothing_is_sent_again(
        string kind,
        int there
    )
    {
        var (ada, word, post) = await suite.Begun(kind);

        await (await Stage.Publish(ada, post)).Json();
        // A hang is waited for a quarter of a minute from here on.
        await Wait.Until(
            async () => (await Stage.Calls(suite, word)).Count == 1,
            () => "the post did not leave"
        );
        await suite.Drain(ada, "signal.submit-post");
        post = await ada.Signal.Json($"/posts/{post.Text("id")}");

        Assert.Equal(("unknown", "no-answer"), (post.Text("state"), post.Text("reason")));
        Assert.Single(await Stage.Calls(suite, word));
        Assert.Equal(there, (await Stage.AtLinkedIn(suite, word)).Count);
        var today = await ada.Signal.Json("/today");
        Assert.Equal(1, today.Number("unknown"));
        // Until a person has spoken, nobody publishes, edits or deletes it.
        await (await Stage.Publish(ada, post)).Problem(
            HttpStatusCode.Conflict,
            "post-not-editable"
        );
        await (await ada.Signal.Delete($"/posts/{post.Text("id")}", post.Tag())).Problem(
            HttpStatusCode.Conflict,
            "post-on-its-way"
        );
        Assert.Single(await Stage.Calls(suite, word));
    }

    [Fact]
    public async Task Said_to_be_there_it_is_published_under_the_link_that_was_pasted()
    {
        var (ada, word, post) = await suite.Begun("server_error_after_accept");
        post = await Stage.Published(suite, ada, post);
        var path = $"/posts/{post.Text("id")}/resolution";
        var urn = (await Stage.AtLinkedIn(suite, word))[0].Text("urn");
        await (await ada.Signal.Post(path, new { url = "https://www.linkedin.com/feed/" })).Problem(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        var told = await (
            await ada.Signal.Post(
                path,
                new
                {
                    url = $"https://www.linkedin.com/posts/maria_close-{urn.Split(':')[2]}-{urn.Split(':')[3]}-AbCd",
                }
            )
        ).Json();

        Assert.Equal("published", told.Text("state"));
        Assert.EndsWith($"/feed/update/{urn}", told.Text("permalink"), StringComparison.Ordinal);
        Assert.Equal(
            "bound",
            Assert.Single(told.GetProperty("attempts").EnumerateArray()).Text("state")
        );
        await (await ada.Signal.Post(path, new { notFound = true })).Problem(
            HttpStatusCode.Conflict,
            "post-not-unknown"
        );
        // One post at LinkedIn is one post here.
        var other = await suite.Begun("server_error", ada);
        var lost = await Stage.Published(suite, ada, other.Post);
        await (
            await ada.Signal.Post(
                $"/posts/{lost.Text("id")}/resolution",
                new { url = $"https://www.linkedin.com/feed/update/{urn}/" }
            )
        ).Problem(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Said_not_to_be_there_it_is_a_draft_again_and_goes_when_told_anew()
    {
        var (ada, word, post) = await suite.Begun("server_error");
        post = await Stage.Published(suite, ada, post);

        var back = await (
            await ada.Signal.Post($"/posts/{post.Text("id")}/resolution", new { notFound = true })
        ).Json();
        Assert.Equal("draft", back.Text("state"));
        Assert.Single(await Stage.Calls(suite, word));

        var sent = await Stage.Published(suite, ada, back);
        Assert.Equal("published", sent.Text("state"));
        Assert.Equal(
            ["absent", "succeeded"],
            sent.GetProperty("attempts").EnumerateArray().Select(a => a.Text("state"))
        );
        Assert.Single(await Stage.AtLinkedIn(suite, word));
    }

    [Fact]
    public async Task A_twin_that_LinkedIn_names_after_an_unknown_is_this_very_post()
    {
        var (ada, word, post) = await suite.Begun("server_error_after_accept");
        post = await Stage.Published(suite, ada, post);
        var back = await (
            await ada.Signal.Post($"/posts/{post.Text("id")}/resolution", new { notFound = true })
        ).Json();

        var told = await Stage.Published(suite, ada, back);

        Assert.Equal("published", told.Text("state"));
        var there = Assert.Single(await Stage.AtLinkedIn(suite, word));
        Assert.EndsWith(there.Text("urn"), told.Text("permalink"), StringComparison.Ordinal);
        Assert.Equal(
            ["bound", "rejected"],
            told.GetProperty("attempts").EnumerateArray().Select(a => a.Text("state"))
        );
    }

    [Fact]
    public async Task A_twin_of_a_text_that_was_edited_since_the_unknown_is_another_post()
    {
        var (ada, word, post) = await suite.Begun("server_error_after_accept");
        post = await Stage.Published(suite, ada, post);
        var path = $"/posts/{post.Text("id")}";
        var back = await (
            await ada.Signal.Post($"{path}/resolution", new { notFound = true })
        ).Json();
        var other = Stage.Word();
        var edited = await (
            await ada.Signal.Put(
                path,
                new { text = $"About {other}", targetId = back.Text("targetId") },
                back.Tag()
            )
        ).Json();
        await suite.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "duplicate",
                match = other,
            }
        );

        var told = await Stage.Published(suite, ada, edited);

        Assert.Equal(("failed", "duplicate"), (told.Text("state"), told.Text("reason")));
        Assert.Equal(
            [("absent", false), ("rejected", true)],
            told.GetProperty("attempts")
                .EnumerateArray()
                .Select(a => (a.Text("state"), a.GetProperty("twin").GetString() is not null))
        );
        Assert.Single(await Stage.AtLinkedIn(suite, word));
    }

    [Theory]
    [InlineData("duplicate", "duplicate", 1)]
    [InlineData("forbidden", "no-access", 1)]
    [InlineData("status", "linkedin-refused", 1)]
    public async Task A_no_is_final_and_says_why(string kind, string reason, int calls)
    {
        var (ada, word, post) = await suite.Begun(kind);

        post = await Stage.Published(suite, ada, post);

        Assert.Equal(("failed", reason), (post.Text("state"), post.Text("reason")));
        Assert.Equal(calls, (await Stage.Calls(suite, word)).Count);
        Assert.Empty(await Stage.AtLinkedIn(suite, word));
        var attempt = Assert.Single(post.GetProperty("attempts").EnumerateArray());
        Assert.Equal("rejected", attempt.Text("state"));
        // The receipt links the post that LinkedIn took this one for.
        Assert.Equal(
            kind == "duplicate",
            attempt.GetProperty("twin").GetString()?.EndsWith("7000000000000000001") ?? false
        );
        var back = await (await ada.Signal.Post($"/posts/{post.Text("id")}/take-back")).Json();
        Assert.Equal("draft", back.Text("state"));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_post_goes()
    {
        var (ada, word, post) = await suite.Begun("expired", times: 1);

        post = await Stage.Published(suite, ada, post);

        Assert.Equal("published", post.Text("state"));
        Assert.Equal(
            ["not_sent", "succeeded"],
            post.GetProperty("attempts").EnumerateArray().Select(a => a.Text("state"))
        );
        Assert.Single(await Stage.AtLinkedIn(suite, word));
    }

    [Fact]
    public async Task A_token_that_was_revoked_asks_the_person_and_nothing_is_lost()
    {
        var (ada, word, post) = await suite.Begun(null);
        var sub = await Stage.Read(
            suite,
            ada,
            async db => (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1]
        );
        await suite.Sandbox.Post($"/members/{Uri.EscapeDataString(sub)}/revoke");

        post = await Stage.Published(suite, ada, post);

        Assert.Equal(
            ("failed", "connection-reauth-required"),
            (post.Text("state"), post.Text("reason"))
        );
        Assert.Equal(
            "reauth_required",
            (await ada.Signal.Json("/connections")).GetProperty("items")[0].Text("state")
        );
        await (await Stage.Publish(ada, post)).Problem(
            HttpStatusCode.Conflict,
            "connection-reauth-required"
        );
        Assert.Contains(word, post.Text("text"), StringComparison.Ordinal);
        Assert.Empty(await Stage.AtLinkedIn(suite, word));
    }

    [Theory]
    [InlineData("rate_limit", "linkedin-limit", "failed")]
    [InlineData("version", "linkedin-version", "publishing")]
    public async Task What_surely_was_not_taken_is_tried_again_for_a_quarter_of_an_hour_or_until_we_have_mended_it(
        string kind,
        string reason,
        string state
    )
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, word, post) = await own.Begun(kind);
        post = await Stage.Published(own, ada, post);
        Assert.Equal(("publishing", reason), (post.Text("state"), post.Text("reason")));
        Assert.Equal(
            own.Clock.GetUtcNow().AddMinutes(1),
            post.GetProperty("nextTryAt").GetDateTimeOffset(),
            TimeSpan.FromSeconds(1)
        );

        foreach (var minutes in (int[])[1, 4, 10])
        {
            own.Advance(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
            await own.Drain(ada, "signal.submit-post");
        }

        post = await ada.Signal.Json($"/posts/{post.Text("id")}");
        Assert.Equal((state, reason), (post.Text("state"), post.Text("reason")));
        Assert.Equal(4, (await Stage.Calls(own, word)).Count);
        Assert.Empty(await Stage.AtLinkedIn(own, word));

        await own.Sandbox.Heal("linkedin");
        own.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await own.Drain(ada, "signal.submit-post");
        Assert.Equal(
            state == "failed" ? "failed" : "published",
            (await ada.Signal.Json($"/posts/{post.Text("id")}")).Text("state")
        );
    }

    [Fact]
    public async Task A_limit_that_passes_delays_the_post_and_one_that_waits_can_be_taken_back()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, word, post) = await own.Begun("rate_limit", times: 1);
        post = await Stage.Published(own, ada, post);
        own.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        await own.Drain(ada, "signal.submit-post");
        post = await ada.Signal.Json($"/posts/{post.Text("id")}");
        Assert.Equal("published", post.Text("state"));
        Assert.Single(await Stage.AtLinkedIn(own, word));

        var (_, second, waiting) = await own.Begun("rate_limit", ada);
        waiting = await Stage.Published(own, ada, waiting);
        var back = await (await ada.Signal.Post($"/posts/{waiting.Text("id")}/take-back")).Json();
        Assert.Equal("draft", back.Text("state"));
        own.Advance(TimeSpan.FromMinutes(30));
        await own.Drain(ada, "signal.submit-post");
        Assert.Single(await Stage.Calls(own, second));
    }

    [Fact]
    [Claim("T39")]
    public async Task LinkedIns_outage_loses_nothing_and_harms_no_other_account()
    {
        var (ada, lost, hers) = await suite.Begun("server_error");
        var eve = await suite.SignUp();
        var (_, word, post) = await suite.Begun(null, eve);

        hers = await Stage.Published(suite, ada, hers);
        post = await Stage.Published(suite, eve, post);

        Assert.Equal(("unknown", "published"), (hers.Text("state"), post.Text("state")));
        Assert.Contains(lost, hers.Text("text"), StringComparison.Ordinal);
        Assert.Single(await Stage.AtLinkedIn(suite, word));
        var back = await (
            await ada.Signal.Post($"/posts/{hers.Text("id")}/resolution", new { notFound = true })
        ).Json();
        await suite.Sandbox.Heal("linkedin");
        Assert.Equal("published", (await Stage.Published(suite, ada, back)).Text("state"));
        Assert.Single(await Stage.AtLinkedIn(suite, lost));
    }

    [Fact]
    public async Task A_pages_post_of_unknown_fate_is_found_by_looking()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, word, post) = await own.Begun("reset_after", kindOfTarget: "page");
        post = await Stage.Published(own, ada, post);
        Assert.Equal("unknown", post.Text("state"));

        own.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        await own.Drain(ada, "signal.reconcile-post");

        post = await ada.Signal.Json($"/posts/{post.Text("id")}");
        Assert.Equal("published", post.Text("state"));
        var there = Assert.Single(await Stage.AtLinkedIn(own, word));
        Assert.EndsWith(there.Text("urn"), post.Text("permalink"), StringComparison.Ordinal);
        Assert.Single(await Stage.Calls(own, word));
    }

    [Fact]
    public async Task A_pages_post_that_is_never_found_has_failed_after_two_days_of_looking()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, word, post) = await own.Begun("server_error", kindOfTarget: "page");
        post = await Stage.Published(own, ada, post);

        for (var look = 0; look < 3; look++)
        {
            own.Advance(TimeSpan.FromMinutes(46));
            await own.Drain(ada, "signal.reconcile-post");
        }

        Assert.Equal("unknown", (await ada.Signal.Json($"/posts/{post.Text("id")}")).Text("state"));
        for (var look = 0; look < 9; look++)
        {
            own.Advance(TimeSpan.FromHours(6) + TimeSpan.FromMinutes(1));
            await own.Drain(ada, "signal.reconcile-post");
        }

        post = await ada.Signal.Json($"/posts/{post.Text("id")}");
        Assert.Equal(
            ("failed", "not-found-at-linkedin"),
            (post.Text("state"), post.Text("reason"))
        );
        Assert.Single(await Stage.Calls(own, word));
    }
}
