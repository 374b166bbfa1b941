using System.Text.Json;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>
/// The table of what goes wrong at Anthropic: what the person is told, what is kept, and how often Anthropic was
/// asked, counted where the requests arrive.
/// </summary>
public sealed class ClaudeFaultTests(Suite suite)
{
    [Theory]
    [InlineData("status", 400, "provider-refused", "did not take the request", 1)]
    [InlineData("unauthorized", 401, "provider-key-refused", "does not accept our key", 1)]
    [InlineData("billing", 402, "provider-limit", "spending limit", 1)]
    [InlineData("status", 403, "provider-key-refused", "does not accept our key", 1)]
    [InlineData("status", 404, "model-gone", "no longer offers the model", 1)]
    [InlineData("status", 413, "prompt-too-large", "Shorten the longest", 1)]
    [InlineData("rate_limit", 429, "provider-busy", "wait for 60 seconds", 1)]
    [InlineData("spend_limit", 429, "provider-limit", "spending limit", 1)]
    [InlineData("server_error", 500, "provider-down", "in a minute", 3)]
    [InlineData("bad_gateway", 502, "provider-down", "in a minute", 3)]
    [InlineData("status", 503, "provider-down", "in a minute", 3)]
    [InlineData("status", 504, "provider-down", "in a minute", 3)]
    [InlineData("overloaded", 529, "provider-down", "in a minute", 3)]
    [InlineData("reset", 0, "provider-down", "in a minute", 1)]
    [InlineData("stream_error", 0, "answer-incomplete", "broke off", 2)]
    [InlineData("cut_stream", 0, "answer-incomplete", "broke off", 2)]
    [InlineData("max_tokens", 0, "answer-incomplete", "broke off", 2)]
    [InlineData("broken_json", 0, "answer-incomplete", "did not fit the form", 2)]
    [InlineData("refusal", 0, "model-refused", "declined", 1)]
    [Claim("T39")]
    public async Task Trouble_that_stays_is_told_and_loses_nothing(
        string kind,
        int status,
        string problem,
        string says,
        int calls
    )
    {
        var profile = await Published();
        var before = await Kept(profile);
        await Break(profile, kind, new { status, retryAfter = status == 429 ? 60 : (int?)null });

        var synthesis = await profile.Write();

        Assert.Equal(("failed", problem), (synthesis.Text("state"), synthesis.Text("problem")));
        var detail = synthesis.Text("problemDetail");
        Assert.Contains(says, detail, StringComparison.Ordinal);
        Assert.Contains("your answers are untouched", detail, StringComparison.Ordinal);
        Assert.Equal(before, await Kept(profile));
        await AssertAsked(profile, 1 + calls);
        // The page is told the same, and no half of a section.
        var told = await Stream.Follow(
            profile.Member.Scope,
            $"/syntheses/{synthesis.Text("id")}/events"
        );
        Assert.Equal(("end", "failed"), (told[^1].Kind, told[^1].Body.Text("state")));
        Assert.Equal(detail, told[^1].Body.Text("detail"));
        Assert.DoesNotContain(told, one => one.Kind is "claim" or "section_begun");
    }

    [Theory]
    [InlineData("rate_limit")]
    [InlineData("server_error")]
    [InlineData("bad_gateway")]
    [InlineData("overloaded")]
    [InlineData("stream_error")]
    [InlineData("cut_stream")]
    [InlineData("max_tokens")]
    [InlineData("broken_json")]
    public async Task Trouble_that_passes_costs_one_more_request_and_the_person_nothing(string kind)
    {
        var profile = await Published();
        await Break(profile, kind, new { times = 1, retryAfter = 1 });

        var synthesis = await profile.Write();

        Assert.Equal(
            ("succeeded", 2),
            (synthesis.Text("state"), synthesis.Number("becameVersion"))
        );
        await AssertAsked(profile, 1 + 2);
        Assert.Equal(
            [2, 1],
            (await profile.Versions()).Select(version => version.Number("number"))
        );
    }

    [Fact]
    public async Task A_slow_first_word_is_waited_for()
    {
        var profile = await Published();
        await Break(profile, "slow_first_byte", new { times = 1, delayMs = 1_500 });

        Assert.Equal("succeeded", (await profile.Write()).Text("state"));

        await AssertAsked(profile, 1 + 1);
    }

