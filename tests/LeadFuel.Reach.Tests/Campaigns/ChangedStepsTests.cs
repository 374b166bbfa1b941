using System.Net;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>Steps that change after the launch: the mails that are still to come follow them, and the entries still add up.</summary>
public sealed class ChangedStepsTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    [Fact]
    public async Task A_shorter_wait_counts_from_the_mail_before_and_one_that_is_over_ends_now()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var grace = Stage.NewAddress(0);
        var plan = await Plan.Sent(own, ada, [0, 5], grace);
        var sent = own.Time.GetUtcNow();
        var steps = await plan.Steps();
        own.Advance(TimeSpan.FromDays(2));

        (await plan.Arrange((steps[0], 0), (steps[1], 3))).EnsureSuccessStatusCode();
        var entry = (await Rows(plan))[1];
        Assert.Equal("delay_not_elapsed", entry.Text("reason"));
        Assert.Equal(sent.AddDays(3), entry.GetProperty("until").GetDateTimeOffset());
        await own.Drain(ada);
        Assert.Single(await own.Sandbox.Mails(grace));

        (await plan.Arrange((steps[0], 0), (steps[1], 1))).EnsureSuccessStatusCode();
        await own.Drain(ada);
        Assert.Equal(2, (await own.Sandbox.Mails(grace)).Count);
        Assert.Equal("finished", await State(plan));
    }

    [Fact]
    public async Task A_longer_wait_holds_the_mail_until_then_and_leaves_no_job_of_the_old_time()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var (grace, joan) = (Stage.NewAddress(0), Stage.NewAddress(1));
        var plan = await Plan.Sent(own, ada, [0, 1], grace);
        var other = await Plan.Sent(own, eve, [0, 1], joan);
        var sent = own.Time.GetUtcNow();
        var steps = await plan.Steps();

        (await plan.Arrange((steps[0], 0), (steps[1], 3))).EnsureSuccessStatusCode();

        Assert.Equal([sent.AddDays(3)], await Waiting(own, ada));
        Assert.Equal([sent.AddDays(1)], await Waiting(own, eve));
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada);
        await own.Drain(eve);
        Assert.Single(await own.Sandbox.Mails(grace));
        Assert.Equal(2, (await own.Sandbox.Mails(joan)).Count);
        Assert.Equal("finished", await State(other));
        own.Advance(TimeSpan.FromDays(2));
        await own.Drain(ada);
        Assert.Equal(2, (await own.Sandbox.Mails(grace)).Count);
    }

    [Fact]
    public async Task A_mail_that_nobody_has_got_is_taken_out_and_what_comes_after_it_moves_up()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        string[] people = [Stage.NewAddress(0), Stage.NewAddress(1)];
        var plan = await Plan.Sent(own, ada, [0, 5, 2], people);
        var steps = await plan.Steps();

        var taken = await (await plan.Arrange((steps[0], 0), (steps[2], 2))).Json();

        Assert.Equal(2, taken.GetProperty("steps").GetArrayLength());
        Assert.Equal(2, (await plan.Drafts()).Count);
        Assert.Equal(["mail 2 taken out"], await Changes(plan));
        await AddsUp(plan, people: 2, steps: 2);
        own.Advance(TimeSpan.FromDays(2));
        await own.Drain(ada);
        foreach (var address in people)
        {
            var mails = await own.Sandbox.Mails(address);
            Assert.Equal(2, mails.Count);
            Assert.Equal(mails[0].Headers["References"], mails[1].Headers["In-Reply-To"]);
        }

        Assert.Equal("finished", await State(plan));
    }

    [Fact]
    public async Task Who_has_had_all_mails_that_are_left_has_come_to_the_end_and_the_campaign_with_the_last_of_them()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Sent(suite, ada, [0, 5], Stage.NewAddress(0), Stage.NewAddress(1));
        var steps = await plan.Steps();

        var taken = await (await plan.Arrange((steps[0], 0))).Json();

        Assert.Equal("finished", taken.Text("state"));
        var ledger = await AddsUp(plan, people: 2, steps: 1);
        Assert.Equal(2, ledger.GetProperty("final").GetInt32());
        Assert.Empty(await Waiting(suite, ada));
        Assert.All(
            await Stage.Read(suite, ada, db => db.Enrolments.ToListAsync(Stage.Ct)),
            enrolment => Assert.Equal(EnrolmentState.Finished, enrolment.State)
        );
        await (await plan.Arrange((steps[0], 0), (null, 1))).Problem(
            HttpStatusCode.Conflict,
            "campaign-ended"
        );
    }

    [Fact]
    public async Task A_mail_that_is_added_goes_to_whoever_is_still_written_to_once_its_text_is_approved()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var (grace, joan, kay) = (Stage.NewAddress(0), Stage.NewAddress(1), Stage.NewAddress(2));
        var plan = await Plan.Sent(own, ada, [0, 1], grace, joan, kay);
        // Grace is away for a while, Kay is stopped, and Joan gets all there is.
        await own.Sandbox.Post($"/mail/{(await own.Sandbox.Mail(grace)).Id}/auto-reply");
        var stopped = (await Rows(plan)).First(row => row.Text("email") == kay);
        (
            await ada.Reach.Post($"/enrolments/{stopped.Text("enrolmentId")}/stop")
        ).EnsureSuccessStatusCode();
        await own.Drain(ada);
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada);
        var steps = await plan.Steps();

        (await plan.Arrange((steps[0], 0), (steps[1], 1), (null, 1))).EnsureSuccessStatusCode();

        Assert.Equal(["mail 3 added"], await Changes(plan));
        await AddsUp(plan, people: 3, steps: 3);
        Assert.Equal(
            [(grace, "delay_not_elapsed"), (joan, "sequence_ended"), (kay, "stopped_manual")],
            (await Rows(plan))
                .Where(row => row.GetProperty("stepNumber").GetInt32() == 3)
                .Select(row => (row.Text("email"), row.Text("reason")))
                .Order()
        );

        own.Advance(TimeSpan.FromDays(11));
        await own.Drain(ada);
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada);
        Assert.Equal(2, (await own.Sandbox.Mails(grace)).Count);
        Assert.Equal("draft_missing", Reason(await Rows(plan), grace, 3));

        var draft = (await plan.Drafts())[2];
        var written = await ada.Reach.Put(
            $"/drafts/{draft.Text("id")}",
            new { subject = "One more", body = "Hi, one last question?" },
            $"\"{draft.GetProperty("version").GetInt32()}\""
        );
        await own.Drain(ada);
        Assert.Equal(2, (await own.Sandbox.Mails(grace)).Count);
        await plan.Approve(draft.Text("id"), written);
        await own.Drain(ada);

        Assert.Equal("One more", (await own.Sandbox.Mail(grace, 3)).Subject);
        Assert.Equal(2, (await own.Sandbox.Mails(joan)).Count);
        Assert.Single(await own.Sandbox.Mails(kay));
        Assert.Equal("finished", await State(plan));
    }

    [Fact]
    public async Task Mails_that_nobody_has_got_change_places_and_the_first_goes_at_once()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var grace = Stage.NewAddress(0);
        var plan = await Plan.Sent(own, ada, [0, 1, 3], grace);
        var steps = await plan.Steps();

        (await plan.Arrange((steps[0], 0), (steps[2], 1), (steps[1], 3))).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada);

        Assert.Contains("order of the mails", await Changes(plan));
        Assert.Equal(2, (await own.Sandbox.Mails(grace)).Count);
        var rows = await Rows(plan);
        Assert.Equal(["sent", "sent", "delay_not_elapsed"], rows.Select(row => row.Text("reason")));
        var second = Guid.Parse(rows[1].Text("messageId"));
        Assert.Equal(
            Guid.Parse(steps[2]),
            await Stage.Read(
                own,
                ada,
                db =>
                    db.Messages.Where(m => m.Id == second)
                        .Select(m => m.StepId)
                        .SingleAsync(Stage.Ct)
            )
        );
    }

    [Fact]
    public async Task What_somebody_has_got_stays_in_its_place_and_what_everybody_has_got_does_not_change()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Sent(suite, ada, [0, 5, 5], Stage.NewAddress(0));
        var steps = await plan.Steps();
        var (path, read) = ($"/campaigns/{plan.Id}/steps", await plan.Get());
        var same = new { steps = Items((await read.Json()).GetProperty("steps")) };
        var operators = suite.Direct(
            "reach",
            () =>
                suite.Tokens.Mint(
                    "reach",
                    ada.Claims with
                    {
                        Viewing = new Viewing("operator@leadfuel.test", "imp-1", true),
                    }
                )
        );

        await (await plan.Arrange((steps[1], 0), (steps[2], 5))).Problem(
            HttpStatusCode.Conflict,
            "step-sent"
        );
        await (await plan.Arrange((steps[1], 0), (steps[0], 5), (steps[2], 5))).Problem(
            HttpStatusCode.Conflict,
            "step-sent"
        );
        await (
            await ada.Reach.Put(
                path,
                new
                {
                    steps = steps.Select(id => new
                    {
                        id,
                        delay = 5,
                        unit = "days",
                        goal = "Another",
                    }),
                },
                read.Tag()
            )
        ).Problem(HttpStatusCode.Conflict, "step-sent");
        await (
            await plan.Arrange([
                .. steps.Select(id => ((string?)id, 5)),
                (null, 1),
                (null, 1),
                (null, 1),
            ])
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await ada.Reach.Put(path, new { steps = new object?[] { null } }, read.Tag())
        ).Problem(HttpStatusCode.BadRequest);
        await (await ada.Reach.Put(path, same, "\"1\"")).Problem(
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );
        await (await operators.Put(path, same, read.Tag())).Problem(
            HttpStatusCode.Forbidden,
            "members-only"
        );
        await (await eve.Reach.Put(path, same, read.Tag())).Problem(HttpStatusCode.NotFound);
        (await ada.Reach.Put(path, same, read.Tag())).EnsureSuccessStatusCode();

        Assert.Empty(await Changes(plan));
        Assert.Equal(read.Tag(), (await plan.Get()).Tag());
        Assert.Equal(steps, await plan.Steps());
        await AddsUp(plan, people: 1, steps: 3);
    }

    [Fact]
    public async Task A_campaign_that_goes_on_without_its_sender_wants_another_one_before_its_mails_change()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Sent(suite, ada, [0, 5], Stage.NewAddress(0));
        var steps = await plan.Steps();
        var contact = (await ada.Reach.Json("/contacts")).GetProperty("items")[0];
        var person = $"/contacts/{contact.Text("id")}";
        var sender = (await (await plan.Get()).Json()).Text("senderId");
        (
            await ada.Reach.Delete(person, (await ada.Reach.Get(person)).Tag())
        ).EnsureSuccessStatusCode();
        (await ada.Reach.Delete($"/senders/{sender}", "\"1\"")).EnsureSuccessStatusCode();
        (await ada.Reach.Post($"{person}/undelete")).EnsureSuccessStatusCode();
        Assert.Equal("running", await State(plan));

        await (await plan.Arrange((steps[0], 0), (steps[1], 3))).Problem(
            HttpStatusCode.Conflict,
            "sender-gone"
        );

        var maria = await Plan.AddSender(suite, ada, "Maria Kern");
        (await plan.Change(senderId: maria.Id)).EnsureSuccessStatusCode();
        (await plan.Arrange((steps[0], 0), (steps[1], 3))).EnsureSuccessStatusCode();
    }

    private static async Task<string> State(Plan plan) =>
        (await (await plan.Get()).Json()).Text("state");

    /// <summary>When the mails of this account that are still to come are looked at next.</summary>
    private static Task<List<DateTimeOffset>> Waiting(Suite own, Member member) =>
        Stage.Read(
            own,
            member,
            db =>
                db.Jobs.Where(j => j.Kind == "reach.send-message" && j.State == JobState.Ready)
                    .Select(j => j.RunAt)
                    .ToListAsync(Stage.Ct)
        );

    /// <summary>Of the newest version.</summary>
    private static async Task<string[]> Changes(Plan plan) =>
        [
            .. (await plan.Member.Reach.Json($"/campaigns/{plan.Id}/plan-versions"))
                .GetProperty("items")[0]
                .GetProperty("changes")
                .EnumerateArray()
                .Select(change => change.GetString()!),
        ];

    private static async Task<List<JsonElement>> Rows(Plan plan) =>
        Items(
            (await plan.Member.Reach.Json($"/campaigns/{plan.Id}/decisions")).GetProperty("items")
        );

    private static List<JsonElement> Items(JsonElement list) => [.. list.EnumerateArray()];

    private static string Reason(List<JsonElement> rows, string email, int step) =>
        rows.Single(row =>
                row.Text("email") == email && row.GetProperty("stepNumber").GetInt32() == step
            )
            .Text("reason");

    private static async Task<JsonElement> AddsUp(Plan plan, int people, int steps)
    {
        var ledger = await plan.Member.Reach.Json($"/campaigns/{plan.Id}/ledger");
        Assert.Equal(people, ledger.GetProperty("audience").GetInt32());
        Assert.Equal(
            people,
            ledger.GetProperty("final").GetInt32() + ledger.GetProperty("waiting").GetInt32()
        );
        Assert.Equal(
            Enumerable.Repeat(people, steps),
            ledger
                .GetProperty("steps")
                .EnumerateArray()
                .Select(step =>
                    step.GetProperty("counts")
                        .EnumerateArray()
                        .Sum(count => count.GetProperty("count").GetInt32())
                )
        );
        return ledger;
    }
}
