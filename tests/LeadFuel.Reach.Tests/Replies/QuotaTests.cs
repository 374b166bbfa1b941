using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Resend takes no more mails today: that is no reason to leave answers lying there.</summary>
public sealed class QuotaTests(Suite suite)
{
    [Fact]
    public async Task An_answer_is_filed_while_the_mails_wait_for_the_quota()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, adas) = await ReplyTests.Sent(own);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "daily_quota",
                match = "@customers.test",
            }
        );
        var eve = await Stage.Launch(own, await own.SignUp(), people: 3, steps: 1);
        await eve.Settle();
        Assert.All(
            await eve.Ledger(),
            d => Assert.Equal((Verdict.Waiting, Gates.QuotaReached), (d.Verdict, d.Reason))
        );

        await own.Sandbox.Reply(adas, "Sounds good. Call me.");
        await ada.Settle();

        Assert.Equal(MatchKind.Token, Assert.Single(await Answers(ada)).Match);
        Assert.Equal(EnrolmentState.Stopped, (await ada.Enrolment(ada.Person)).State);
        Assert.Empty(await Answers(eve));
        Assert.All(await eve.Ledger(), d => Assert.Equal(Verdict.Waiting, d.Verdict));
    }

    private static Task<List<Reply>> Answers(Launched campaign) =>
        Stage.Read(campaign.Suite, campaign.Member, db => db.Replies.ToListAsync(Stage.Ct));
}
