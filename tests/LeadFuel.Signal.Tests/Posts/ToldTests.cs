using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Posts;

/// <summary>From LinkedIn's yes to the customer's Slack channel.</summary>
public sealed class ToldTests(Suite suite)
{
    [Fact]
    public async Task A_post_that_linkedin_took_stands_in_the_slack_channel()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("post.published");
        await hers.Switch("post.published");
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var target = connection.Target().Text("id");
        var (first, second) = (Stage.Word(), Stage.Word());
        var post = await Stage.NewPost(ada, $"Won with {first}", target);
        await suite.Drain(ada);
        Assert.Empty(await room.All());

        await Stage.Published(suite, ada, post);

        var bare = (await room.Posted(1))[0];
        Assert.Equal("A post was published", bare.Title);
        Assert.Contains($"/signal/posts/{post.Text("id")}", bare.Body);
        Assert.DoesNotContain(first, bare.Body);

        await room.Switch("post.published", details: true);
        await Stage.Published(suite, ada, await Stage.NewPost(ada, $"Then with {second}", target));

        var full = (await room.Posted(2))[1];
        Assert.StartsWith("permalink\nhttp", full.Texts[1], StringComparison.Ordinal);
        Assert.Equal($"text\nThen with {second}", full.Texts[2]);
        Assert.Empty(await hers.All());
    }

    [Fact]
    public async Task A_post_that_did_not_go_out_is_told_and_its_text_only_where_that_is_switched_on()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("post.failed");
        await hers.Switch("post.failed");
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var word = Stage.Word();
        await suite.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "forbidden",
                match = word,
            }
        );
        var target = connection.Target().Text("id");
        await Stage.Published(suite, ada, await Stage.NewPost(ada, $"Lost with {word}", target));

        var bare = (await room.Posted(1))[0];
        Assert.Equal("A post was not published", bare.Title);
        Assert.DoesNotContain(word, bare.Body);
        Assert.Empty(await hers.All());
    }

    [Fact]
    public async Task A_post_of_unknown_fate_is_told_because_only_a_person_can_say_what_became_of_it()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("post.unknown");
        await hers.Switch("post.unknown");
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var word = Stage.Word();
        await suite.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "server_error_after_accept",
                match = word,
            }
        );
        var target = connection.Target().Text("id");
        var post = await Stage.NewPost(ada, $"Perhaps with {word}", target);
        Assert.Equal("unknown", (await Stage.Published(suite, ada, post)).Text("state"));

        var bare = (await room.Posted(1))[0];
        Assert.Equal("Did a post go out?", bare.Title);
        Assert.Contains($"/signal/posts/{post.Text("id")}", bare.Body);
        Assert.DoesNotContain(word, bare.Body);
        Assert.Empty(await hers.All());
    }

    [Fact]
    public async Task A_connection_that_linkedin_ends_is_told_once_and_its_posts_text_by_whole_characters()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("connection.expired");
        await room.Switch("post.failed", details: true);
        await hers.Switch("connection.expired");
        var name = Stage.NewName();
        var connection = await Stage.Connect(suite, ada, name);
        var target = connection.Target().Text("id");
        var sub = await Stage.Read(
            suite,
            ada,
            async db => (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1]
        );
        await suite.Sandbox.Post($"/members/{Uri.EscapeDataString(sub)}/revoke");
        var text = string.Concat(Enumerable.Repeat("👍🏽", 350));

        await Stage.Published(suite, ada, await Stage.NewPost(ada, text, target));

        await room.Posted(2);
        await suite.Drain(ada);
        var told = (await room.All()).ToDictionary(message => message.Title);
        Assert.Equal(["A connection has ended", "A post was not published"], told.Keys.Order());
        var ended = told["A connection has ended"];
        Assert.Contains("LinkedIn takes nothing from us", ended.Body);
        Assert.Contains("/signal/connections", ended.Body);
        Assert.DoesNotContain(name, ended.Body);
        Assert.Equal(
            $"text\n{text[..(300 * "👍🏽".Length)]}…",
            told["A post was not published"].Texts[1]
        );
        Assert.Empty(await hers.All());
    }
}
