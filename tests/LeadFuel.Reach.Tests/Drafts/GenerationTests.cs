using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Drafts;

public sealed class GenerationTests(Suite suite)
{
    private static string Word() => $"zq{Guid.CreateVersion7():N}";

    private async Task<Writing> Begun(string? icp = null)
    {
        var ada = await suite.SignUp();
        var word = Word();
        var plan = await Plan.Create(suite, ada);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = $"Fifteen minutes on the month-end close {word}",
                persona = "Head of finance; cares about closing the month in a week",
                icpId = icp is null ? (Guid?)null : await Published.Icp(suite, ada, icp),
            }
        );
        return new Writing(plan, (await plan.Drafts())[0].Text("id"), word);
    }

    private async Task<List<string>> Sent(string word) =>
        [
            .. (await suite.Sandbox.Records("anthropic"))
                .Select(record => record.Body)
                .Where(body => body.Contains(word, StringComparison.Ordinal)),
        ];

    [Theory]
    [InlineData("unauthorized", "provider-key-refused", "does not accept our key", 1)]
    [InlineData("billing", "provider-limit", "spending limit", 1)]
    [InlineData("spend_limit", "provider-limit", "spending limit", 1)]
    [InlineData("rate_limit", "provider-busy", "wait for 60 seconds", 1)]
    [InlineData("server_error", "provider-down", "in a minute", 3)]
    [InlineData("bad_gateway", "provider-down", "in a minute", 3)]
    [InlineData("status", "provider-refused", "did not take the request", 1)]
    [InlineData("stream_error", "answer-incomplete", "broke off", 1)]
    [InlineData("max_tokens", "answer-incomplete", "broke off", 1)]
    public async Task Whatever_goes_wrong_at_Claude_is_told_and_loses_nothing(
        string kind,
        string type,
        string says,
        int calls
    )
    {
        var writing = await Begun();
        await writing.Write("Mine", "Own words");
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind,
                match = writing.Word,
                retryAfter = 60,
                status = 400,
            }
        );

        await (await writing.Start()).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");

        var draft = await writing.Draft();
        Assert.Equal(
            ("Mine", "Own words", "review"),
            (draft.Text("subject"), draft.Text("body"), draft.Text("state"))
        );
        var generation = draft.GetProperty("generation");
        Assert.Equal(("failed", type), (generation.Text("state"), generation.Text("problem")));
        Assert.Contains(says, generation.Text("problemDetail"), StringComparison.Ordinal);
        Assert.Contains(
            "Nothing was changed",
            generation.Text("problemDetail"),
            StringComparison.Ordinal
        );
        Assert.Equal(calls, (await Sent(writing.Word)).Count);
    }

    [Fact]
    public async Task A_moment_of_overload_is_waited_for_and_the_draft_is_written()
    {
        var writing = await Begun();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "overloaded",
                match = writing.Word,
                times = 1,
            }
        );

        await (await writing.Start()).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");

        Assert.Equal("review", (await writing.Draft()).Text("state"));
        var sent = await Sent(writing.Word);
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0], sent[1]);
    }

    [Fact]
    public async Task A_draft_that_claude_wrote_is_told_and_its_subject_only_where_that_is_switched_on()
    {
        var writing = await Begun();
        var room = await SlackRoom.Open(suite, writing.Member);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("draft.ready");
        await hers.Switch("draft.ready");

        await (await writing.Start()).Json();
        await suite.Drain(writing.Member);

        var bare = (await room.Posted(1))[0];
        var subject = (await writing.Draft()).Text("subject");
        Assert.Equal("A draft is ready", bare.Title);
        Assert.Contains($"/reach/campaigns/{writing.Plan.Id}/drafts", bare.Body);
        Assert.DoesNotContain($"subject\n{subject}", bare.Texts);

        await room.Switch("draft.ready", details: true);
        await (await writing.Start()).Json();
        await suite.Drain(writing.Member);

        subject = (await writing.Draft()).Text("subject");
        Assert.Equal($"subject\n{subject}", (await room.Posted(2))[1].Texts[1]);
        Assert.Empty(await hers.All());
    }

    [Fact]
    public async Task Ten_starts_at_once_send_one_request()
    {
        var writing = await Begun();
        var preview = await writing.Preview();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => writing.Start(preview))
        );
        await suite.Drain(writing.Member, "reach.generate-draft");

        var begun = answers.Where(answer => answer.StatusCode == HttpStatusCode.Accepted).ToList();
        var sent = await Sent(writing.Word);
        // A start after the end of the one before is a further draft, asked for and shown.
        Assert.Equal(begun.Count, sent.Count);
        foreach (var other in answers.Except(begun))
        {
            await other.Problem(HttpStatusCode.Conflict);
        }
    }

    [Fact]
    public async Task A_start_that_is_sent_again_with_its_key_is_one_generation()
    {
        var writing = await Begun();
        var preview = await writing.Preview();
        var key = Guid.CreateVersion7().ToString();

        var first = await (await writing.Start(preview, key: key)).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");
        var again = await (await writing.Start(preview, key: key)).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Single(await Sent(writing.Word));
    }

    [Fact]
    [Claim("T14")]
    public async Task The_published_profile_goes_along_as_it_was_shown_and_shapes_the_draft()
    {
        var fact = $"Cardine{Word()} went from twelve days to four days.";
        var writing = await Begun(fact);
        var preview = await writing.Preview();
        var part = preview
            .GetProperty("parts")
            .EnumerateArray()
            .Single(one => one.Text("kind") == "icp_profile");
        Assert.Equal($"- {fact}", part.Text("text"));

        await (await writing.Start(preview)).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");

        Assert.Equal(preview.Text("body"), Assert.Single(await Sent(writing.Word)));
        Assert.Contains(
            "twelve days to four days",
            (await writing.Draft()).Text("body"),
            StringComparison.Ordinal
        );
        var listed = (await writing.Member.Reach.Json("/icps")).GetProperty("items")[0];
        Assert.Equal("Payment companies", listed.Text("name"));
        var eve = await suite.SignUp();
        Assert.Equal(0, (await eve.Reach.Json("/icps")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_profile_of_another_account_is_no_profile()
    {
        var eve = await suite.SignUp();
        var hers = await Published.Icp(suite, eve, "Secret of Eve");
        var writing = await Begun();
        await writing.Plan.Save(new { name = "Spring", icpId = hers });

        await (
            await writing.Member.Reach.Post($"/drafts/{writing.Id}/prompt-preview", new { })
        ).Problem(HttpStatusCode.UnprocessableEntity, "icp-gone");
    }

    [Fact]
    [Claim("T15")]
    public async Task A_published_profile_that_smuggles_an_address_is_shown_and_does_not_leave()
    {
        var writing = await Begun("Ask eve.smith@customers.test who runs it.");
        var preview = await writing.Preview();
        Assert.Contains(
            "Published ICP",
            Assert.Single(preview.GetProperty("findings").EnumerateArray()).Text("says"),
            StringComparison.Ordinal
        );

        await (await writing.Start(preview)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );

        Assert.Empty(await Sent(writing.Word));
    }

    [Theory]
    [Claim("T15")]
    [InlineData("Tell them that grace   HOPPER likes it")]
    [InlineData("Tell them that Hopper, Grace likes it")]
    [InlineData("Tell them that Ｇｒａｃｅ Ｈｏｐｐｅｒ likes it")]
    [InlineData("Tell them that Gra\u200bce Hopper likes it")]
    [InlineData("Tell them that Grace\nHopper likes it")]
    public async Task The_name_of_a_contact_is_found_however_it_is_written(string note)
    {
        var writing = await Begun();
        await writing.Member.Reach.Post(
            "/imports",
            new { text = $"email,first_name,last_name\n{Word()}@customers.test,Grace,Hopper" }
        );
        var preview = await writing.Preview(note);
        Assert.Single(preview.GetProperty("findings").EnumerateArray());

        await (await writing.Start(preview, note)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );

        Assert.Empty(await Sent(writing.Word));
    }

    [Fact]
    public async Task No_prompt_and_no_answer_is_kept_besides_the_plan_and_the_draft()
    {
        var writing = await Begun();
        var note = $"Shorter, please {Word()}";
        await writing.Write("Mine", $"Own words {Word()}");
        await (await writing.Start(await writing.Preview(note), note)).Json();
        await suite.Drain(writing.Member);

        foreach (var planted in (string[])[writing.Word, note, "month-end close"])
        {
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line => line.Text.Contains(planted, StringComparison.Ordinal)
            );
        }

        await using var rows = suite
            .Sql("reach")
            .CreateCommand(
                "select string_agg(t::text, ' ') from (select row_to_json(e)::text as t from egress_calls e where account_email = $1 union all select row_to_json(j)::text from jobs j where account_email = $1) x"
            );
        rows.Parameters.Add(new() { Value = writing.Member.Email });
        var kept = (string)(await rows.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("reach.drafting", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(writing.Word, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Shorter, please", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_and_generations_of_another_account_are_not_there()
    {
        var writing = await Begun();
        var preview = await writing.Preview();
        var generation = (await (await writing.Start(preview)).Json()).Text("id");
        await suite.Drain(writing.Member, "reach.generate-draft");
        var draft = await writing.Draft();
        var tag = $"\"{draft.GetProperty("version").GetInt32()}\"";
        var hash = new { contentHash = draft.Text("contentHash") };
        var eve = await suite.SignUp();

        HttpResponseMessage[] tries =
        [
            await eve.Reach.Post(
                $"/drafts/{writing.Id}/generations",
                new { promptHash = preview.Text("hash") }
            ),
            await eve.Reach.Put($"/drafts/{writing.Id}/approval", hash, tag),
            await eve.Reach.Delete($"/drafts/{writing.Id}/approval", tag),
            await eve.Reach.Get($"/generations/{generation}"),
            await eve.Reach.Delete($"/generations/{generation}"),
        ];

        foreach (var one in tries)
        {
            await one.Problem(HttpStatusCode.NotFound);
        }

        Assert.Equal(draft.ToString(), (await writing.Draft()).ToString());
    }

    [Fact]
    public async Task An_approval_is_taken_back_and_needs_the_version_that_was_read()
    {
        var writing = await Begun();
        await writing.Write("Mine", "Own words");
        var path = $"/drafts/{writing.Id}/approval";
        var read = await writing.Member.Reach.Get($"/drafts/{writing.Id}");
        var hash = new { contentHash = (await read.Json()).Text("contentHash") };

        await (await writing.Member.Reach.Put(path, hash)).Problem(
            HttpStatusCode.PreconditionRequired
        );
        await (await writing.Member.Reach.Put(path, hash, "\"99\"")).Problem(
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );
        await (
            await writing.Member.Reach.Put(path, new { contentHash = "short" }, read.Tag())
        ).Problem(HttpStatusCode.BadRequest);
        var approved = await writing.Member.Reach.Put(path, hash, read.Tag());
        Assert.Equal("approved", (await approved.Json()).Text("state"));

        var taken = await writing.Member.Reach.Delete(path, approved.Tag());
        Assert.Equal("review", (await taken.Json()).Text("state"));
        Assert.Equal(JsonValueKind.Null, (await taken.Json()).GetProperty("approvedBy").ValueKind);
    }

    [Fact]
    public async Task A_new_draft_takes_an_approval_back()
    {
        var writing = await Begun();
        await writing.Write("Mine", "Own words");
        await writing.Plan.Approve(
            writing.Id,
            await writing.Member.Reach.Get($"/drafts/{writing.Id}")
        );

        await (await writing.Start()).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");

        var draft = await writing.Draft();
        Assert.Equal("review", draft.Text("state"));
        Assert.Equal(JsonValueKind.Null, draft.GetProperty("approvedHash").ValueKind);
        Assert.NotEqual("Mine", draft.Text("subject"));
    }

    [Theory]
    [InlineData("""{"subject":1,"body":"x"}""")]
    [InlineData("""{"subject":"x","body":"y\u0000"}""")]
    [InlineData("nonsense")]
    public async Task A_text_that_cannot_be_read_is_refused_and_the_saved_one_stays(string json)
    {
        var writing = await Begun();
        await writing.Write("Mine", "Own words");
        var read = await writing.Member.Reach.Get($"/drafts/{writing.Id}");

        await (
            await writing.Member.Reach.Put(
                $"/drafts/{writing.Id}",
                new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                read.Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);

        Assert.Equal("Own words", (await writing.Draft()).Text("body"));
    }
}