    [Theory]
    [InlineData("hang", "provider-silent", "within 30 seconds", 1)]
    [InlineData("stalled_stream", "answer-incomplete", "broke off", 2)]
    public async Task Silence_is_given_up_after_half_a_minute(
        string kind,
        string problem,
        string says,
        int calls
    )
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope"],
                Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
                    TimeProvider.System.GetUtcNow()
                ),
            }
        );
        var profile = await Profile.Answered(own);
        await own.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind,
                match = profile.Word,
            }
        );
        var id = (await (await profile.Start()).Json()).Text("id");

        for (var call = 1; call <= calls; call++)
        {
            if (kind == "hang")
            {
                await Wait.Until(
                    async () => (await profile.Sent()).Count == call,
                    () => $"call {call} never came"
                );
            }
            else
            {
                await FirstWord(profile, id, call);
            }

            own.Advance(TimeSpan.FromSeconds(31));
        }

        JsonElement synthesis = default;
        await Wait.Until(
            async () =>
                (synthesis = await profile.Member.Scope.Json($"/syntheses/{id}")).Text("state")
                == "failed",
            () => $"it goes on: {synthesis}"
        );

        Assert.Equal(problem, synthesis.Text("problem"));
        Assert.Contains(says, synthesis.Text("problemDetail"), StringComparison.Ordinal);
        Assert.Equal(calls, (await profile.Sent()).Count);
        Assert.Empty(await profile.Versions());
    }

    [Fact]
    [Claim("T39")]
    public async Task Trouble_of_one_account_is_no_trouble_of_another()
    {
        var ada = await Profile.Answered(suite);
        var eve = await Profile.Answered(suite);
        await Break(ada, "overloaded", new { });

        var written = await Task.WhenAll(ada.Write(), eve.Write());

        Assert.Equal(["failed", "succeeded"], written.Select(synthesis => synthesis.Text("state")));
        await AssertAsked(eve, 1);
    }

    /// <summary>Waits until the answer to this call has begun to come.</summary>
    private static async Task FirstWord(Profile profile, string synthesis, int call)
    {
        var begun = 1;
        await Stream.Follow(
            profile.Member.Scope,
            $"/syntheses/{synthesis}/events",
            one =>
            {
                begun += one.Kind == "restart" ? 1 : 0;
                return one.Kind == "progress" && begun == call;
            }
        );
    }

    /// <summary>With version 1 published, which nothing that happens later may touch.</summary>
    private async Task<Profile> Published()
    {
        var profile = await Profile.Written(suite);
        await (
            await profile.Member.Scope.Put(
                $"{profile.Path}/versions/1/publication",
                null,
                await profile.Tag()
            )
        ).Json();
        return profile;
    }

    private async Task Break(Profile profile, string kind, object more)
    {
        var fault = JsonSerializer.SerializeToNode(more)!.AsObject();
        fault["vendor"] = "anthropic";
        fault["kind"] = kind;
        fault["match"] = profile.Word;
        await suite.Sandbox.Break(fault);
    }

    private static async Task<string> Kept(Profile profile) =>
        string.Join(
            '\n',
            (await profile.Icp()).Text("state"),
            (await profile.Icp()).Number("publishedVersion"),
            await profile.Member.Scope.Json($"{profile.Path}/interview"),
            await profile.Member.Scope.Json($"{profile.Path}/versions"),
            await profile.Version(1)
        );

    /// <summary>So many requests arrived, all of the same bytes, and our own ledger says the same.</summary>
    private async Task AssertAsked(Profile profile, int calls)
    {
        var sent = await profile.Sent();
        Assert.Equal(calls, sent.Count);
        Assert.Single(sent.Select(record => record.Body).Distinct());
        await using var ledger = suite
            .Sql("scope")
            .CreateCommand("select count(*) from egress_calls where account_email = $1");
        ledger.Parameters.Add(new() { Value = profile.Member.Email });
        Assert.Equal(
            (long)calls,
            await ledger.ExecuteScalarAsync(TestContext.Current.CancellationToken)
        );
    }
}
