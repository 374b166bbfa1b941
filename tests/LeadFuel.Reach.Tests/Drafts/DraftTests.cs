using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Drafts;

public sealed class DraftTests(Suite suite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The requests that reached the played Anthropic and hold this text.</summary>
    private async Task<List<string>> Sent(string holds) =>
        [
            .. (await suite.Sandbox.Records("anthropic"))
                .Select(record => record.Body)
                .Where(body => body.Contains(holds, StringComparison.Ordinal)),
        ];

    private static string Word() => $"zq{Guid.CreateVersion7():N}";

    private async Task<(Plan Plan, string Draft, string Goal)> Planned(Member member)
    {
        var goal = $"Fifteen minutes on the month-end close {Word()}";
        var plan = await Plan.Create(suite, member);
        await plan.Save(
            new
            {
                name = "Spring",
                goal,
                persona = "Head of finance; cares about closing the month in a week",
            }
        );
        return (plan, (await plan.Drafts())[0].Text("id"), goal);
    }

    private static async Task<JsonElement> Preview(Member member, string draft, string note = "") =>
        await (await member.Reach.Post($"/drafts/{draft}/prompt-preview", new { note })).Json();

    private static Task<HttpResponseMessage> Start(
        Member member,
        string draft,
        JsonElement preview,
        string note = ""
    ) =>
        member.Reach.Post(
            $"/drafts/{draft}/generations",
            new { note, promptHash = preview.Text("hash") }
        );

    [Fact]
    public async Task The_texts_that_wait_for_a_yes_are_listed_word_for_word_until_they_have_it()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Create(suite, ada);
        var draft = (await plan.Drafts())[0];
        Assert.Empty(await ToApprove(ada));
        await ada.Reach.Put(
            $"/drafts/{draft.Text("id")}",
            new { subject = "The month end", body = "May I ask?" },
            $"\"{draft.GetProperty("version").GetInt32()}\""
        );

        var waits = Assert.Single(await ToApprove(ada));

        Assert.Equal(
            ("Spring", "The month end", "May I ask?"),
            (waits.Text("campaign"), waits.Text("subject"), waits.Text("body"))
        );
        Assert.Empty(await ToApprove(eve));
        await (
            await ada.Reach.Put(
                $"/drafts/{waits.Text("id")}/approval",
                new { contentHash = waits.Text("contentHash") },
                $"\"{waits.GetProperty("version").GetInt32()}\""
            )
        ).Json();
        Assert.Empty(await ToApprove(ada));
    }

    private static async Task<List<JsonElement>> ToApprove(Member member) =>
        [.. (await member.Reach.Json("/drafts")).GetProperty("items").EnumerateArray()];

    [Fact]
    public async Task What_leaves_for_Claude_is_what_was_shown_to_the_byte()
    {
        var ada = await suite.SignUp();
        var (plan, draft, goal) = await Planned(ada);
        var preview = await Preview(ada, draft);

        await (await Start(ada, draft, preview)).Json();
        await suite.Drain(ada, "reach.generate-draft");

        Assert.Equal(preview.Text("body"), Assert.Single(await Sent(goal)));
        var written = (await plan.Drafts())[0];
        Assert.Equal("review", written.Text("state"));
        Assert.NotEmpty(written.Text("subject"));
        Assert.NotEmpty(written.Text("body"));
        Assert.Equal("done", written.GetProperty("generation").Text("state"));
        Assert.Equal(
            ["instruction", "form", "persona", "campaign_goal", "step_goal", "merge_fields"],
            preview.GetProperty("parts").EnumerateArray().Select(part => part.Text("kind"))
        );
    }

    [Fact]
    public async Task A_plan_that_changed_after_the_preview_sends_nothing()
    {
        var ada = await suite.SignUp();
        var (plan, draft, goal) = await Planned(ada);
        var preview = await Preview(ada, draft);
        await plan.Save(new { name = "Spring", goal = goal + " changed" });

        await (await Start(ada, draft, preview)).Problem(
            HttpStatusCode.Conflict,
            "preview-outdated"
        );

        Assert.Empty(await Sent(goal));
    }

    [Theory]
    [InlineData("Ask grace.hopper+{0}@customers.test first")]
    [InlineData("Ask grace{0} (at) customers.test first")]
    [InlineData("Call +49 170 1234567, {0}")]
    [InlineData("As Grace Mur{0} said")]
    public async Task Somebodys_own_data_typed_into_a_note_or_plan_stops_the_request(string form)
    {
        var word = Word();
        var ada = await suite.SignUp();
        var (plan, draft, goal) = await Planned(ada);
        await ada.Reach.Post(
            "/imports",
            new { text = $"email,first_name,last_name\n{word}@customers.test,Grace,Mur{word}" }
        );
        var note = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, word);

        var preview = await Preview(ada, draft, note);
        Assert.Single(preview.GetProperty("findings").EnumerateArray());
        await (await Start(ada, draft, preview, note)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );

        Assert.Empty(await Sent(goal));
    }

    [Fact]
    public async Task Of_a_thousand_contacts_none_reaches_Claude()
    {
        var word = Word();
        var ada = await suite.SignUp();
        var rows = Enumerable
            .Range(0, 1_000)
            .Select(n =>
                n % 3 == 0
                    ? $"first.last{n}-{word}@shop.test,Zoë{word},Müller{n}{word},Ætna{word} GmbH"
                : n % 3 == 1
                    ? $"o'brien+{n}{word}@mail.co.test,Sinéad{word},O'Brien{n}{word},Kelvin{word}"
                : $"user{n}{word}@bücher.test,Ян{word},Ким{n}{word},Контур{word}"
            );
        await ada.Reach.Post(
            "/imports",
            new { text = "email,first_name,last_name,company\n" + string.Join('\n', rows) }
        );
        var (_, draft, goal) = await Planned(ada);

        await (await Start(ada, draft, await Preview(ada, draft))).Json();
        await suite.Drain(ada, "reach.generate-draft");

        Assert.Single(await Sent(goal));
        Assert.Empty(await Sent(word));
    }

    [Fact]
    public async Task An_approval_is_for_one_text_and_an_edit_takes_it_back()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        var id = (await plan.Drafts())[0].Text("id");
        var first = await ada.Reach.Put(
            $"/drafts/{id}",
            new { subject = "One", body = "Hello" },
            "\"1\""
        );
        var hash = (await first.Json()).Text("contentHash");
        var second = await ada.Reach.Put(
            $"/drafts/{id}",
            new { subject = "Two", body = "Hello" },
            first.Tag()
        );

        await (
            await ada.Reach.Put($"/drafts/{id}/approval", new { contentHash = hash }, second.Tag())
        ).Problem(HttpStatusCode.Conflict, "draft-changed");
        var approved = await plan.Approve(id, second);
        Assert.Equal("approved", approved.Text("state"));
        Assert.Equal(ada.Email, approved.Text("approvedBy"));

        var edited = await ada.Reach.Put(
            $"/drafts/{id}",
            new { subject = "Two", body = "Hello there" },
            $"\"{approved.GetProperty("version").GetInt32()}\""
        );
        Assert.Equal("review", (await edited.Json()).Text("state"));
        await (
            await ada.Reach.Put($"/drafts/{id}", new { subject = "x", body = "y" }, first.Tag())
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Theory]
    [InlineData("overloaded", "provider-down")]
    [InlineData("cut_stream", "answer-incomplete")]
    [InlineData("refusal", "model-refused")]
    public async Task A_failure_of_Claude_says_what_to_do_and_leaves_the_draft(
        string kind,
        string type
    )
    {
        var ada = await suite.SignUp();
        var (plan, draft, goal) = await Planned(ada);
        await ada.Reach.Put($"/drafts/{draft}", new { subject = "Mine", body = "Own" }, "\"1\"");
        var preview = await Preview(ada, draft);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind,
                match = goal,
            }
        );

        await (await Start(ada, draft, preview)).Json();
        await suite.Drain(ada, "reach.generate-draft");

        var after = (await plan.Drafts())[0];
        Assert.Equal(("Mine", "review"), (after.Text("subject"), after.Text("state")));
        Assert.Equal("failed", after.GetProperty("generation").Text("state"));
        Assert.Equal(type, after.GetProperty("generation").Text("problem"));
        Assert.Contains(
            "your draft is as it was",
            after.GetProperty("generation").Text("problemDetail")
        );
    }

    [Fact]
    public async Task The_text_is_told_as_it_is_written_and_its_end_is_told_to_whoever_comes_later()
    {
        var ada = await suite.SignUp();
        var (_, draft, _) = await Planned(ada);
        var generation = await (await Start(ada, draft, await Preview(ada, draft))).Json();
        await suite.Drain(ada, "reach.generate-draft");

        var stream = await (
            await ada.Reach.Get($"/generations/{generation.Text("id")}/events")
        ).Content.ReadAsStringAsync(Ct);

        Assert.Contains("event: end", stream);
        Assert.Contains("\"state\":\"done\"", stream);
        var eve = await suite.SignUp();
        await (await eve.Reach.Get($"/generations/{generation.Text("id")}/events")).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Reach.Delete($"/generations/{generation.Text("id")}")).Problem(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_test_mail_goes_to_the_member_alone_and_counts_nowhere()
    {
        var ada = await suite.SignUp();
        var grace = $"grace-{Word()}@customers.test";
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var draft = (await plan.Drafts())[0].Text("id");
        var before = (await suite.Sandbox.Mails(ada.Email)).Count;

        (await ada.Reach.Post($"/drafts/{draft}/test-mails", new { })).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        var mail = await suite.Sandbox.Mail(ada.Email, before + 1);
        Assert.Equal("[Test] The month-end close", mail.Subject);
        Assert.StartsWith("Hi Grace,", mail.Text);
        Assert.Empty(await suite.Sandbox.Mails(grace));
        var list = await ada.Reach.Json("/campaigns");
        Assert.Equal(0, list.GetProperty("items")[0].GetProperty("sent").GetInt32());
    }

    [Fact]
    public async Task A_test_mail_is_sent_as_often_as_it_is_asked_for_and_once_for_one_key()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Ready(suite, ada, $"grace-{Word()}@customers.test,Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var path = $"/drafts/{(await plan.Drafts())[0].Text("id")}/test-mails";
        var before = (await suite.Sandbox.Mails(ada.Email)).Count;

        (await ada.Reach.Post(path, new { })).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        (await ada.Reach.Post(path, new { })).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        Assert.Equal(before + 2, (await suite.Sandbox.Mails(ada.Email)).Count);

        var key = Guid.CreateVersion7().ToString();
        var clicks = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ada.Reach.Post(path, new { }, key: key))
        );
        await suite.Drain(ada);
        Assert.All(clicks, click => Assert.True((int)click.StatusCode is 202 or 409));
        Assert.Equal(before + 3, (await suite.Sandbox.Mails(ada.Email)).Count);
    }
}
