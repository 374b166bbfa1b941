using System.Net;
using System.Text;
using LeadFuel.Scope.Interviews;

namespace LeadFuel.Scope.Tests.Interviews;

public sealed class InterviewTests(Suite suite)
{
    [Fact]
    public async Task Half_a_form_is_kept_and_opens_again_as_it_was_left()
    {
        var profile = await Profile.Empty(suite);
        var fresh = await profile.Member.Scope.Json($"{profile.Path}/interview");
        Assert.Equal(0, fresh.Number("answered"));
        Assert.Equal(Question.All.Count, fresh.GetProperty("items").GetArrayLength());

        const string half = "Payments  and\n\tlending – “80 to 400”, & the Nord";
        await profile.Answer("firmographics", half + " ");

        var again = await profile.Member.Scope.Json($"{profile.Path}/interview");
        var item = again.GetProperty("items")[2];
        Assert.Equal(
            ("firmographics", "A3", "answered", half, profile.Member.Email),
            (
                item.Text("key"),
                item.Text("id"),
                item.Text("state"),
                item.Text("value"),
                item.Text("by")
            )
        );
        Assert.Equal(1, again.Number("answered"));
        Assert.DoesNotContain(
            "firmographics",
            again.GetProperty("empty").EnumerateArray().Select(section => section.GetString())
        );
    }

    [Fact]
    public async Task The_order_of_answering_changes_nothing()
    {
        var ada = await suite.SignUp();
        var typed = Question.All.ToDictionary(q => q.Key, q => $"About {q.Key}.");
        var forward = await Profile.Empty(suite, ada);
        var backward = await Profile.Empty(suite, ada);

        foreach (var (key, value) in typed)
        {
            await forward.Answer(key, value);
        }

        foreach (var (key, value) in typed.Reverse())
        {
            await backward.Answer(key, "A first thought.");
            await backward.Answer(key, value);
        }

        Assert.Equal(
            (await forward.Preview()).Text("hash"),
            (await backward.Preview()).Text("hash")
        );
    }

    [Fact]
    public async Task A_question_is_skipped_answered_after_all_and_cleared()
    {
        var profile = await Profile.Empty(suite);

        var skipped = await (
            await profile.Put("proof", new { value = "", skipped = true }, 0)
        ).Json();
        Assert.Equal("skipped", skipped.Text("state"));
        Assert.Equal(
            "answered",
            (await profile.Answer("proof", "Six weeks to four.")).Text("state")
        );
        Assert.Equal("empty", (await profile.Answer("proof", "")).Text("state"));
        // A text counts, whatever else is said of it.
        var both = await (
            await profile.Put("proof", new { value = "Yes.", skipped = true }, 3)
        ).Json();
        Assert.Equal("answered", both.Text("state"));
    }

    [Fact]
    public async Task A_change_elsewhere_is_shown_and_never_overwritten()
    {
        var profile = await Profile.Empty(suite);
        await profile.Answer("offer", "Theirs");

        await (
            await profile.Member.Scope.Put($"{profile.Path}/answers/offer", new { value = "Mine" })
        ).Problem(HttpStatusCode.PreconditionRequired);
        var stale = await (await profile.Put("offer", new { value = "Mine" }, 0)).Problem(
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );

        var current = stale.GetProperty("current");
        Assert.Equal(("Theirs", 1), (current.Text("value"), current.Number("version")));
        Assert.Equal("Theirs", (await profile.Item("offer")).Text("value"));
    }

    [Fact]
    public async Task Of_two_first_answers_at_once_one_stays_and_the_other_is_told()
    {
        var profile = await Profile.Empty(suite);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => profile.Put("offer", new { value = $"V{n}" }, 0))
        );

        var won = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal((await won.Json()).Text("value"), (await profile.Item("offer")).Text("value"));
        foreach (var lost in answers.Except([won]))
        {
            await lost.Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":7}""")]
    [InlineData("""{"value":"zero\u0000byte"}""")]
    [InlineData("""{"value":"x","skipped":"yes"}""")]
    [InlineData("""{"value":"half""")]
    public async Task An_answer_that_cannot_be_stored_is_refused_and_the_saved_one_stays(
        string json
    )
    {
        var profile = await Profile.Empty(suite);
        await profile.Answer("offer", "Saved");

        await (
            await profile.Put(
                "offer",
                new StringContent(json, Encoding.UTF8, "application/json"),
                1
            )
        ).Problem(HttpStatusCode.BadRequest, "invalid");

        Assert.Equal("Saved", (await profile.Item("offer")).Text("value"));
    }

    [Fact]
    public async Task An_answer_has_a_limit_that_is_said_and_a_question_must_exist()
    {
        var profile = await Profile.Empty(suite);

        var problem = await (
            await profile.Put("offer", new { value = new string('x', 8_001) }, 0)
        ).Problem(HttpStatusCode.BadRequest);
        Assert.Contains("8,000", problem.GetProperty("errors").GetProperty("value")[0].GetString());
        Assert.Equal(
            8_000,
            (await profile.Answer("offer", new string('x', 8_000))).Text("value").Length
        );
        await (await profile.Put("weather", new { value = "Fine" }, 0)).Problem(
            HttpStatusCode.NotFound
        );
    }
}
