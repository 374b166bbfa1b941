using System.Net;
using System.Text.Json;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Attempts;

public sealed class PublishTests(Suite suite)
{
    [Fact]
    [Claim("T24")]
    public async Task LinkedIn_gets_the_text_of_the_post_and_the_token_and_nothing_else()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var persona = await (await ada.Signal.Post("/personas", Voices.Persona("Kern"))).Json();
        var post = await (
            await ada.Signal.Post(
                "/posts",
                new
                {
                    text = $"Won (50%) with {word}_x",
                    brief = "A secret brief",
                    personaId = persona.Text("id"),
                    targetId = connection.Target().Text("id"),
                }
            )
        ).Json();

        post = await Stage.Published(suite, ada, post);

        Assert.Equal("published", post.Text("state"));
        var urn = await Stage.Read(
            suite,
            ada,
            db => db.Connections.Select(c => c.MemberUrn).SingleAsync(Stage.Ct)
        );
        var call = Assert.Single(await Stage.Calls(suite, word));
        Assert.Equal(
            $$$"""{"author":"{{{urn}}}","commentary":"Won \\(50%\\) with {{{word}}}\\_x","visibility":"PUBLIC","distribution":{"feedDistribution":"MAIN_FEED","targetEntities":[],"thirdPartyDistributionChannels":[]},"lifecycleState":"PUBLISHED","isReshareDisabledByAuthor":false}""",
            call.Body
        );
        Assert.Equal(
            [
                "Authorization",
                "Content-Length",
                "Content-Type",
                "Host",
                "LinkedIn-Version",
                "User-Agent",
                "X-Restli-Protocol-Version",
            ],
            call.Headers.Keys.Order(StringComparer.Ordinal)
        );
        // Of all that reached LinkedIn for anybody, no body but a post's holds text of ours, and no call names a person's address.
        var all = await suite.Sandbox.Records("linkedin");
        Assert.DoesNotContain(
            all,
            record =>
                record.Body.Contains('@')
                || record.Body.Contains("secret brief", StringComparison.Ordinal)
                || record.Path.Contains(ada.Email, StringComparison.Ordinal)
        );
        Assert.All(
            all.Where(record => record.Body.Length > 0),
            record =>
                Assert.Contains(
                    record.Path,
                    (string[])
                        [
                            "/linkedin/rest/posts",
                            "/linkedin/oauth/v2/accessToken",
                            "/linkedin/oauth/v2/authorization",
                        ]
                )
        );
        var ledger = await Stage.Read(
            suite,
            ada,
            db => db.EgressCalls.Where(c => c.Purpose == "signal.publish").SingleAsync(Stage.Ct)
        );
        Assert.Equal(["post text", "access token"], ledger.Categories);
    }

    [Theory]
    [InlineData(HoldCause.Deletion)]
    [InlineData(HoldCause.Suspension)]
    [Claim("T68")]
    public async Task A_post_that_had_not_gone_out_is_a_draft_again_when_a_deletion_was_undone_or_a_suspension_lifted(
        HoldCause cause
    )
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.NewPost(ada, $"Won with {word}", connection.Target().Text("id"));
        var core = new AccountData.AccountDataClient(
            suite.Rpc("signal", "core", ada.Claims with { })
        );
        await core.SuspendAsync(new() { Cause = cause }, cancellationToken: Stage.Ct);
        await (await Stage.Publish(ada, post)).Json();
        var others = await Stage.NewPost(eve, "Of somebody else", null);

        await core.RestoreAsync(new() { Cause = cause }, cancellationToken: Stage.Ct);
        await suite.Drain(ada, "signal.submit-post");

        post = await ada.Signal.Json($"/posts/{post.Text("id")}");
        Assert.Equal("draft", post.Text("state"));
        Assert.Empty(await Stage.Calls(suite, word));
        Assert.Equal(
            others.Text("state"),
            (await eve.Signal.Json($"/posts/{others.Text("id")}")).Text("state")
        );
        // A person says yes once more.
        Assert.Equal("published", (await Stage.Published(suite, ada, post)).Text("state"));
        Assert.Single(await Stage.Calls(suite, word));
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("page")]
    [Claim("T25")]
    public async Task A_post_goes_out_to_the_profile_and_to_a_page_as_it_was_shown(string kind)
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var name = Stage.NewName();
        var connection = await Stage.Connect(suite, ada, name, pages: true);
        var target = connection.Target(kind);
        var post = await Stage.NewPost(
            ada,
            $"Costs fell (by half) #Finance {word}\n\n*Really* https://x.io/a_(b)?utm_source=li",
            target.Text("id")
        );

        post = await Stage.Published(suite, ada, post);

        var there = Assert.Single(await Stage.AtLinkedIn(suite, word));
        Assert.Equal(post.Text("shown"), there.Text("shown"));
        Assert.Equal(target.Text("name"), there.Text("authorName"));
        Assert.Equal("published", post.Text("state"));
        Assert.EndsWith(
            $"/linkedin/feed/update/{there.Text("urn")}",
            post.Text("permalink"),
            StringComparison.Ordinal
        );
        var attempt = Assert.Single(post.GetProperty("attempts").EnumerateArray());
        Assert.Equal(
            ("succeeded", 201, 1),
            (attempt.Text("state"), attempt.Number("httpStatus"), attempt.Number("number"))
        );
        Assert.NotEmpty(attempt.Text("requestId"));
        await (
            await ada.Signal.Put($"/posts/{post.Text("id")}", new { text = "x" }, post.Tag())
        ).Problem(HttpStatusCode.Conflict, "post-not-editable");
    }

    [Fact]
    public async Task Ten_presses_at_once_send_one_post()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.NewPost(ada, $"Once {word}", connection.Target().Text("id"));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Stage.Publish(ada, post))
        );
        await suite.Drain(ada, "signal.submit-post");

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Single(await Stage.Calls(suite, word));
    }

    [Fact]
    public async Task Only_the_text_that_was_read_goes_out()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.NewPost(ada, "First words", connection.Target().Text("id"));
        await (
            await ada.Signal.Put(
                $"/posts/{post.Text("id")}",
                new { text = "Second words", targetId = connection.Target().Text("id") },
                post.Tag()
            )
        ).Json();

        await (await Stage.Publish(ada, post)).Problem(HttpStatusCode.Conflict, "post-changed");
    }

    [Fact]
    public async Task What_cannot_go_out_says_why_before_anything_leaves()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var target = connection.Target().Text("id");

        await (await Stage.Publish(ada, await Stage.NewPost(ada, "", target))).Problem(
            HttpStatusCode.UnprocessableEntity,
            "post-empty"
        );
        await (await Stage.Publish(ada, await Stage.NewPost(ada, "Where to?", null))).Problem(
            HttpStatusCode.UnprocessableEntity,
            "no-target"
        );
        var longest = await Stage.NewPost(ada, new string('x', 3_001), target);
        var over = await (await Stage.Publish(ada, longest)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "over-length"
        );
        Assert.Contains("Take out 1.", over.Text("detail"), StringComparison.Ordinal);
        var last = await Stage.NewPost(ada, "Too late", target);
        await ada.Signal.Delete($"/connections/{connection.Text("id")}", connection.Tag());
        await (await Stage.Publish(ada, last)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "no-access"
        );
    }

    [Fact]
    public async Task A_lost_role_is_found_before_the_post_leaves()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName(), pages: true);
        var page = connection.Target("page");
        var post = await Stage.NewPost(ada, word, page.Text("id"));
        var (sub, urn) = await Stage.Read(
            suite,
            ada,
            async db =>
                (
                    (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1],
                    (await db.Targets.SingleAsync(t => t.Name == page.Text("name"), Stage.Ct)).Urn
                )
        );
        await suite.Sandbox.Post($"/members/{Uri.EscapeDataString(sub)}/roles", new { page = urn });

        post = await Stage.Published(suite, ada, post);

        Assert.Equal(("failed", "no-access"), (post.Text("state"), post.Text("reason")));
        Assert.Empty(await Stage.Calls(suite, word));
        Assert.False(post.GetProperty("target").GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task An_operator_who_looks_in_publishes_and_connects_nothing()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.NewPost(ada, "Hers", connection.Target().Text("id"));
        var operated = suite.Direct(
            "signal",
            () =>
                suite.Tokens.Mint(
                    "signal",
                    ada.Claims with
                    {
                        Viewing = new("operator:7", Guid.CreateVersion7().ToString(), true),
                    }
                )
        );

        foreach (
            var answer in new[]
            {
                await operated.Post(
                    $"/posts/{post.Text("id")}/publish",
                    new { contentHash = post.Text("contentHash") }
                ),
                await operated.Post("/connections/authorize", new { pages = false }),
                await operated.Delete($"/connections/{connection.Text("id")}", connection.Tag()),
            }
        )
        {
            await answer.Problem(HttpStatusCode.Forbidden, "members-only");
        }
    }

    [Fact]
    public async Task A_post_that_was_published_stands_in_the_activity_log_without_its_text()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        await Stage.Published(
            suite,
            ada,
            await Stage.NewPost(ada, word, connection.Target().Text("id"))
        );
        await suite.Drain(ada);

        var entries = await ada.Core.Json("/audit-entries");
        var text = entries.GetRawText();
        foreach (
            var action in (string[])["linkedin.connected", "post.publishing", "post.published"]
        )
        {
            Assert.Contains(action, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }
}
