using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Signal.Tests.Posts;

public sealed class PostTests(Suite suite)
{
    [Fact]
    public async Task A_post_is_written_counted_and_shown_as_LinkedIn_will_show_it()
    {
        var ada = await suite.SignUp();
        var begun = await Stage.NewPost(ada, "Hello", null);
        Assert.Equal(("draft", 5), (begun.Text("state"), begun.Number("length")));

        var written = await (
            await ada.Signal.Put(
                $"/posts/{begun.Text("id")}",
                new { text = "Win (50%) https://x.io/a_(b) 🙂", brief = "Say what we won" },
                begun.Tag()
            )
        ).Json();

        Assert.Equal("Win (50%) https://x.io/a_%28b%29 🙂", written.Text("shown"));
        Assert.Equal(written.Text("shown").Length, written.Number("length"));
        Assert.NotEqual(begun.Text("contentHash"), written.Text("contentHash"));
        await (
            await ada.Signal.Put($"/posts/{begun.Text("id")}", new { text = "Old" }, begun.Tag())
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        await (await ada.Signal.Put($"/posts/{begun.Text("id")}", new { text = "None" })).Problem(
            HttpStatusCode.PreconditionRequired
        );
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_changes_a_post()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var post = await Stage.NewPost(ada, "Hers alone", null);
        var path = $"/posts/{post.Text("id")}";

        Assert.Empty((await eve.Signal.Json("/posts")).GetProperty("items").EnumerateArray());
        foreach (
            var answer in new[]
            {
                await eve.Signal.Get(path),
                await eve.Signal.Get($"{path}/attempts"),
                await eve.Signal.Put(path, new { text = "x" }, post.Tag()),
                await eve.Signal.Delete(path, post.Tag()),
                await eve.Signal.Post($"{path}/undelete"),
                await eve.Signal.Post($"{path}/take-back"),
                await eve.Signal.Post($"{path}/resolution", new { notFound = true }),
                await Stage.Publish(eve, post),
                await eve.Signal.Post($"{path}/prompt-preview", new { count = 1 }),
            }
        )
        {
            await answer.Problem(HttpStatusCode.NotFound);
        }

        Assert.Equal("Hers alone", (await ada.Signal.Json(path)).Text("text"));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_with_its_key_begins_one_post()
    {
        var ada = await suite.SignUp();
        var key = Guid.CreateVersion7().ToString();

        var first = await (await ada.Signal.Post("/posts", new { text = "Once" }, key: key)).Json();
        var again = await (await ada.Signal.Post("/posts", new { text = "Once" }, key: key)).Json();

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Single((await ada.Signal.Json("/posts")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    [Claim("T61")]
    public async Task A_deleted_post_is_gone_from_every_view_and_comes_back_whole()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.Published(
            suite,
            ada,
            await Stage.NewPost(ada, "We closed in four days", connection.Target().Text("id"))
        );
        var path = $"/posts/{post.Text("id")}";
        string[] views = [path, $"{path}/attempts"];
        var before = new List<string>();
        foreach (var view in views.Append("/posts"))
        {
            before.Add(Unversioned(await ada.Signal.Json(view)));
        }

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Signal.Delete(path, post.Tag())).StatusCode
        );

        foreach (var view in views)
        {
            await (await ada.Signal.Get(view)).Problem(HttpStatusCode.NotFound);
        }

        foreach (var act in (string[])["take-back", "resolution", "prompt-preview"])
        {
            await (
                await ada.Signal.Post($"{path}/{act}", new { notFound = true, count = 1 })
            ).Problem(HttpStatusCode.NotFound);
        }

        Assert.Empty((await ada.Signal.Json("/posts")).GetProperty("items").EnumerateArray());
        Assert.Equal(
            post.Text("id"),
            (await ada.Signal.Json("/posts?bin=true")).GetProperty("items")[0].Text("id")
        );

        (await ada.Signal.Post($"{path}/undelete")).EnsureSuccessStatusCode();
        foreach (var (view, was) in views.Append("/posts").Zip(before))
        {
            Assert.Equal(was, Unversioned(await ada.Signal.Json(view)));
        }
    }

    // Deleting and taking back are edits of their own.
    private static string Unversioned(System.Text.Json.JsonElement seen) =>
        System.Text.RegularExpressions.Regex.Replace(
            seen.GetRawText(),
            "\"(version|updatedAt)\":(\"[^\"]*\"|[0-9]+)",
            ""
        );

    [Fact]
    public async Task The_archive_run_takes_a_deleted_post_with_all_that_hangs_on_it()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var post = await Stage.Published(
            suite,
            ada,
            await Stage.NewPost(ada, $"About {word}", connection.Target().Text("id"))
        );
        var kept = await Stage.NewPost(ada, "Kept", null);
        var hers = await Stage.NewPost(eve, "Hers", null);
        await ada.Signal.Delete($"/posts/{post.Text("id")}", post.Tag());
        var client = new LeadFuel.Accounts.Rpc.AccountData.AccountDataClient(
            suite.Rpc("signal", "core", new LeadFuel.Accounts.TokenClaims("job:archive"))
        );

        await client.ArchiveAsync(new() { OnlyAccount = ada.Email }, cancellationToken: Stage.Ct);

        // What was answered to a key is kept for a day, and goes by itself.
        Assert.Empty((await Everywhere.Tables(suite, word)).Except(["signal.idempotency_keys"]));
        await (await ada.Signal.Post($"/posts/{post.Text("id")}/undelete")).Problem(
            HttpStatusCode.NotFound
        );
        Assert.Equal("Kept", (await ada.Signal.Json($"/posts/{kept.Text("id")}")).Text("text"));
        Assert.Equal("Hers", (await eve.Signal.Json($"/posts/{hers.Text("id")}")).Text("text"));
    }

    [Fact]
    [Claim("T04")]
    public async Task Posts_personas_and_buckets_are_in_signals_database_and_in_no_other()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        await (await ada.Signal.Post("/personas", Voices.Persona(word))).Json();
        await (await ada.Signal.Post("/buckets", Voices.Bucket(word))).Json();
        await Stage.Published(
            suite,
            ada,
            await Stage.NewPost(ada, $"A post on {word}", connection.Target().Text("id"))
        );
        await suite.Drain(ada);

        var found = await Everywhere.Tables(suite, word);

        Assert.Superset(
            new HashSet<string> { "signal.posts", "signal.personas", "signal.buckets" },
            found.ToHashSet()
        );
        // The log of acts names what it speaks of: personas and buckets by their names, no text of a post.
        Assert.All(
            found.Except(["core.audit_entries"]),
            table => Assert.StartsWith("signal.", table, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("signal.egress_calls", found);
        Assert.All(
            await Everywhere.Tables(suite, $"A post on {word}"),
            table => Assert.StartsWith("signal.", table, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_deleted_or_of_others_cannot_be_chosen()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var persona = await (
            await eve.Signal.Post("/personas", Voices.Persona(Stage.Word()))
        ).Json();
        var bucket = await (await eve.Signal.Post("/buckets", Voices.Bucket(Stage.Word()))).Json();

        await (
            await ada.Signal.Post("/posts", new { text = "x", personaId = persona.Text("id") })
        ).Problem(HttpStatusCode.UnprocessableEntity, "persona-unknown");
        await (
            await ada.Signal.Post("/posts", new { text = "x", bucketId = bucket.Text("id") })
        ).Problem(HttpStatusCode.UnprocessableEntity, "bucket-unknown");
    }

    [Fact]
    public async Task Posts_come_page_by_page_newest_first()
    {
        var ada = await suite.SignUp();
        for (var i = 1; i <= 5; i++)
        {
            await Stage.NewPost(ada, $"Post {i}", null);
        }

        var first = await ada.Signal.Json("/posts?limit=3");
        var second = await ada.Signal.Json($"/posts?limit=3&after={first.Text("next")}");

        Assert.Equal(["Post 5", "Post 4", "Post 3"], Openings(first));
        Assert.Equal(["Post 2", "Post 1"], Openings(second));

        static IEnumerable<string> Openings(System.Text.Json.JsonElement page) =>
            page.GetProperty("items").EnumerateArray().Select(post => post.Text("opening"));
    }
}
