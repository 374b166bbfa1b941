using LeadFuel.Accounts;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Reach.Tests.Sends;

public sealed class SendMessageTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    [Fact]
    public async Task An_approved_mail_goes_to_its_one_recipient_with_all_that_the_law_asks_for()
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp());

        await campaign.Settle();

        var mail = await suite.Sandbox.Mail(campaign.Person.Email);
        Assert.Equal([campaign.Person.Email], mail.To);
        Assert.Equal("A question 1 for Grace", mail.Subject);
        Assert.Contains(
            "Hello Grace, may I ask you something?",
            mail.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("12 Byron Street", mail.Text, StringComparison.Ordinal);
        Assert.Contains("12 Byron Street", mail.Html, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.StartsWith(
            $"<{suite.Gateway.Http}u/",
            mail.Headers["List-Unsubscribe"],
            StringComparison.Ordinal
        );
        Assert.Matches("^reply\\+[a-z2-7]{26}@in\\.leadfuel\\.test$", Assert.Single(mail.ReplyTo));
        var call = Assert.Single(await Stage.Calls(suite, campaign.Person.Email));
        Assert.Equal($"reach/{campaign.Person.Messages[0]}", call.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_job_that_is_given_up_takes_back_nothing_that_Resend_has_taken()
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp());
        await campaign.Settle();
        var id = campaign.Person.Messages[0];
        await using var scope = suite.Reach.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(campaign.Member.Email), campaign.Member.Email);
        var db = scope.ServiceProvider.GetRequiredService<ReachDb>();
        await using (var work = await db.Begin(Stage.Ct))
        {
            await scope
                .ServiceProvider.GetRequiredService<SendMessage>()
                .GiveUp(new SendMessage.Job(id), "sql 57014", Stage.Ct);
            await work.Commit(Stage.Ct);
        }

        Assert.True((await campaign.Message(id)).State >= MessageState.Accepted);
        Assert.Equal(EnrolmentState.Active, (await campaign.Enrolment(campaign.Person)).State);
        Assert.Equal(Verdict.Sent, (await campaign.Ledger())[0].Verdict);
    }

    [Fact]
    public async Task The_bytes_on_file_are_the_bytes_that_went()
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp());

        await campaign.Settle();

        var message = await campaign.Message(campaign.Person.Messages[0]);
        var call = Assert.Single(await Stage.Calls(suite, campaign.Person.Email));
        Assert.Equal(call.Body, System.Text.Encoding.UTF8.GetString(message.Payload!));
        Assert.True(message.State >= MessageState.Accepted);
        Assert.NotNull(message.ProviderId);
    }

    [Fact]
    public async Task The_next_step_waits_its_delay_after_the_mail_before_it_and_answers_in_its_thread()
    {
        var own = moved.Suite;
        var campaign = await Stage.Launch(own, await own.SignUp());
        await campaign.Settle();
        var second = await campaign.Message(campaign.Person.Messages[1]);
        Assert.Equal(MessageState.Planned, second.State);
        Assert.Equal(own.Time.GetUtcNow().AddDays(1), second.DueAt);

        own.Advance(TimeSpan.FromHours(23));
        await campaign.Settle();
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));

        own.Advance(TimeSpan.FromHours(1));
        await campaign.Settle();
        var mails = await own.Sandbox.Mails(campaign.Person.Email);
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].Headers["References"], mails[1].Headers["In-Reply-To"]);
        Assert.NotEqual(mails[0].ReplyTo, mails[1].ReplyTo);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task A_campaign_ends_when_each_person_has_a_final_entry_for_each_step_and_not_before()
    {
        var campaign = await Stage.Launch(
            suite,
            await suite.SignUp(),
            people: 12,
            steps: 1,
            firstName: i => i % 3 == 0 ? "" : "Grace"
        );
        Assert.Equal(CampaignState.Running, (await campaign.Campaign()).State);

        await campaign.Settle();

        var ledger = await campaign.Ledger();
        Assert.Equal(12, ledger.Count);
        Assert.Equal(8, ledger.Count(d => d is { Verdict: Verdict.Sent }));
        Assert.Equal(
            4,
            ledger.Count(d =>
                d
                    is {
                        Verdict: Verdict.Never,
                        Reason: Gates.RenderMissingField,
                        Evidence: "first_name"
                    }
            )
        );
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
        foreach (var (person, index) in campaign.People.Select((p, i) => (p, i)))
        {
            Assert.Equal(index % 3 == 0 ? 0 : 1, (await suite.Sandbox.Mails(person.Email)).Count);
        }
    }

    [Theory]
    [InlineData(SuppressionKind.Address, SuppressionReason.Manual, Gates.SuppressedManual)]
    [InlineData(SuppressionKind.Domain, SuppressionReason.Manual, Gates.SuppressedDomain)]
    [InlineData(SuppressionKind.Address, SuppressionReason.Complaint, Gates.SuppressedComplaint)]
    [InlineData(SuppressionKind.Address, SuppressionReason.HardBounce, Gates.SuppressedBounce)]
    public async Task Nobody_on_the_list_gets_a_mail_and_the_ledger_says_why(
        SuppressionKind kind,
        SuppressionReason reason,
        string says
    )
    {
        var member = await suite.SignUp();
        var other = await suite.SignUp();
        var domain = $"{Guid.CreateVersion7():N}.test";
        var address = $"grace@{domain}";
        await Stage.Change(
            suite,
            member,
            db =>
                SuppressAddress.Suppress(
                    db,
                    kind,
                    kind == SuppressionKind.Address ? address : domain,
                    reason,
                    "test",
                    "",
                    suite.Time.GetUtcNow(),
                    Stage.Ct
                )
        );

        var campaign = await Stage.Launch(suite, member, email: _ => address);
        await campaign.Settle();
        Assert.Empty(await suite.Sandbox.Mails(address));
        Assert.All(
            await campaign.Ledger(),
            d => Assert.Equal((Verdict.Never, says), (d.Verdict, d.Reason))
        );
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);

        // One account's list says nothing about another account's mail.
        await (await Stage.Launch(suite, other, email: _ => address)).Settle();
        Assert.Single(await suite.Sandbox.Mails(address));
    }

    [Fact]
    public async Task An_address_that_is_taken_off_before_its_turn_gets_nothing()
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var campaign = await Stage.Launch(own, member);
        await campaign.Settle();
        var id = Guid.Empty;
        await Stage.Change(
            own,
            member,
            async db =>
                id = (
                    await SuppressAddress.Suppress(
                        db,
                        campaign.Person.Email,
                        SuppressionReason.Unsubscribed,
                        "test",
                        own.Time.GetUtcNow(),
                        Stage.Ct
                    )
                ).Id
        );

        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();

        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        var second = (await campaign.Ledger())[1];
        Assert.Equal((Verdict.Never, Gates.Unsubscribed), (second.Verdict, second.Reason));
        Assert.Equal($"suppression:{id}", second.Evidence);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task A_pause_holds_what_is_due_and_going_on_sends_it_once()
    {
        var member = await suite.SignUp();
        var campaign = await Stage.Launch(suite, member, people: 3, steps: 1);
        await Stage.Change(
            suite,
            member,
            async db =>
                (await db.Campaigns.SingleAsync(c => c.Id == campaign.CampaignId, Stage.Ct)).Pause()
        );
        await campaign.Settle();
        var sentBefore = (await campaign.Ledger()).Count(d => d.Verdict == Verdict.Sent);

        await Stage.Change(
            suite,
            member,
            async db =>
            {
                (
                    await db.Campaigns.SingleAsync(c => c.Id == campaign.CampaignId, Stage.Ct)
                ).Resume();
                await WakeMessages.Of(db, campaign.CampaignId, Stage.Ct);
            }
        );
        await campaign.Settle();

        Assert.InRange(sentBefore, 0, 3);
        Assert.All(await campaign.Ledger(), d => Assert.Equal(Verdict.Sent, d.Verdict));
        foreach (var person in campaign.People)
        {
            Assert.Single(await suite.Sandbox.Mails(person.Email));
        }
    }
}
