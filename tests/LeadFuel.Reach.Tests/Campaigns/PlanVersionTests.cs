using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>What is changed after the launch makes a new version of the plan. The mails not yet claimed go by it, and no other.</summary>
public sealed class PlanVersionTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    [Fact]
    public async Task A_change_after_the_launch_makes_a_version_that_says_who_and_what_and_nothing_else_makes_one()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Ready(suite, ada, $"{Stage.NewAddress(0)},Grace,Hopper,Navy");
        Assert.Empty(await Versions(plan));
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        var launched = (await plan.Get()).Tag();

        (await plan.Change()).EnsureSuccessStatusCode();
        Assert.Equal(launched, (await plan.Get()).Tag());
        (await plan.Change(name: "Summer")).EnsureSuccessStatusCode();
        Assert.NotEqual(launched, (await plan.Get()).Tag());
        Assert.Single(await Versions(plan));

        (await plan.Change(goal: "A call")).EnsureSuccessStatusCode();
        (await plan.Change(warmPolicy: "hold")).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(
            [
                (3, "what becomes of people you know", ada.Email),
                (2, "goal", ada.Email),
                (1, "", ada.Email),
            ],
            (await Versions(plan)).Select(version =>
                (
                    version.GetProperty("number").GetInt32(),
                    string.Join(
                        ", ",
                        version.GetProperty("changes").EnumerateArray().Select(c => c.GetString())
                    ),
                    version.Text("by")
                )
            )
        );
        var now = (await (await plan.Get()).Json()).GetProperty("plan");
        Assert.Equal((3, "A call"), (now.GetProperty("number").GetInt32(), now.Text("goal")));
        Assert.Equal(
            2,
            (await ada.Core.Json("/audit-entries"))
                .GetProperty("items")
                .EnumerateArray()
                .Count(entry => entry.Text("action") == "campaign.plan-changed")
        );
        await (await eve.Reach.Get($"/campaigns/{plan.Id}/plan-versions")).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Reach.Put($"/campaigns/{plan.Id}", new { name = "x" }, launched)).Problem(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_new_sender_writes_the_mails_not_yet_sent_in_the_thread_of_the_old_one()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var (grace, joan) = (Stage.NewAddress(0), Stage.NewAddress(1));
        var plan = await Plan.Sent(own, ada, [0, 2], grace);
        var other = await Plan.Sent(own, eve, [0, 2], joan);
        var old = (await (await plan.Get()).Json()).GetProperty("sender").Text("address");
        var maria = await Plan.AddSender(own, ada, "Maria Kern");

        (await plan.Change(senderId: maria.Id)).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(2));
        await own.Drain(ada);
        await own.Drain(eve);

        var mails = await own.Sandbox.Mails(grace);
        Assert.Equal(2, mails.Count);
        Assert.Contains(old, mails[0].From, StringComparison.Ordinal);
        Assert.Contains(maria.Address, mails[1].From, StringComparison.Ordinal);
        Assert.Equal(mails[0].Headers["References"], mails[1].Headers["In-Reply-To"]);
        var rows = await Rows(plan);
        var thread = await ada.Reach.Json($"/threads/{rows[0].Text("enrolmentId")}");
        Assert.Equal(
            [old, maria.Address],
            thread.GetProperty("items").EnumerateArray().Select(item => item.Text("from"))
        );
        foreach (var (at, row) in rows.Index())
        {
            var mail = await ada.Reach.Json($"/messages/{row.Text("messageId")}");
            Assert.Equal(at + 1, mail.GetProperty("planNumber").GetInt32());
        }

        Assert.All(
            await own.Sandbox.Mails(joan),
            mail => Assert.DoesNotContain(maria.Address, mail.From, StringComparison.Ordinal)
        );
        Assert.Single(await Versions(other));
    }

    [Fact]
    public async Task A_sender_who_could_not_be_launched_with_is_refused_in_the_same_words()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Sent(suite, ada, [0, 2], Stage.NewAddress(0));
        var maria = await Plan.AddSender(suite, ada, "Maria Kern", verified: false);

        var problem = await (await plan.Change(senderId: maria.Id)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "not-ready"
        );

        Assert.Equal(
            ["domain_verified"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );
        Assert.Single(await Versions(plan));
    }

    [Fact]
    public async Task A_mail_that_is_being_handed_over_keeps_its_bytes_and_its_version()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var grace = Stage.NewAddress(0);
        // Nothing was accepted, but that cannot be known here.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "reset_before",
                times = 1,
                match = grace,
            }
        );
        var plan = await Plan.Sent(own, ada, [0, 9], grace);
        var id = (await Rows(plan))[0].Text("messageId");
        Assert.Equal("submitting", (await ada.Reach.Json($"/messages/{id}")).Text("state"));
        var maria = await Plan.AddSender(own, ada, "Maria Kern");

        (await plan.Change(senderId: maria.Id)).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromHours(1));
        await own.Drain(ada);

        var mail = Assert.Single(await own.Sandbox.Mails(grace));
        Assert.DoesNotContain(maria.Address, mail.From, StringComparison.Ordinal);
        var calls = await Stage.Calls(own, grace);
        Assert.True(calls.Count > 1, "the fault did not happen");
        Assert.Single(calls.Select(call => call.Body).Distinct());
        Assert.Equal(
            1,
            (await ada.Reach.Json($"/messages/{id}")).GetProperty("planNumber").GetInt32()
        );
    }

    [Fact]
    public async Task A_campaign_that_its_domain_paused_goes_on_from_another_sender()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var grace = Stage.NewAddress(0);
        var plan = await Plan.Sent(own, ada, [0, 1], grace);
        await Stage.Change(
            own,
            ada,
            async db => (await db.Domains.SingleAsync(Stage.Ct)).Status = "failed"
        );
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada);
        Assert.Equal("paused", (await (await plan.Get()).Json()).Text("state"));
        Assert.Contains("Verify it", await Today(ada), StringComparison.Ordinal);
        Assert.Equal((int[])[1], await Paused(ada));

        var maria = await Plan.AddSender(own, ada, "Maria Kern");
        (await plan.Change(senderId: maria.Id)).EnsureSuccessStatusCode();

        Assert.Contains("Resume it", await Today(ada), StringComparison.Ordinal);
        Assert.Equal([0, 1], (await Paused(ada)).Order());
        (await plan.Act("resume")).EnsureSuccessStatusCode();
        await own.Drain(ada);
        var mails = await own.Sandbox.Mails(grace);
        Assert.Equal(2, mails.Count);
        Assert.Contains(maria.Address, mails[1].From, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_the_old_plan_held_is_written_to_when_the_new_one_does_not()
    {
        var ada = await suite.SignUp();
        var grace = Stage.NewAddress(0);
        await Mailbox.Connected(suite, ada, knows: grace);
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        (await plan.Change(warmPolicy: "hold")).EnsureSuccessStatusCode();
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        Assert.Equal(Gates.WarmPathHold, (await Rows(plan))[0].Text("reason"));

        (await plan.Change(warmPolicy: "note")).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Single(await suite.Sandbox.Mails(grace));
    }

    [Fact]
    public async Task The_people_and_the_ICP_are_settled_and_what_has_ended_or_was_seen_otherwise_does_not_change()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Sent(suite, ada, [0, 2], Stage.NewAddress(0));
        var read = await plan.Get();
        var audience = (await read.Json()).GetProperty("audience");

        HttpResponseMessage[] settled =
        [
            await plan.Change(icpId: Guid.CreateVersion7()),
            await plan.Change(audience: new { kind = "everyone" }),
            await plan.Change(
                audience: new
                {
                    kind = "import",
                    importId = audience.Text("importId"),
                    leftOutIds = new[] { Guid.CreateVersion7() },
                }
            ),
        ];
        foreach (var one in settled)
        {
            var problem = await one.Problem(HttpStatusCode.Conflict, "plan-frozen");
            Assert.Contains("Copy it", problem.Text("detail"), StringComparison.Ordinal);
        }

        (await plan.Change(goal: "Another")).EnsureSuccessStatusCode();
        await (
            await ada.Reach.Put(
                $"/campaigns/{plan.Id}",
                new { name = "Spring", audience },
                read.Tag()
            )
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");

        (await plan.Act("cancel")).EnsureSuccessStatusCode();
        await (await plan.Change(goal: "A third")).Problem(
            HttpStatusCode.Conflict,
            "campaign-ended"
        );
        Assert.Equal(2, (await Versions(plan)).Count);
    }

    private static async Task<List<JsonElement>> Versions(Plan plan) =>
        await Items(plan, "plan-versions");

    private static async Task<List<JsonElement>> Rows(Plan plan) => await Items(plan, "decisions");

    private static async Task<List<JsonElement>> Items(Plan plan, string list) =>
        [
            .. (await plan.Member.Reach.Json($"/campaigns/{plan.Id}/{list}"))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private static async Task<string> Today(Member member) =>
        (await member.Reach.Json("/today"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("kind") == "campaign")
            .Text("detail");

    private static async Task<int[]> Paused(Member member) =>
        [
            .. (await member.Reach.Json("/domains"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(domain => domain.GetProperty("pausedCampaigns").GetInt32()),
        ];
}
