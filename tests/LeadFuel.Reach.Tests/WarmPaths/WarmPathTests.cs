using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.WarmPaths;

/// <summary>Before a first mail Orbit is asked who knows the person already.</summary>
public sealed class WarmPathTests(Suite suite)
{
    private readonly string arne = $"arne-{Guid.CreateVersion7():N}@fjordline.no";
    private readonly string ines = $"ines-{Guid.CreateVersion7():N}@lumio.com";

    [Fact]
    public async Task The_plan_says_who_knows_whom_and_another_account_hears_nothing_of_it()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await Mailbox.Connected(suite, ada, knows: arne);
        var (adas, eves) = (await Ready(suite, ada), await Ready(suite, eve));

        var seen = await Paths(adas);
        var item = Assert.Single(seen.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(
            (arne, ada.Email, true, 1),
            (
                item.Text("email"),
                item.Text("knownTo"),
                item.GetProperty("you").GetBoolean(),
                item.GetProperty("lastTouchDays").GetInt32()
            )
        );
        Assert.Equal(2, seen.GetProperty("asked").GetInt32());
        var hers = await Paths(eves);
        Assert.Equal(
            (true, 0),
            (hers.GetProperty("available").GetBoolean(), hers.GetProperty("known").GetInt32())
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await eve.Reach.Get($"/campaigns/{adas.Id}/warm-paths")).StatusCode
        );
    }

    [Fact]
    public async Task Whom_somebody_knows_waits_until_a_member_has_looked()
    {
        var ada = await suite.SignUp();
        await Mailbox.Connected(suite, ada, knows: arne);
        var plan = await Launched(ada, "hold");

        var held = await Decision(ada, plan, arne);
        Assert.Equal(
            (Verdict.Waiting, Gates.WarmPathHold, $"member:{ada.Email}"),
            (held.Verdict, held.Reason, held.Evidence)
        );
        Assert.Empty(await suite.Sandbox.Mails(arne));
        Assert.Single(await suite.Sandbox.Mails(ines));
        var eve = await suite.SignUp();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await eve.Reach.Post($"/enrolments/{held.EnrolmentId}/write")).StatusCode
        );

        (await ada.Reach.Post($"/enrolments/{held.EnrolmentId}/write")).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Single(await suite.Sandbox.Mails(arne));
        Assert.Equal(Gates.Sent, (await Decision(ada, plan, arne)).Reason);
    }

    [Fact]
    public async Task Who_is_in_conversation_with_a_member_gets_no_mail_when_the_plan_skips_them()
    {
        var ada = await suite.SignUp();
        await Mailbox.Connected(suite, ada, knows: arne);
        var plan = await Launched(ada, "skip");

        var left = await Decision(ada, plan, arne);
        Assert.Equal((Verdict.Never, Gates.WarmPathTalking), (left.Verdict, left.Reason));
        Assert.Empty(await suite.Sandbox.Mails(arne));
        Assert.Single(await suite.Sandbox.Mails(ines));
    }

    [Fact]
    public async Task A_note_stays_with_the_person_and_the_mail_goes_out()
    {
        var ada = await suite.SignUp();
        await Mailbox.Connected(suite, ada, knows: arne);
        var plan = await Launched(ada, "note");

        Assert.Single(await suite.Sandbox.Mails(arne));
        var rows = await ada.Reach.Json($"/campaigns/{plan.Id}/decisions?q={arne}");
        Assert.Equal(ada.Email, rows.GetProperty("items")[0].Text("knownTo"));
    }

    [Fact]
    public async Task What_a_private_mailbox_knows_holds_no_mail_and_is_told_to_its_own_member_only()
    {
        var ada = await suite.SignUp();
        await Mailbox.Connected(suite, ada, "private", knows: arne);
        var plan = await Launched(ada, "hold");

        Assert.Single(await suite.Sandbox.Mails(arne));
        var rows = await ada.Reach.Json($"/campaigns/{plan.Id}/decisions?q={arne}");
        Assert.Equal("", rows.GetProperty("items")[0].Text("knownTo"));
        Assert.Equal(1, (await Paths(plan)).GetProperty("known").GetInt32());
    }

    [Fact]
    public async Task Who_is_left_out_is_not_part_of_the_launch()
    {
        var ada = await suite.SignUp();
        var plan = await Ready(suite, ada);
        var now = await (await plan.Get()).Json();
        var contact = await Stage.Read(
            suite,
            ada,
            db => db.Contacts.Where(c => c.Email == arne).Select(c => c.Id).SingleAsync(Stage.Ct)
        );

        var saved = await plan.Save(Fields(now, "note", contact));
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(1, saved.GetProperty("audience").GetProperty("count").GetInt32());
        Assert.Empty(await suite.Sandbox.Mails(arne));
        Assert.Single(await suite.Sandbox.Mails(ines));
    }

    [Fact]
    public async Task Nothing_is_sent_while_Orbit_is_away_and_the_ledger_says_why()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "reach", "gateway"],
            }
        );
        var campaign = await Stage.Launch(own, await own.SignUp(), steps: 1);
        await campaign.Settle();

        var row = Assert.Single(await campaign.Ledger());
        Assert.Equal((Verdict.Waiting, Gates.WarmPathUnknown), (row.Verdict, row.Reason));
        Assert.Empty(await own.Sandbox.Mails(campaign.Person.Email));
        var seen = await campaign.Member.Reach.Json($"/campaigns/{campaign.CampaignId}/warm-paths");
        Assert.False(seen.GetProperty("available").GetBoolean());
    }

    private Task<Plan> Ready(Suite own, Member member) =>
        Plan.Ready(own, member, $"{arne},Arne,Bakke,Fjordline", $"{ines},Ines,Haddad,Lumio");

    private async Task<Plan> Launched(Member member, string policy)
    {
        var plan = await Ready(suite, member);
        await plan.Save(Fields(await (await plan.Get()).Json(), policy));
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(member);
        return plan;
    }

    private static object Fields(JsonElement now, string policy, params Guid[] leftOut) =>
        new
        {
            name = now.Text("name"),
            goal = now.Text("goal"),
            persona = now.Text("persona"),
            senderId = now.Text("senderId"),
            audience = new
            {
                kind = "import",
                importId = now.GetProperty("audience").Text("importId"),
                leftOutIds = leftOut,
            },
            warmPolicy = policy,
        };

    private static Task<JsonElement> Paths(Plan plan) =>
        plan.Member.Reach.Json($"/campaigns/{plan.Id}/warm-paths");

    private Task<Decision> Decision(Member member, Plan plan, string email)
    {
        var campaign = Guid.Parse(plan.Id);
        return Stage.Read(
            suite,
            member,
            db =>
                (
                    from d in db.Decisions
                    join e in db.Enrolments on d.EnrolmentId equals e.Id
                    where d.CampaignId == campaign && e.Email == email && d.StepNumber == 1
                    select d
                ).SingleAsync(Stage.Ct)
        );
    }
}
