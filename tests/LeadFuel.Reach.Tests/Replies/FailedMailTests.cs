using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Resend took a mail, and then could not send it.</summary>
public sealed class FailedMailTests(Suite suite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_that_Resend_could_not_send_is_no_sent_one_and_ends_the_sequence(
        bool failureFirst
    )
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var address = Stage.NewAddress(0);
        var theirs = await Stage.Launch(suite, eve, email: _ => address);
        await theirs.Settle();
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = failureFirst ? "webhook_lost" : "mail_failed",
                match = address,
            }
        );
        var campaign = await Stage.Launch(suite, ada, email: _ => address);
        await campaign.Settle();
        var id = campaign.Person.Messages[0];
        if (failureFirst)
        {
            var message = await campaign.Message(id);
            await Tell(campaign, message, "email.failed", "reached_daily_quota");
            await campaign.Settle();
            await Tell(campaign, message, "email.sent", "id@resend.test");
        }

        await Wait.Until(
            async () => (await campaign.Message(id)).State == MessageState.Failed,
            () => "the mail is not known as failed"
        );
        await campaign.Settle();

        Assert.Equal(
            (MessageState.Failed, "reached_daily_quota"),
            ((await campaign.Message(id)).State, (await campaign.Message(id)).Error)
        );
        Assert.All(
            await campaign.Ledger(),
            d =>
                Assert.Equal(
                    (Verdict.Never, Gates.Refused, "reached_daily_quota"),
                    (d.Verdict, d.Reason, d.Evidence)
                )
        );
        Assert.Equal(EnrolmentState.Stopped, (await campaign.Enrolment(campaign.Person)).State);
        Assert.Equal(
            0,
            (await ada.Reach.Json("/suppressions")).GetProperty("items").GetArrayLength()
        );
        Assert.Equal((0, 0), await Counted(ada, campaign));
        Assert.Equal(EnrolmentState.Active, (await theirs.Enrolment(theirs.Person)).State);
    }

    [Fact]
    public async Task A_mail_that_was_refused_and_fails_once_more_is_told_once()
    {
        var ada = await suite.SignUp();
        var address = Stage.NewAddress(0);
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "status",
                status = 422,
                match = address,
            }
        );
        var campaign = await Stage.Launch(suite, ada, steps: 1, email: _ => address);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        Assert.Equal(MessageState.Failed, message.State);

        // As after a try that had reached Resend without an answer.
        await Tell(campaign, message, "email.failed", "reached_daily_quota");

        Assert.Equal("reached_daily_quota", (await campaign.Message(message.Id)).Error);
        var told = await Stage.Read(
            suite,
            ada,
            db =>
                db.Jobs.Where(j => j.Kind == "reach.tell-event")
                    .Select(j => j.Payload)
                    .ToListAsync(Stage.Ct)
        );
        Assert.Single(told, payload => payload.Contains("send.failed", StringComparison.Ordinal));
    }

    private static async Task<(int Sent, int Bounced)> Counted(Member member, Launched campaign)
    {
        var progress = (
            await member.Reach.Json($"/campaigns/{campaign.CampaignId}/ledger")
        ).GetProperty("progress");
        return (
            progress.GetProperty("sent").GetInt32(),
            progress.GetProperty("bounced").GetInt32()
        );
    }

    private static async Task Tell(Launched campaign, Message message, string type, string detail)
    {
        await Stage.Change(
            campaign.Suite,
            campaign.Member,
            async db =>
            {
                var id = $"msg_{Guid.CreateVersion7():N}";
                var now = campaign.Suite.Time.GetUtcNow();
                db.ResendEvents.Add(
                    new ResendEvent
                    {
                        SvixId = id,
                        Type = type,
                        ResendId = message.ProviderId ?? Guid.CreateVersion7().ToString(),
                        MessageId = message.Id,
                        Detail = detail,
                        OccurredAt = now,
                        ReceivedAt = now,
                    }
                );
                db.Enqueue(new ApplyEvent.Job(id), dedupeKey: id);
                await Task.CompletedTask;
            }
        );
        await campaign.Settle();
    }
}
