using System.Net;
using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Campaigns;

public sealed class CampaignTests(Suite suite)
{
    private static string Somebody() => $"grace-{Guid.CreateVersion7():N}@customers.test";

    [Fact]
    public async Task A_plan_becomes_a_sent_mail_and_its_reply_ends_the_sequence()
    {
        var ada = await suite.SignUp();
        var grace = Somebody();
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var check = await ada.Reach.Json($"/campaigns/{plan.Id}/launch-check");
        Assert.True(check.GetProperty("ready").GetBoolean(), check.ToString());

        Assert.Equal("running", (await (await plan.Launch()).Json()).Text("state"));
        await suite.Drain(ada);
        var mail = await suite.Sandbox.Mail(grace);

        Assert.Equal("The month-end close", mail.Subject);
        Assert.StartsWith("Hi Grace, one question?", mail.Text);
        Assert.Contains("12 Byron Street", mail.Text);
        Assert.Contains("List-Unsubscribe", mail.Headers.Keys);

        await suite.Sandbox.Reply(mail, "Yes, call me on Thursday.");
        await Wait.Until(
            async () =>
                (await ada.Reach.Json("/threads")).GetProperty("items").GetArrayLength() == 1,
            () => "no thread"
        );
        await suite.Drain(ada);
        var campaign = await (await plan.Get()).Json();
        Assert.Equal("finished", campaign.Text("state"));
        Assert.Single(await suite.Sandbox.Mails(grace));
        var ledger = await ada.Reach.Json($"/campaigns/{plan.Id}/decisions");
        Assert.Equal(
            ["sent", "stopped_reply"],
            ledger
                .GetProperty("items")
                .EnumerateArray()
                .OrderBy(d => d.GetProperty("stepNumber").GetInt32())
                .Select(d => d.Text("reason"))
        );
    }

