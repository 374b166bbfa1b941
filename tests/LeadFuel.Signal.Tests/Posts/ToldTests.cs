using LeadFuel.Testing;
using LeadFuel.Testing.Services;

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
        Assert.Equal($"begins\nThen with {second}", full.Texts[1]);
        Assert.StartsWith("permalink\nhttp", full.Texts[2], StringComparison.Ordinal);
        Assert.Empty(await hers.All());
    }
}
