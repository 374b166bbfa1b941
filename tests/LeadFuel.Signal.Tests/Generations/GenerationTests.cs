using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Generations;

public sealed class GenerationTests(Suite suite)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task As_many_variants_come_as_were_asked_for_and_the_post_waits_for_a_choice(
        int count
    )
    {
        var writing = await Writing.Begin(suite, icp: "Month end fell from twelve days to four.");

        var generation = await writing.Written(count);

        Assert.Equal(("done", "house"), (generation.Text("state"), generation.Text("keyOwner")));
        var variants = generation
            .GetProperty("variants")
            .EnumerateArray()
            .Select(v => v.GetString()!)
            .ToList();
        Assert.Equal(count, variants.Count);
        Assert.Equal(count, variants.Distinct().Count());
        Assert.Contains(variants, v => v.Contains("twelve days to four", StringComparison.Ordinal));
        var post = await writing.Post();
        Assert.Equal("", post.Text("text"));
        Assert.Equal(generation.Text("id"), post.GetProperty("generation").Text("id"));
    }

    [Fact]
    [Claim("T40")]
    public async Task A_generation_says_whose_key_it_was_asked_with_also_when_the_key_was_refused()
    {
        var (ada, eve) = (await Writing.Begin(suite), await Writing.Begin(suite));
        var key = $"sk-ant-own-{Guid.CreateVersion7():N}";
        (await ada.Member.Core.Put("/ai-keys", new { key }, "\"0\"")).EnsureSuccessStatusCode();

        Assert.Equal("customer", (await ada.Written(1)).Text("keyOwner"));
        Assert.Equal("house", (await eve.Written(1)).Text("keyOwner"));

        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "unauthorized",
                match = ada.Word,
                times = 1,
            }
        );
        var refused = await ada.Written(1);
        Assert.Equal(
            ("failed", "own-key-refused", "customer"),
            (refused.Text("state"), refused.Text("problem"), refused.Text("keyOwner"))
        );

        (await ada.Member.Core.Delete("/ai-keys")).EnsureSuccessStatusCode();
        Assert.Equal("house", (await ada.Written(1)).Text("keyOwner"));
    }

    [Fact]
    public async Task Whose_key_it_was_is_not_said_before_anything_was_asked()
    {
        var writing = await Writing.Begin(suite);

        var started = await (await writing.Start(1)).Json();

        Assert.Equal(JsonValueKind.Null, started.GetProperty("keyOwner").ValueKind);
        await suite.Drain(writing.Member, "signal.generate-posts");
    }

    [Fact]
    [Claim("T14")]
    public async Task The_exact_bytes_that_were_shown_leave_and_only_the_declared_parts()
    {
        var writing = await Writing.Begin(suite, icp: "Month end fell from twelve days to four.");
        var preview = await writing.Preview();
        Assert.Equal(
            ["instruction", "form", "icp_profile", "persona", "bucket", "brief"],
            preview.GetProperty("parts").EnumerateArray().Select(part => part.Text("kind"))
        );

        await (await writing.Start(preview)).Json();
        await suite.Drain(writing.Member, "signal.generate-posts");

        var call = Assert.Single(await writing.Sent());
        Assert.Equal(preview.Text("body"), call.Body);
        Assert.DoesNotContain(writing.Member.Email, call.Body, StringComparison.Ordinal);
        var ledger = await Stage.Read(
            suite,
            writing.Member,
            db => db.EgressCalls.SingleAsync(c => c.Provider == "Anthropic", Stage.Ct)
        );
        Assert.Equal("signal.posts", ledger.Purpose);
    }

    [Fact]
    [Claim("T42")]
    public async Task Signal_asks_Claude_for_messages_and_for_nothing_else()
    {
        var writing = await Writing.Begin(suite);
        await writing.Written();

        // Of all that reached Anthropic for anybody. An account's own key is tried once, by a question that carries nothing.
        var paths = (await suite.Sandbox.Records("anthropic"))
            .Where(record => record is not { Path: "/anthropic/v1/models", Body: "" })
            .Select(record => $"{record.Method} {record.Path}")
            .Distinct();

        Assert.Equal(["POST /anthropic/v1/messages"], paths);
    }

    [Theory]
    [InlineData("Ask eve.smith@customers.test about it", "e-mail address")]
    [InlineData("Ask eve.smith (at) customers (dot) test", "e-mail address")]
    [InlineData("Call +49 30 901820 before", "phone number")]
    public async Task An_address_or_number_of_a_person_blocks_the_request_wherever_it_was_typed(
        string text,
        string says
    )
    {
        foreach (var at in (string[])["brief", "persona", "note"])
        {
            var word = Stage.Word();
            var writing = await Writing.Begin(
                suite,
                brief: at == "brief" ? $"{text} {word}" : $"A brief {word}",
                sample: at == "persona" ? text : null
            );
            var note = at == "note" ? text : "";
            var preview = await writing.Preview(note: note);
            Assert.Contains(
                says,
                Assert.Single(preview.GetProperty("findings").EnumerateArray()).Text("says"),
                StringComparison.Ordinal
            );

            var problem = await (await writing.Start(preview, note: note)).Problem(
                HttpStatusCode.UnprocessableEntity,
                "contact-pii-in-prompt"
            );

            Assert.Contains("Nothing was sent", problem.Text("detail"), StringComparison.Ordinal);
            Assert.DoesNotContain(
                await suite.Sandbox.Records("anthropic"),
                record => record.Body.Contains(word, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task What_changed_since_the_preview_does_not_leave()
    {
        var writing = await Writing.Begin(suite);
        var preview = await writing.Preview();
        var post = await writing.Post();
        await (
            await writing.Member.Signal.Put(
                $"/posts/{writing.Id}",
                new { brief = $"Another brief {writing.Word}" },
                post.Tag()
            )
        ).Json();

        await (await writing.Start(preview)).Problem(HttpStatusCode.Conflict, "preview-outdated");
        Assert.Empty(await writing.Sent());
    }

    [Theory]
    [InlineData("overloaded", "provider-down", 3)]
    [InlineData("rate_limit", "provider-busy", 1)]
    [InlineData("refusal", "model-refused", 1)]
    [InlineData("cut_stream", "answer-incomplete", 1)]
    [InlineData("max_tokens", "answer-incomplete", 1)]
    [InlineData("unauthorized", "provider-key-refused", 1)]
    public async Task Whatever_goes_wrong_at_Claude_is_told_and_leaves_the_post_as_it_was(
        string kind,
        string type,
        int calls
    )
    {
        var writing = await Writing.Begin(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind,
                match = writing.Word,
                retryAfter = 60,
            }
        );

        var generation = await writing.Written();

        Assert.Equal(("failed", type), (generation.Text("state"), generation.Text("problem")));
        Assert.Contains(
            "Nothing was changed",
            generation.Text("problemDetail"),
            StringComparison.Ordinal
        );
        Assert.Equal(calls, (await writing.Sent()).Count);
        Assert.Empty(generation.GetProperty("variants").EnumerateArray());
    }

    [Fact]
    public async Task Ten_starts_at_once_send_one_request_at_a_time()
    {
        var writing = await Writing.Begin(suite);
        var preview = await writing.Preview();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => writing.Start(preview))
        );
        await suite.Drain(writing.Member, "signal.generate-posts");

        var begun = answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(begun, (await writing.Sent()).Count);
        foreach (var other in answers.Where(a => a.StatusCode != HttpStatusCode.Accepted))
        {
            await other.Problem(HttpStatusCode.Conflict, "generation-running");
        }
    }

    [Fact]
    public async Task A_stopped_generation_is_stopped_at_once_and_can_be_followed_to_its_end()
    {
        var writing = await Writing.Begin(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "stalled_stream",
                match = writing.Word,
            }
        );
        var begun = await (await writing.Start()).Json();
        var path = $"/generations/{begun.Text("id")}";
        await Wait.Until(
            async () => (await writing.Sent()).Count == 1,
            () => "Claude was not asked"
        );

        var stopped = await (await writing.Member.Signal.Delete(path)).Json();
        Assert.Equal("stopped", stopped.Text("state"));
        await suite.Drain(writing.Member, "signal.generate-posts");

        var events = await (
            await writing.Member.Signal.Get($"{path}/events")
        ).Content.ReadAsStringAsync(Stage.Ct);
        Assert.Contains("event: done", events, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"stopped\"", events, StringComparison.Ordinal);
        var eve = await suite.SignUp();
        await (await eve.Signal.Get($"{path}/events")).Problem(HttpStatusCode.NotFound);
        await (await eve.Signal.Delete(path)).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_written_until_a_stop_can_be_chosen()
    {
        var writing = await Writing.Begin(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "hang",
                match = writing.Word,
            }
        );
        var begun = await (await writing.Start()).Json();
        var path = $"/generations/{begun.Text("id")}";
        await Wait.Until(
            async () => (await writing.Sent()).Count == 1,
            () => "Claude was not asked"
        );
        // As far as it had come.
        await using var partial = suite
            .Sql("signal")
            .CreateCommand("update generations set partial = $2 where account_email = $1");
        partial.Parameters.Add(new() { Value = writing.Member.Email });
        partial.Parameters.Add(
            new() { Value = """{"post_1":"We closed May.","post_2":"Then the aud""" }
        );
        Assert.Equal(1, await partial.ExecuteNonQueryAsync(Stage.Ct));

        var stopped = await (await writing.Member.Signal.Delete(path)).Json();
        await suite.Drain(writing.Member, "signal.generate-posts");

        Assert.Equal("stopped", stopped.Text("state"));
        var post = await writing.Post();
        foreach (var seen in (JsonElement[])[stopped, post.GetProperty("generation")])
        {
            Assert.Equal(
                ["We closed May.", "Then the aud"],
                seen.GetProperty("variants").EnumerateArray().Select(one => one.GetString())
            );
        }

        Assert.Equal("", post.Text("text"));
    }

    [Fact]
    [Claim("T17")]
    [Claim("T44")]
    public async Task A_prompt_is_in_no_log_trace_ledger_or_job_and_in_no_table_but_where_it_was_typed()
    {
        var tags = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                tags.Add(
                    $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))} {string.Join(' ', activity.Baggage)}"
                ),
        };
        ActivitySource.AddActivityListener(listener);
        var sample = $"sample{Stage.Word()}";
        var note = $"note{Stage.Word()}";
        var writing = await Writing.Begin(suite, sample: sample);
        var instruction = (await writing.Preview(note: note)).GetProperty("parts")[0].Text("text")[
            ..60
        ];

        var generation = await writing.Written(note: note);
        await suite.Drain(writing.Member);

        Assert.Equal("done", generation.Text("state"));
        Assert.Contains(
            await writing.Sent(),
            call => call.Body.Contains(note, StringComparison.Ordinal)
        );
        Assert.NotEmpty(tags);
        foreach (var phrase in (string[])[writing.Word, sample, note, instruction])
        {
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line => line.Text.Contains(phrase, StringComparison.Ordinal)
            );
            Assert.DoesNotContain(tags, tag => tag.Contains(phrase, StringComparison.Ordinal));
            Assert.Empty(
                (await Everywhere.Tables(suite, phrase)).Except([
                    "signal.posts",
                    "signal.personas",
                    "signal.variants",
                    "signal.generations",
                    "signal.idempotency_keys",
                ])
            );
        }

        Assert.Empty(await Everywhere.Tables(suite, instruction));
        // What is counted is counted without content.
        var counted = await Stage.Read(
            suite,
            writing.Member,
            db => db.Generations.AsNoTracking().SingleAsync(Stage.Ct)
        );
        Assert.True(counted.InputTokens > 0 && counted.OutputTokens > 0);
        Assert.Equal("", counted.Partial);
    }

    [Fact]
    public async Task A_profile_that_is_no_longer_published_is_said_and_another_accounts_is_none()
    {
        var eve = await suite.SignUp();
        var hers = await Writing.Icp(suite, eve, "Secret of Eve");
        var ada = await suite.SignUp();
        var post = await (
            await ada.Signal.Post("/posts", new { brief = "x", icpId = hers })
        ).Json();

        await (
            await ada.Signal.Post($"/posts/{post.Text("id")}/prompt-preview", new { count = 1 })
        ).Problem(HttpStatusCode.UnprocessableEntity, "icp-gone");
        Assert.Empty((await ada.Signal.Json("/icps")).GetProperty("items").EnumerateArray());
        Assert.Single((await eve.Signal.Json("/icps")).GetProperty("items").EnumerateArray());
    }
}