    [Fact]
    public async Task Twenty_launches_at_once_enrol_everybody_once()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Ready(
            suite,
            ada,
            [.. Enumerable.Range(0, 5).Select(_ => $"{Somebody()},Grace,Hopper,Navy")]
        );
        await plan.WriteAndApprove();
        var tag = (await plan.Get()).Tag();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => ada.Reach.Post($"/campaigns/{plan.Id}/launch", etag: tag))
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer =>
                Assert.Contains(
                    answer.StatusCode,
                    (HttpStatusCode[])[HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed]
                )
        );
        var ledger = await ada.Reach.Json($"/campaigns/{plan.Id}/ledger");
        Assert.Equal(5, ledger.GetProperty("audience").GetInt32());
    }

    [Fact]
    public async Task What_is_missing_is_told_and_nothing_is_launched()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);

        var problem = await (await plan.Launch()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "not-ready"
        );

        Assert.Equal(
            ["audience", "sender", "domain_verified", "postal_address", "drafts_approved"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );
        Assert.Equal("draft", (await (await plan.Get()).Json()).Text("state"));
    }

    [Fact]
    public async Task A_launched_plan_is_frozen_and_an_edited_draft_waits_for_its_approval()
    {
        var ada = await suite.SignUp();
        var grace = Somebody();
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}",
                new { name = "Other" },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.Conflict, "plan-frozen");

        Assert.Equal("paused", (await (await plan.Act("pause")).Json()).Text("state"));
        Assert.Equal("running", (await (await plan.Act("resume")).Json()).Text("state"));
        Assert.Equal("cancelled", (await (await plan.Act("cancel")).Json()).Text("state"));
        await (await plan.Act("resume")).Problem(HttpStatusCode.Conflict);
        var ledger = await ada.Reach.Json($"/campaigns/{plan.Id}/decisions");
        Assert.Contains(
            ledger.GetProperty("items").EnumerateArray(),
            d => d.Text("reason") == "campaign_cancelled"
        );
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_touches_a_campaign()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        var tag = (await plan.Get()).Tag();
        var draft = (await plan.Drafts())[0].Text("id");

        Assert.Equal(0, (await eve.Reach.Json("/campaigns")).GetProperty("items").GetArrayLength());
        HttpResponseMessage[] tries =
        [
            await eve.Reach.Get($"/campaigns/{plan.Id}"),
            await eve.Reach.Put($"/campaigns/{plan.Id}", new { name = "x" }, tag),
            await eve.Reach.Put(
                $"/campaigns/{plan.Id}/steps",
                new { steps = new[] { new { delay = 0, unit = "days" } } },
                tag
            ),
            await eve.Reach.Delete($"/campaigns/{plan.Id}", tag),
            await eve.Reach.Post($"/campaigns/{plan.Id}/launch", etag: tag),
            await eve.Reach.Get($"/campaigns/{plan.Id}/launch-check"),
            await eve.Reach.Get($"/campaigns/{plan.Id}/drafts"),
            await eve.Reach.Get($"/drafts/{draft}"),
            await eve.Reach.Put($"/drafts/{draft}", new { subject = "x", body = "y" }, "\"1\""),
            await eve.Reach.Get($"/drafts/{draft}/rendered"),
            await eve.Reach.Post($"/drafts/{draft}/prompt-preview", new { }),
            await eve.Reach.Post($"/drafts/{draft}/test-mails", new { }),
        ];
        foreach (var one in tries)
        {
            await one.Problem(HttpStatusCode.NotFound);
        }

        Assert.Equal("Spring", (await (await plan.Get()).Json()).Text("name"));
    }

    [Fact]
    public async Task Steps_are_added_moved_and_taken_away_with_their_texts()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        var before = await (await plan.Get()).Json();
        var second = before.GetProperty("steps")[1].Text("id");

        var after = await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}/steps",
                new
                {
                    steps = new object[]
                    {
                        new
                        {
                            id = second,
                            delay = 3,
                            unit = "days",
                            goal = "Now first",
                        },
                        new
                        {
                            delay = 2,
                            unit = "hours",
                            goal = "New",
                        },
                    },
                },
                (await plan.Get()).Tag()
            )
        ).Json();

        Assert.Equal(
            ["Now first", "New"],
            after.GetProperty("steps").EnumerateArray().Select(step => step.Text("goal"))
        );
        // Whatever is first goes out at the launch.
        Assert.Equal(
            [0, 2],
            after
                .GetProperty("steps")
                .EnumerateArray()
                .Select(step => step.GetProperty("delay").GetInt32())
        );
        Assert.Equal(2, (await plan.Drafts()).Count);
        await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}/steps",
                new { steps = Array.Empty<object>() },
                (await plan.Get()).Tag()
            )
        ).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_deleted_campaign_comes_back_and_a_stale_save_shows_what_is_there()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        var tag = (await plan.Get()).Tag();
        await plan.Save(new { name = "Renamed" });

        var stale = await (
            await ada.Reach.Put($"/campaigns/{plan.Id}", new { name = "x" }, tag)
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.Equal("Renamed", stale.GetProperty("current").Text("name"));
        await (await ada.Reach.Put($"/campaigns/{plan.Id}", new { name = "x" })).Problem(
            HttpStatusCode.PreconditionRequired
        );

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Reach.Delete($"/campaigns/{plan.Id}", (await plan.Get()).Tag())).StatusCode
        );
        await (await plan.Get()).Problem(HttpStatusCode.NotFound);
        (await ada.Reach.Post($"/campaigns/{plan.Id}/undelete")).EnsureSuccessStatusCode();
        Assert.Equal("Renamed", (await (await plan.Get()).Json()).Text("name"));
    }

    [Fact]
    public async Task The_archive_run_takes_a_deleted_campaign_with_drafts_mails_and_answers()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var word = $"kakapo{Guid.CreateVersion7():N}";
        var plans = new List<Plan>();
        foreach (var member in (Member[])[ada, ada, eve])
        {
            var grace = Somebody();
            var plan = await Plan.Ready(suite, member, $"{grace},Grace,Hopper,Navy");
            await plan.WriteAndApprove($"Hi, {word}?");
            (
                await member.Reach.Post(
                    $"/drafts/{(await plan.Drafts())[0].Text("id")}/test-mails",
                    new { }
                )
            ).EnsureSuccessStatusCode();
            (await plan.Launch()).EnsureSuccessStatusCode();
            await suite.Drain(member);
            await suite.Sandbox.Reply(await suite.Sandbox.Mail(grace), $"Call me, {word}.");
            await suite.Drain(member);
            plans.Add(plan);
        }

        await ada.Reach.Delete($"/campaigns/{plans[0].Id}", (await plans[0].Get()).Tag());
        var archive = new LeadFuel.Accounts.Rpc.AccountData.AccountDataClient(
            suite.Rpc("reach", "core", new LeadFuel.Accounts.TokenClaims("job:archive"))
        );

        await archive.ArchiveAsync(new() { OnlyAccount = ada.Email }, cancellationToken: Stage.Ct);

        await (await ada.Reach.Post($"/campaigns/{plans[0].Id}/undelete")).Problem(
            HttpStatusCode.NotFound
        );
        foreach (
            var table in (string[])
                ["campaigns", "steps", "drafts", "enrolments", "messages", "replies"]
        )
        {
            Assert.Equal(await Rows(eve, table), await Rows(ada, table));
        }

        foreach (var (member, plan) in new[] { (ada, plans[1]), (eve, plans[2]) })
        {
            (await plan.Get()).EnsureSuccessStatusCode();
            Assert.Single(
                (await member.Reach.Json("/threads")).GetProperty("items").EnumerateArray()
            );
        }
    }

    [Fact]
    public async Task A_campaign_whose_last_person_was_stopped_while_it_was_paused_ends_when_it_goes_on()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        var path = $"/campaigns/{campaign.CampaignId}";
        var paused = await ada.Reach.Post($"{path}/pause", etag: (await ada.Reach.Get(path)).Tag());
        (
            await ada.Reach.Post($"/enrolments/{campaign.Person.EnrolmentId}/stop")
        ).EnsureSuccessStatusCode();

        var resumed = await ada.Reach.Post($"{path}/resume", etag: paused.Tag());

        Assert.Equal("finished", (await resumed.Json()).Text("state"));
        Assert.Equal("finished", (await ada.Reach.Json(path)).Text("state"));
    }

    private async Task<long> Rows(Member member, string table)
    {
#pragma warning disable CA2100 // Written above.
        await using var command = suite
            .Sql("reach")
            .CreateCommand($"select count(*) from {table} where account_email = $1");
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = member.Email });
        return (long)(await command.ExecuteScalarAsync(Stage.Ct))!;
    }

    [Fact]
    [Claim("T61")]
    public async Task A_deleted_campaign_is_gone_from_every_view_and_comes_back_whole()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var grace = Somebody();
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(grace), "Call me.");
        await suite.Drain(ada);
        var thread = (await ada.Reach.Json("/threads")).GetProperty("items")[0].Text("id");
        var draft = (await plan.Drafts())[0].Text("id");
        var mail = (await ada.Reach.Json($"/campaigns/{plan.Id}/decisions"))
            .GetProperty("items")[0]
            .Text("messageId");
        string[] views =
        [
            $"/campaigns/{plan.Id}",
            $"/campaigns/{plan.Id}/drafts",
            $"/campaigns/{plan.Id}/ledger",
            $"/campaigns/{plan.Id}/decisions",
            $"/drafts/{draft}",
            $"/threads/{thread}",
            $"/messages/{mail}",
        ];
        string[] lists = ["/campaigns", "/threads", "/today"];
        var before = new List<string>();
        foreach (var view in views.Concat(lists))
        {
            before.Add((await ada.Reach.Json(view)).ToString());
        }

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Reach.Delete($"/campaigns/{plan.Id}", (await plan.Get()).Tag())).StatusCode
        );

        foreach (var view in views)
        {
            await (await ada.Reach.Get(view)).Problem(HttpStatusCode.NotFound);
        }

        foreach (var list in lists)
        {
            Assert.Empty((await ada.Reach.Json(list)).GetProperty("items").EnumerateArray());
        }

        var bin = await ada.Reach.Json("/campaigns?deleted=true");
        Assert.Equal(plan.Id, bin.GetProperty("items")[0].Text("id"));
        Assert.Empty(
            (await eve.Reach.Json("/campaigns?deleted=true")).GetProperty("items").EnumerateArray()
        );
        await (await eve.Reach.Post($"/campaigns/{plan.Id}/undelete")).Problem(
            HttpStatusCode.NotFound
        );

        (await ada.Reach.Post($"/campaigns/{plan.Id}/undelete")).EnsureSuccessStatusCode();
        foreach (var (view, was) in views.Concat(lists).Zip(before))
        {
            Assert.Equal(Unversioned(was), Unversioned((await ada.Reach.Json(view)).ToString()));
        }
    }

    // Deleting and taking back are two edits of the campaign, which its version counts.
    private static string Unversioned(string json) =>
        System.Text.RegularExpressions.Regex.Replace(json, "\"version\":[0-9]+", "");
}
