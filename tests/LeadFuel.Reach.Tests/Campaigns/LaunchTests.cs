using System.Net;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Campaigns;

public sealed class LaunchTests(Suite suite)
{
    private static string Somebody(string who = "grace") =>
        $"{who}-{Guid.CreateVersion7():N}@customers.test";

    private static async Task<JsonElement> Item(Plan plan, string code)
    {
        var check = await plan.Member.Reach.Json($"/campaigns/{plan.Id}/launch-check");
        return check
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("code") == code);
    }

    private static bool Ok(JsonElement item) => item.GetProperty("ok").GetBoolean();

    [Fact]
    public async Task Each_thing_that_is_missing_is_named_with_the_place_to_mend_it()
    {
        var ada = await suite.SignUp();
        var bare = await Plan.Create(suite, ada);
        var empty = await ada.Reach.Json($"/campaigns/{bare.Id}/launch-check");
        Assert.False(empty.GetProperty("ready").GetBoolean());
        foreach (
            var code in (string[])
                ["audience", "sender", "domain_verified", "postal_address", "drafts_approved"]
        )
        {
            var item = await Item(bare, code);
            Assert.False(Ok(item), code);
            Assert.StartsWith(
                "/reach/",
                item.GetProperty("fix").Text("href"),
                StringComparison.Ordinal
            );
            Assert.NotEmpty(item.Text("detail"));
        }

        var plan = await Plan.Ready(suite, ada, $"{Somebody()},Grace,Hopper,Navy");
        Assert.Equal(
            "2 drafts are not approved yet.",
            (await Item(plan, "drafts_approved")).Text("detail")
        );
        await plan.WriteAndApprove();
        var full = await ada.Reach.Json($"/campaigns/{plan.Id}/launch-check");
        Assert.True(full.GetProperty("ready").GetBoolean(), full.ToString());
        Assert.All(full.GetProperty("items").EnumerateArray(), item => Assert.True(Ok(item)));
    }

    [Fact]
    public async Task A_person_who_lacks_a_value_gets_no_mail_and_the_others_do()
    {
        var ada = await suite.SignUp();
        var (grace, nobody) = (Somebody(), Somebody("nobody"));
        var plan = await Plan.Ready(
            suite,
            ada,
            $"{grace},Grace,Hopper,Navy",
            $"{nobody},,Hopper,Navy"
        );
        await plan.WriteAndApprove("Hi {{first_name}}, one question?");
        var told = await Item(plan, "merge_fields");
        Assert.False(Ok(told));
        Assert.False(told.GetProperty("blocking").GetBoolean());
        Assert.StartsWith(
            "1 of 2 people lack a value",
            told.Text("detail"),
            StringComparison.Ordinal
        );

        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.StartsWith(
            "Hi Grace,",
            (await suite.Sandbox.Mail(grace)).Text,
            StringComparison.Ordinal
        );
        Assert.Empty(await suite.Sandbox.Mails(nobody));
        var ledger = await ada.Reach.Json(
            $"/campaigns/{plan.Id}/decisions?reason=render_missing_field"
        );
        Assert.All(
            ledger.GetProperty("items").EnumerateArray(),
            item => Assert.Equal(nobody, item.Text("email"))
        );
        Assert.NotEmpty(ledger.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_field_that_nobody_has_is_a_slip_and_holds_the_launch()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Ready(suite, ada, $"{Somebody()},Grace,Hopper,Navy");
        await plan.WriteAndApprove("Hi {{frist_name}}, one question?");

        var problem = await (await plan.Launch()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "not-ready"
        );

        Assert.Equal(
            ["merge_fields"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );
    }

    [Fact]
    public async Task A_launch_that_is_sent_again_with_its_key_gets_the_same_answer()
    {
        var ada = await suite.SignUp();
        var grace = Somebody();
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var (tag, key) = ((await plan.Get()).Tag(), Guid.CreateVersion7().ToString());

        var first = await ada.Reach.Post($"/campaigns/{plan.Id}/launch", etag: tag, key: key);
        var again = await ada.Reach.Post($"/campaigns/{plan.Id}/launch", etag: tag, key: key);

        Assert.Equal((await first.Json()).ToString(), (await again.Json()).ToString());
        await suite.Drain(ada);
        Assert.Single(await suite.Sandbox.Mails(grace));
        Assert.Equal(
            1,
            (await ada.Reach.Json($"/campaigns/{plan.Id}/ledger"))
                .GetProperty("audience")
                .GetInt32()
        );
    }

    [Theory]
    [InlineData(false, "impersonation-read-only")]
    [InlineData(true, "members-only")]
    public async Task An_operator_neither_approves_nor_launches_in_a_members_stead(
        bool elevated,
        string type
    )
    {
        var ada = await suite.SignUp();
        var grace = Somebody();
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var draft = (await plan.Drafts())[0];
        var tag = $"\"{draft.GetProperty("version").GetInt32()}\"";
        var id = draft.Text("id");
        var viewer = suite.Direct(
            "reach",
            () =>
                suite.Tokens.Mint(
                    "reach",
                    ada.Claims with
                    {
                        Viewing = new Viewing("operator@leadfuel.test", "imp-1", elevated),
                    }
                )
        );

        HttpResponseMessage[] tries =
        [
            await viewer.Post($"/campaigns/{plan.Id}/launch", etag: (await plan.Get()).Tag()),
            await viewer.Post($"/campaigns/{plan.Id}/resume", etag: (await plan.Get()).Tag()),
            await viewer.Put(
                $"/drafts/{id}/approval",
                new { contentHash = draft.Text("contentHash") },
                tag
            ),
            await viewer.Post($"/drafts/{id}/test-mails", new { }),
            await viewer.Post($"/contacts/{Guid.CreateVersion7()}/undelete"),
        ];

        foreach (var one in tries)
        {
            await one.Problem(HttpStatusCode.Forbidden, type);
        }

        Assert.Equal("draft", (await (await plan.Get()).Json()).Text("state"));
        Assert.Empty(await suite.Sandbox.Mails(grace));
        Assert.Equal(HttpStatusCode.OK, (await viewer.Get($"/campaigns/{plan.Id}")).StatusCode);
    }

    [Fact]
    public async Task An_edit_after_the_launch_holds_the_mail_until_its_new_text_is_approved()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        var grace = Somebody();
        var plan = await Plan.Ready(own, ada, $"{grace},Grace,Hopper,Navy");
        var step = (await (await plan.Get()).Json()).GetProperty("steps")[0].Text("id");
        await ada.Reach.Put(
            $"/campaigns/{plan.Id}/steps",
            new
            {
                steps = new[]
                {
                    new
                    {
                        id = step,
                        delay = 1,
                        unit = "hours",
                    },
                },
            },
            (await plan.Get()).Tag()
        );
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        var draft = (await plan.Drafts())[0];
        var edited = await ada.Reach.Put(
            $"/drafts/{draft.Text("id")}",
            new { subject = "Another subject", body = "Hi {{first_name}}." },
            $"\"{draft.GetProperty("version").GetInt32()}\""
        );

        // The edit wakes the mail: a call that were on its way when two hours pass would come with a token that has ended.
        await own.Drain(ada);
        own.Advance(TimeSpan.FromHours(2));
        await own.Drain(ada);
        Assert.Empty(await own.Sandbox.Mails(grace));
        var waits = await ada.Reach.Json($"/campaigns/{plan.Id}/decisions");
        Assert.Equal("draft_not_approved", waits.GetProperty("items")[0].Text("reason"));

        await plan.Approve(draft.Text("id"), edited);
        await own.Drain(ada);
        var mail = Assert.Single(await own.Sandbox.Mails(grace));
        Assert.Equal("Another subject", mail.Subject);
        Assert.StartsWith("Hi Grace.", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_are_chosen_get_the_mail_and_nobody_else()
    {
        var ada = await suite.SignUp();
        var (grace, joan) = (Somebody(), Somebody("joan"));
        var plan = await Plan.Ready(
            suite,
            ada,
            $"{grace},Grace,Hopper,Navy",
            $"{joan},Joan,Clarke,GCHQ"
        );
        var contacts = (await ada.Reach.Json("/contacts")).GetProperty("items").EnumerateArray();
        var chosen = contacts.Single(c => c.Text("email") == joan).Text("id");
        var before = await (await plan.Get()).Json();
        Assert.Equal(2, before.GetProperty("audience").GetProperty("count").GetInt32());
        var saved = await plan.Save(
            new
            {
                name = "Spring",
                senderId = before.Text("senderId"),
                audience = new { kind = "chosen", contactIds = new[] { chosen, chosen } },
            }
        );
        Assert.Equal(1, saved.GetProperty("audience").GetProperty("count").GetInt32());
        await plan.WriteAndApprove();

        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Single(await suite.Sandbox.Mails(joan));
        Assert.Empty(await suite.Sandbox.Mails(grace));
    }

    [Fact]
    public async Task Contacts_and_senders_of_another_account_cannot_be_planned_with()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var hers = await Plan.Ready(suite, ada, $"{Somebody()},Grace,Hopper,Navy");
        var campaign = await (await hers.Get()).Json();
        var contact = (await ada.Reach.Json("/contacts")).GetProperty("items")[0].Text("id");
        var plan = await Plan.Create(suite, eve);
        var path = $"/campaigns/{plan.Id}";

        await (
            await eve.Reach.Put(
                path,
                new { name = "x", senderId = campaign.Text("senderId") },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await eve.Reach.Put(
                path,
                new
                {
                    name = "x",
                    audience = new
                    {
                        kind = "import",
                        importId = campaign.GetProperty("audience").Text("importId"),
                    },
                },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await eve.Reach.Put(
                $"{path}/steps",
                new
                {
                    steps = new[]
                    {
                        new
                        {
                            id = campaign.GetProperty("steps")[0].Text("id"),
                            delay = 0,
                            unit = "days",
                        },
                    },
                },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);
        var chosen = await plan.Save(
            new { name = "x", audience = new { kind = "chosen", contactIds = new[] { contact } } }
        );
        Assert.Equal(0, chosen.GetProperty("audience").GetProperty("count").GetInt32());
        Assert.Equal(2, (await hers.Drafts()).Count);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"   "}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":"x","audience":{"kind":"all"}}""")]
    [InlineData("""{"name":"x","senderId":"none"}""")]
    [InlineData("""{"name":"x\u0000y"}""")]
    [InlineData("""[1]""")]
    public async Task A_plan_that_cannot_be_read_is_refused_and_the_saved_one_stays(string json)
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);

        await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}",
                new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);

        var after = await (await plan.Get()).Json();
        Assert.Equal(("Spring", 1), (after.Text("name"), after.GetProperty("version").GetInt32()));
    }

    [Theory]
    [InlineData(-1, "days", 1)]
    [InlineData(366, "days", 1)]
    [InlineData(1, "weeks", 1)]
    [InlineData(1, "days", 6)]
    public async Task Steps_that_make_no_plan_are_refused(int delay, string unit, int count)
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);

        await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}/steps",
                new
                {
                    steps = Enumerable.Repeat(
                        new
                        {
                            delay,
                            unit,
                            goal = "",
                        },
                        count
                    ),
                },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);

        Assert.Equal(2, (await plan.Drafts()).Count);
    }

    [Fact]
    public async Task A_campaign_that_is_made_twice_with_one_key_is_made_once()
    {
        var ada = await suite.SignUp();
        var key = Guid.CreateVersion7().ToString();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => ada.Reach.Post("/campaigns", new { name = "Once" }, key: key))
        );

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Single((await ada.Reach.Json("/campaigns")).GetProperty("items").EnumerateArray());
    }
}
