using System.Net;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Threads;

/// <summary>What a member sees of answers, sends and what waits for them; and what another account sees of it: nothing.</summary>
public sealed class InboxTests(Suite suite)
{
    [Fact]
    public async Task A_conversation_shows_what_went_and_what_came_in_order()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var campaign = await Answered(ada, "Call me.");

        var item = Assert.Single(await Items(ada, "/threads?state=open"));
        Assert.Equal(campaign.Person.EnrolmentId, item.GetProperty("id").GetGuid());
        Assert.Equal("Grace Hopper", item.GetProperty("name").GetString());
        Assert.Equal("Spring", item.GetProperty("campaign").GetString());
        Assert.Equal("Call me.", item.GetProperty("snippet").GetString());
        Assert.Equal("token", item.GetProperty("match").GetString());
        var path = $"/threads/{campaign.Person.EnrolmentId}";
        var thread = await ada.Reach.Json(path);
        Assert.Equal(
            ["sent", "received"],
            thread
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("kind").GetString())
        );
        Assert.Equal("stopped_reply", thread.GetProperty("stopReason").GetString());

        Assert.Empty(await Items(eve, "/threads"));
        await (await eve.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_answer_that_is_dealt_with_leaves_the_open_ones()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var campaign = await Answered(ada, "Yes.");
        var received = (
            await ada.Reach.Json($"/threads/{campaign.Person.EnrolmentId}")
        ).GetProperty("items")[1];
        var path = $"/replies/{received.GetProperty("id").GetGuid()}/handled";
        var tag = $"\"{received.GetProperty("version").GetInt32()}\"";

        await (await eve.Reach.Put(path, new { handled = true }, tag)).Problem(
            HttpStatusCode.NotFound
        );
        await (await ada.Reach.Put(path, new { handled = true })).Problem(
            HttpStatusCode.PreconditionRequired
        );
        await (await ada.Reach.Put(path, new { handled = true }, "\"99\"")).Problem(
            HttpStatusCode.PreconditionFailed
        );
        var handled = await ada.Reach.Put(path, new { handled = true }, tag);

        await handled.Json();
        Assert.Empty(await Items(ada, "/threads?state=open"));
        Assert.Single(await Items(ada, "/threads?state=handled"));
        await (await ada.Reach.Put(path, new { handled = false }, handled.Tag())).Json();
        Assert.Single(await Items(ada, "/threads?state=open"));
        await (await ada.Reach.Get("/threads?state=nonsense")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Conversations_come_in_pages_the_latest_first()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada, people: 3, steps: 1);
        await campaign.Settle();
        foreach (var person in campaign.People)
        {
            await suite.Sandbox.Reply(await suite.Sandbox.Mail(person.Email), "Yes.");
            await campaign.Settle();
        }

        var seen = new List<Guid>();
        var after = "";
        do
        {
            var page = await ada.Reach.Json($"/threads?limit=1&after={after}");
            seen.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(i => i.GetProperty("id").GetGuid())
            );
            after = page.GetProperty("next").GetString();
        } while (after is not null);

        Assert.Equal(campaign.People.Reverse().Select(p => p.EnrolmentId), seen);
    }

    [Fact]
    public async Task A_member_says_whom_an_answer_is_from_and_that_ends_the_sequence()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        var theirs = await Stage.Launch(suite, eve);
        await theirs.Settle();
        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = "stranger@elsewhere.test",
                to = $"ada@{await Domain(campaign)}",
                subject = "Hello",
                text = "It is me.",
            }
        );
        await campaign.Settle();
        var reply = Assert.Single(await Items(ada, "/threads?state=unmatched"));
        var id = reply.GetProperty("id").GetGuid();

        await (
            await ada.Reach.Put(
                $"/replies/{id}/match",
                new { enrolmentId = theirs.Person.EnrolmentId },
                "\"1\""
            )
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await ada.Reach.Put(
                $"/replies/{id}/match",
                new { enrolmentId = campaign.Person.EnrolmentId },
                "\"1\""
            )
        ).Json();

        Assert.Equal(EnrolmentState.Stopped, (await campaign.Enrolment(campaign.Person)).State);
        Assert.Equal(EnrolmentState.Active, (await theirs.Enrolment(theirs.Person)).State);
        Assert.Empty(await Items(ada, "/threads?state=unmatched"));
    }

    [Fact]
    public async Task The_ledger_adds_up_to_the_audience_in_view_list_and_file()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var campaign = await Stage.Launch(
            suite,
            ada,
            people: 7,
            firstName: i => i < 2 ? "" : "Grace"
        );
        await campaign.Settle();
        await (await ada.Reach.Post($"/enrolments/{campaign.People[6].EnrolmentId}/stop")).Json();

        var path = $"/campaigns/{campaign.CampaignId}";
        var ledger = await ada.Reach.Json($"{path}/ledger");
        Assert.Equal(7, ledger.GetProperty("audience").GetInt32());
        Assert.Equal(3, ledger.GetProperty("final").GetInt32());
        Assert.Equal(4, ledger.GetProperty("waiting").GetInt32());
        foreach (var step in ledger.GetProperty("steps").EnumerateArray())
        {
            Assert.Equal(
                7,
                step.GetProperty("counts")
                    .EnumerateArray()
                    .Sum(c => c.GetProperty("count").GetInt32())
            );
        }

        Assert.Equal(5, ledger.GetProperty("progress").GetProperty("sent").GetInt32());
        Assert.Equal(14, (await Items(ada, $"{path}/decisions?limit=200")).Count);
        Assert.Equal(4, (await Items(ada, $"{path}/decisions?reason=render_missing_field")).Count);
        var one = await Items(ada, $"{path}/decisions?q={campaign.People[6].Email[..20]}");
        Assert.Equal(
            ["sent", "never"],
            one.Where(d => d.GetProperty("email").GetString() == campaign.People[6].Email)
                .Select(d => d.GetProperty("verdict").GetString())
        );
        var whole = await Items(
            ada,
            $"{path}/decisions?limit=1&enrolment={campaign.People[6].EnrolmentId}"
        );
        Assert.Equal(
            campaign.People[6].EnrolmentId,
            Assert.Single(whole).GetProperty("enrolmentId").GetGuid()
        );
        var file = await (await ada.Reach.Get($"{path}/decisions.csv")).Content.ReadAsStringAsync(
            Stage.Ct
        );
        Assert.Equal(15, file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        foreach (var part in (string[])["ledger", "decisions", "decisions.csv"])
        {
            await (await eve.Reach.Get($"{path}/{part}")).Problem(HttpStatusCode.NotFound);
        }

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
        await (
            await ada.Reach.Post(
                $"/messages/{campaign.People[5].Messages[0]}/resolution",
                new { went = true }
            )
        ).Problem(HttpStatusCode.Conflict, "not-uncertain");
    }

    [Fact]
    public async Task Home_names_what_waits_for_this_member_and_for_nobody_else()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Answered(ada, "Yes.");

        var today = await ada.Reach.Json("/today");

        Assert.Equal(1, today.GetProperty("repliesOpen").GetInt32());
        Assert.Equal("reply", today.GetProperty("items")[0].GetProperty("kind").GetString());
        var hers = await eve.Reach.Json("/today");
        Assert.Equal(0, hers.GetProperty("repliesOpen").GetInt32());
        Assert.Empty(hers.GetProperty("items").EnumerateArray());
    }

    private async Task<Launched> Answered(Member member, string text)
    {
        var campaign = await Stage.Launch(suite, member);
        await campaign.Settle();
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(campaign.Person.Email), text);
        await campaign.Settle();
        return campaign;
    }

    internal static Task<string> Domain(Launched campaign) =>
        Stage.Read(
            campaign.Suite,
            campaign.Member,
            async db =>
                (
                    await db.Domains.FindAsync([campaign.Member.Email, campaign.DomainId], Stage.Ct)
                )!.Name
        );

    private static async Task<List<System.Text.Json.JsonElement>> Items(
        Member member,
        string path
    ) => [.. (await member.Reach.Json(path)).GetProperty("items").EnumerateArray()];
}
