using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>What is written in Reach lies in Reach's database, each thing in its own table, and nowhere besides.</summary>
public sealed class StoredInReachTests(Suite suite)
{
    // The stored answer to a request with an Idempotency-Key, for a day.
    private const string Answers = "reach.idempotency_keys";

    [Fact]
    [Claim("T03")]
    public async Task Plans_drafts_sends_and_replies_are_in_Reachs_database_and_in_no_other()
    {
        var ada = await suite.SignUp();
        var (plan, draft, reply, grace) = (Phrase(), Phrase(), Phrase(), Phrase());
        var campaign = await Sent(ada, plan, draft, $"{grace}@customers.test");
        await suite.Sandbox.Reply(
            await suite.Sandbox.Mail($"{grace}@customers.test"),
            $"Yes, {reply}."
        );
        await suite.Drain(ada);

        // The plan, and the plan as it was launched.
        Assert.Equal(["reach.campaigns", "reach.plan_versions"], await Tables(plan));
        // The draft itself, the bytes of the mail that went, and the answer that quotes it.
        Assert.Equal(["reach.drafts", "reach.messages", "reach.replies"], await Tables(draft));
        Assert.Equal(["reach.replies"], await Tables(reply));
        Assert.Equal(
            [
                "reach.contacts",
                "reach.enrolments",
                "reach.messages",
                "reach.replies",
                "reach.unsubscribe_links",
            ],
            await Tables($"{grace}@customers.test")
        );
        Assert.Equal("finished", (await (await campaign.Get()).Json()).Text("state"));
    }

    [Fact]
    [Claim("T35")]
    public async Task What_a_webhook_brings_is_kept_in_its_source_row_alone()
    {
        using var traces = new Traces();
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        var mail = await suite.Sandbox.Mail(campaign.Person.Email);
        var (subject, text, from) = (Phrase(), Phrase(), Phrase());

        // The event of an answer names subject and sender; its text is fetched.
        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = $"{from}@elsewhere.test",
                to = mail.ReplyTo[0],
                subject = $"Re: {subject}",
                text = $"Words {text}",
            }
        );
        await suite.Drain(null, "reach.fetch-reply");

        foreach (var phrase in (string[])[subject, text, from])
        {
            Assert.Equal(["reach.replies"], await Tables(phrase));
        }

        traces.AreSilentOn(suite, subject, text, from);
    }

    [Fact]
    [Claim("T35")]
    public async Task An_event_about_a_mail_leaves_only_its_kind_and_its_number()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada, steps: 1);
        await campaign.Settle();
        var said = Phrase();

        // A bounce says in words what the other server answered.
        await suite.Sandbox.Post(
            $"/mail/{(await suite.Sandbox.Mail(campaign.Person.Email)).Id}/bounce",
            new { message = $"Mailbox {said} is gone" }
        );
        await suite.Drain(ada);

        Assert.Equal(
            "bounced",
            (await ada.Reach.Json($"/messages/{campaign.Person.Messages[0]}")).Text("state")
        );
        Assert.Empty(await Tables(said));
    }

    private static string Phrase() => $"wombat{Guid.CreateVersion7():N}";

    private async Task<string[]> Tables(string phrase) =>
        [.. (await Everywhere.Tables(suite, phrase)).Where(t => t != Answers).Order()];

    private async Task<Plan> Sent(Member ada, string goal, string words, string address)
    {
        var plan = await Plan.Ready(suite, ada, $"{address},Grace,Hopper,Navy");
        var before = await (await plan.Get()).Json();
        await plan.Save(
            new
            {
                name = "Spring",
                goal,
                senderId = before.Text("senderId"),
                audience = new
                {
                    kind = "import",
                    importId = before.GetProperty("audience").Text("importId"),
                },
            }
        );
        await plan.WriteAndApprove($"Hi {{{{first_name}}}}, {words}?");
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        return plan;
    }
}
