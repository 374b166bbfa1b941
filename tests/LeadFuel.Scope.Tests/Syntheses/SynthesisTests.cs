using System.Net;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Syntheses;

public sealed class SynthesisTests(Suite suite)
{
    [Fact]
    [Claim("T14")]
    public async Task What_leaves_is_what_was_shown_to_the_byte_and_nothing_else()
    {
        var profile = await Profile.Answered(suite);
        var preview = await profile.Preview();

        await (await profile.Start(preview)).Json();
        await suite.Drain(profile.Member, "scope.synthesise");

        Assert.Equal(preview.Text("body"), Assert.Single(await profile.Sent()).Body);
        Assert.Equal(
            ["instruction", "form", "answer", "answer", "answer"],
            preview.GetProperty("parts").EnumerateArray().Select(part => part.Text("kind"))
        );
        // Of the customer it holds the answers, and neither the name of the ICP nor who asks.
        var body = JsonDocument.Parse(preview.Text("body")).RootElement;
        Assert.Equal(
            ["max_tokens", "messages", "model", "output_config", "stream", "system"],
            body.EnumerateObject().Select(member => member.Name).Order()
        );
        Assert.DoesNotContain("Fintech CFOs", preview.Text("body"), StringComparison.Ordinal);
        Assert.DoesNotContain(profile.Member.Email, preview.Text("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_icp_is_written_with_quotes_that_stand_in_the_answers()
    {
        var profile = await Profile.Answered(suite);

        var synthesis = await profile.Write();

        Assert.Equal(
            ("succeeded", 1, 3),
            (
                synthesis.Text("state"),
                synthesis.Number("becameVersion"),
                synthesis.Number("answers")
            )
        );
        Assert.True(synthesis.Number("tokensIn") > 0 && synthesis.Number("tokensOut") > 0);
        var version = await profile.Version(1);
        Assert.Equal(
            ("synthesis", profile.Member.Email),
            (version.Text("origin"), version.Text("author"))
        );
        Assert.Equal(11, version.GetProperty("sections").GetArrayLength());
        AssertSupported(version);
        Assert.Equal(
            ("draft", 1),
            ((await profile.Icp()).Text("state"), (await profile.Icp()).Number("latestVersion"))
        );
    }

    [Fact]
    public async Task A_claim_whose_quote_stands_in_no_answer_is_marked_as_an_assumption()
    {
        var profile = await Profile.Answered(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "false_quote",
                match = profile.Word,
                times = 1,
            }
        );

        await profile.Write();

        var version = await profile.Version(1);
        Assert.Equal(1, version.Number("quotesDropped"));
        Assert.DoesNotContain(
            "every single quarter without exception",
            version.ToString(),
            StringComparison.Ordinal
        );
        AssertSupported(version);
        // The first quote of all was the false one, so its claim is the first.
        Assert.True(Profile.Claims(version).First().GetProperty("assumption").GetBoolean());
        Assert.Equal(
            Profile.Claims(version).Count(claim => claim.GetProperty("assumption").GetBoolean()),
            version.Number("assumptions")
        );
    }

    [Fact]
    [Claim("T15")]
    public async Task Addresses_and_numbers_in_answers_are_masked_before_they_are_shown_and_sent()
    {
        var profile = await Profile.Answered(suite);
        var word = profile.Word;
        await profile.Answer(
            "proof",
            $"Ask ines.{word}@kestrelpay.com or {word} (at) kestrelpay.com, or call +49 170 1234567."
        );

        var preview = await profile.Preview();
        Assert.Equal(
            (2, 1),
            (
                preview.GetProperty("masked").Number("emails"),
                preview.GetProperty("masked").Number("phones")
            )
        );
        await (await profile.Start(preview)).Json();
        await suite.Drain(profile.Member, "scope.synthesise");

        var sent = Assert.Single(await profile.Sent()).Body;
        Assert.DoesNotContain("kestrelpay", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("1234567", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "kestrelpay",
            (await profile.Version(1)).ToString(),
            StringComparison.OrdinalIgnoreCase
        );
        // Only what leaves is masked: the answer stays as it was typed.
        Assert.Contains("kestrelpay.com", (await profile.Item("proof")).Text("value"));
    }

    [Fact]
    [Claim("T14")]
    public async Task Answers_that_changed_after_the_preview_send_nothing()
    {
        var profile = await Profile.Answered(suite);
        var preview = await profile.Preview();
        await profile.Answer("proof", "Six weeks became four.");

        await (await profile.Start(preview)).Problem(HttpStatusCode.Conflict, "preview-outdated");

        await suite.Drain(profile.Member);
        Assert.Empty(await profile.Sent());
        Assert.True((await profile.Icp()).IsNull("synthesis"));
    }

    [Fact]
    public async Task An_answer_that_changes_while_it_is_written_does_not_change_what_was_shown()
    {
        var profile = await Profile.Answered(suite);
        var preview = await profile.Preview();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "overloaded",
                match = profile.Word,
                times = 1,
            }
        );
        await (await profile.Start(preview)).Json();
        await profile.Answer("exclusions", "Nobody at all.");
        await suite.Drain(profile.Member, "scope.synthesise");

        Assert.All(await profile.Sent(), record => Assert.Equal(preview.Text("body"), record.Body));
        Assert.DoesNotContain("Nobody at all", (await profile.Version(1)).ToString());
    }

    [Fact]
    public async Task Fewer_than_three_answers_send_nothing()
    {
        var profile = await Profile.Empty(suite);
        await profile.Answer("offer", $"Books {profile.Word}");
        await profile.Answer("proof", "Four days.");

        await (await profile.Start()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "too-few-answers"
        );

        Assert.Empty(await profile.Sent());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"previewHash":null}""")]
    [InlineData("""{"previewHash":"short"}""")]
    [InlineData("""{"previewHash":7}""")]
    [InlineData("""nonsense""")]
    public async Task A_start_without_the_hash_of_a_preview_is_refused(string json)
    {
        var profile = await Profile.Answered(suite);

        await (
            await profile.Member.Scope.Post(
                $"{profile.Path}/syntheses",
                new StringContent(json, System.Text.Encoding.UTF8, "application/json")
            )
        ).Problem(HttpStatusCode.BadRequest, "invalid");

        Assert.True((await profile.Icp()).IsNull("synthesis"));
    }

    [Fact]
    public async Task A_start_that_is_sent_again_with_its_key_is_one_synthesis()
    {
        var profile = await Profile.Answered(suite);
        var preview = await profile.Preview();
        var key = Guid.CreateVersion7().ToString();

        var first = await profile.Start(preview, key);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(
            $"/syntheses/{(await first.Json()).Text("id")}",
            first.Headers.Location?.ToString()
        );
        await suite.Drain(profile.Member, "scope.synthesise");
        var again = await profile.Start(preview, key);
        await suite.Drain(profile.Member, "scope.synthesise");

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal((await first.Json()).Text("id"), (await again.Json()).Text("id"));
        Assert.Single(await profile.Sent());
        Assert.Single(await profile.Versions());
    }

    [Fact]
    public async Task Ten_starts_at_once_never_write_two_at_a_time()
    {
        var profile = await Profile.Answered(suite);
        var preview = await profile.Preview();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => profile.Start(preview))
        );
        await suite.Drain(profile.Member, "scope.synthesise");

        var begun = answers.Where(answer => answer.StatusCode == HttpStatusCode.Accepted).ToList();
        Assert.NotEmpty(begun);
        // A start after the end of the one before is a further version, asked for and shown.
        Assert.Equal(begun.Count, (await profile.Sent()).Count);
        Assert.Equal(begun.Count, (await profile.Versions()).Count);
        foreach (var other in answers.Except(begun))
        {
            await other.Problem(HttpStatusCode.Conflict);
        }
    }

    [Fact]
    public async Task A_stop_after_the_end_changes_nothing()
    {
        var profile = await Profile.Written(suite);
        var synthesis = (await profile.Icp()).GetProperty("synthesis").Text("id");

        var stopped = await (await profile.Member.Scope.Delete($"/syntheses/{synthesis}")).Json();

        Assert.Equal("succeeded", stopped.Text("state"));
        Assert.Single(await profile.Versions());
    }

    [Fact]
    public async Task What_was_written_is_in_the_accounts_own_log_without_a_word_of_it()
    {
        var profile = await Profile.Written(suite);
        await suite.Drain(profile.Member);

        var entries = await profile.Member.Core.Json("/audit-entries");

        Assert.Contains("icp.synthesised", entries.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(profile.Word, entries.ToString(), StringComparison.Ordinal);
    }

    private static void AssertSupported(JsonElement version)
    {
        var sources = version
            .GetProperty("sources")
            .EnumerateArray()
            .ToDictionary(
                source => source.Text("id"),
                source => Scope.Versions.Citations.Fold(source.Text("text"))
            );
        var claims = Profile.Claims(version).ToList();
        Assert.NotEmpty(claims);
        foreach (var claim in claims)
        {
            var citations = claim.GetProperty("citations").EnumerateArray().ToList();
            Assert.Equal(citations.Count == 0, claim.GetProperty("assumption").GetBoolean());
            Assert.All(
                citations,
                citation =>
                    Assert.Contains(
                        citation.Text("quote"),
                        sources[citation.Text("source")],
                        StringComparison.Ordinal
                    )
            );
        }
    }
}
