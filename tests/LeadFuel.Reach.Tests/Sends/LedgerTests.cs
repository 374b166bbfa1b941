using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>For everybody and each step: sent, or why not, since when and by what; it adds up, and only its own account reads it.</summary>
public sealed class LedgerTests(Suite suite)
{
    [Fact]
    public async Task Each_entry_says_since_when_from_the_launch_on()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Ready(suite, ada, $"{Stage.NewAddress(0)},Grace,Hopper,Navy");
        var began = suite.Time.GetUtcNow().AddMinutes(-1);
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();

        var first = await Items(ada, plan.Id);
        await suite.Drain(ada);
        var later = await Items(ada, plan.Id);

        Assert.All(
            first.Concat(later),
            item => Assert.True(item.GetProperty("since").GetDateTimeOffset() > began)
        );
    }

    [Fact]
    public async Task The_reasons_of_each_step_add_up_to_the_audience_in_the_page_the_list_and_the_file()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var campaign = await Stage.Launch(
            suite,
            ada,
            people: 7,
            firstName: i => i < 2 ? "" : "Grace"
        );
        await campaign.Settle();
        (
            await ada.Reach.Post($"/enrolments/{campaign.People[6].EnrolmentId}/stop")
        ).EnsureSuccessStatusCode();
        var path = $"/campaigns/{campaign.CampaignId}";

        var ledger = await ada.Reach.Json($"{path}/ledger");
        Assert.Equal(7, ledger.GetProperty("audience").GetInt32());
        Assert.Equal(
            7,
            ledger.GetProperty("final").GetInt32() + ledger.GetProperty("waiting").GetInt32()
        );
        foreach (var step in ledger.GetProperty("steps").EnumerateArray())
        {
            Assert.Equal(
                7,
                step.GetProperty("counts")
                    .EnumerateArray()
                    .Sum(c => c.GetProperty("count").GetInt32())
            );
        }

        var items = await Items(ada, campaign.CampaignId.ToString());
        Assert.Equal(14, items.Count);
        var csv = await (await ada.Reach.Get($"{path}/decisions.csv")).Content.ReadAsStringAsync(
            Stage.Ct
        );
        Assert.Equal(15, csv.TrimEnd().Split("\r\n").Length);
        Assert.Equal(
            items.GroupBy(i => i.Text("reason")).ToDictionary(g => g.Key, g => g.Count()),
            csv.TrimEnd()
                .Split("\r\n")
                .Skip(1)
                .GroupBy(line => line.Split(',')[4])
                .ToDictionary(g => g.Key, g => g.Count())
        );

        await (await eve.Reach.Get($"{path}/ledger")).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Get($"{path}/decisions")).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Get($"{path}/decisions.csv")).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Post($"/enrolments/{campaign.Person.EnrolmentId}/stop")).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Reach.Get($"/messages/{campaign.Person.Messages[0]}")).Problem(
            HttpStatusCode.NotFound
        );
        await (
            await eve.Reach.Post(
                $"/messages/{campaign.Person.Messages[0]}/resolution",
                new { went = true }
            )
        ).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_ledger_is_searched_by_address_and_reason_and_read_page_by_page()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(
            suite,
            ada,
            people: 4,
            steps: 1,
            firstName: i => i == 0 ? "" : "Grace",
            email: i => i == 3 ? $"100%_{Guid.CreateVersion7():N}@x.test" : Stage.NewAddress(i)
        );
        await campaign.Settle();
        var id = campaign.CampaignId.ToString();

        Assert.Equal(3, (await Items(ada, id, "?reason=sent")).Count);
        Assert.Equal(
            campaign.Person.Email,
            Assert.Single(await Items(ada, id, "?reason=render_missing_field")).Text("email")
        );
        Assert.Single(await Items(ada, id, $"?q={campaign.People[1].Email.ToUpperInvariant()}"));
        Assert.Single(await Items(ada, id, "?q=0%25_"));
        // By name, too; and by one mail of the sequence.
        Assert.Equal(4, (await Items(ada, id, "?q=HOPPER")).Count);
        Assert.Equal(3, (await Items(ada, id, "?q=grace hop")).Count);
        Assert.Equal(3, (await Items(ada, id, "?reason=sent&step=1")).Count);
        Assert.Empty(await Items(ada, id, "?reason=sent&step=2"));
        var page = await ada.Reach.Json($"/campaigns/{id}/decisions?limit=3");
        Assert.Equal(3, page.GetProperty("items").GetArrayLength());
        Assert.Single(await Items(ada, id, $"?limit=3&after={page.Text("next")}"));
    }

    [Fact]
    public async Task Whoever_a_member_stops_gets_nothing_more_and_the_entry_names_the_member()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var campaign = await Stage.Launch(own, ada, people: 2);
        await campaign.Settle();

        var stopped = await (
            await ada.Reach.Post($"/enrolments/{campaign.Person.EnrolmentId}/stop")
        ).Json();
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();

        Assert.Equal("stopped_manual", stopped.Text("stopReason"));
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        Assert.Equal(2, (await own.Sandbox.Mails(campaign.People[1].Email)).Count);
        var entry = (await campaign.Ledger()).Single(d =>
            d.EnrolmentId == campaign.Person.EnrolmentId && d.StepNumber == 2
        );
        Assert.Equal((Gates.StoppedManual, ada.Email), (entry.Reason, entry.Evidence));
    }

    [Fact]
    public async Task What_holds_a_mail_is_named_by_its_row()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var campaign = await Stage.Launch(own, ada);
        await campaign.Settle();
        await own.Sandbox.Post(
            $"/mail/{(await own.Sandbox.Mail(campaign.Person.Email)).Id}/auto-reply"
        );
        await campaign.Settle();
        own.Advance(TimeSpan.FromDays(1));
        await campaign.Settle();
        var reply = await Stage.Read(
            own,
            ada,
            db => db.Replies.Select(r => r.Id).SingleAsync(Stage.Ct)
        );
        Assert.Equal(
            (Gates.HoldOutOfOffice, $"reply:{reply}"),
            ((await campaign.Ledger())[1].Reason, (await campaign.Ledger())[1].Evidence)
        );

        // The text is changed meanwhile: that holds it after the return.
        var draft = await Stage.Read(
            own,
            ada,
            db =>
                db.Drafts.SingleAsync(
                    d =>
                        db.Steps.Any(s =>
                            s.Id == d.StepId && s.CampaignId == campaign.CampaignId && s.Number == 2
                        ),
                    Stage.Ct
                )
        );
        (
            await ada.Reach.Put(
                $"/drafts/{draft.Id}",
                new { subject = "Another", body = "Text" },
                $"\"{draft.Version}\""
            )
        ).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(11));
        await campaign.Settle();
        Assert.Equal(
            (Gates.DraftNotApproved, $"draft:{draft.Id}"),
            ((await campaign.Ledger())[1].Reason, (await campaign.Ledger())[1].Evidence)
        );

        await Stage.Change(
            own,
            ada,
            async db =>
            {
                var text = await db.Drafts.SingleAsync(d => d.Id == draft.Id, Stage.Ct);
                Assert.Null(text.Approve(text.ContentHash, ada.Email, own.Time.GetUtcNow()));
                (await db.Domains.SingleAsync(d => d.Id == campaign.DomainId, Stage.Ct)).Status =
                    "failed";
            }
        );
        own.Advance(TimeSpan.FromHours(1));
        await campaign.Settle();
        Assert.Equal(
            (Gates.DomainUnverified, $"domain:{campaign.DomainId}"),
            ((await campaign.Ledger())[1].Reason, (await campaign.Ledger())[1].Evidence)
        );
    }

    [Fact]
    public async Task A_file_of_the_ledger_runs_nothing_in_a_spreadsheet()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(
            suite,
            ada,
            steps: 1,
            firstName: _ => "=cmd|' /C calc'!A0",
            email: _ => $"+{Guid.CreateVersion7():N}@x.test"
        );
        await campaign.Settle();

        var csv = await (
            await ada.Reach.Get($"/campaigns/{campaign.CampaignId}/decisions.csv")
        ).Content.ReadAsStringAsync(Stage.Ct);

        Assert.StartsWith("'+", csv.Split("\r\n")[1], StringComparison.Ordinal);
        Assert.Contains(",'=cmd", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_of_known_fate_is_not_a_persons_to_decide()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada, steps: 1);
        await campaign.Settle();

        await (
            await ada.Reach.Post(
                $"/messages/{campaign.Person.Messages[0]}/resolution",
                new { went = false }
            )
        ).Problem(HttpStatusCode.Conflict, "not-uncertain");

        Assert.Single(await suite.Sandbox.Mails(campaign.Person.Email));
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    private static async Task<List<JsonElement>> Items(
        Member member,
        string id,
        string query = ""
    ) =>
        [
            .. (await member.Reach.Json($"/campaigns/{id}/decisions{query}"))
                .GetProperty("items")
                .EnumerateArray(),
        ];
}
