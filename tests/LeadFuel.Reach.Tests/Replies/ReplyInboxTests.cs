using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Answers that come into a member's own mailbox.</summary>
public sealed class ReplyInboxTests(Suite suite)
{
    [Fact]
    [Claim("T28")]
    public async Task A_reply_seen_only_in_the_mailbox_ends_the_sequence()
    {
        var (campaign, mail, box) = await Sent();
        var eve = await suite.SignUp();
        var hers = await Mailbox.Connected(suite, eve, replyInbox: true);

        // The same answer lies in the mailbox of another account, whose mail it does not answer.
        await hers.Drop(Answer(campaign, mail));
        await hers.Look();
        await box.Drop(Answer(campaign, mail));
        await box.Look();

        var reply = Assert.Single(await Replies(campaign));
        Assert.Equal(
            (ReplySource.Mailbox, MatchKind.Reference, "Yes, let us talk."),
            (reply.Source, reply.Match, reply.Text)
        );
        var person = await campaign.Enrolment(campaign.Person);
        Assert.Equal(
            (EnrolmentState.Stopped, Gates.StoppedReply, $"reply:{reply.Id}"),
            (person.State, person.StopReason, person.StopEvidence)
        );
        Assert.Equal(Verdict.Never, (await campaign.Ledger())[1].Verdict);
        var thread = await campaign.Member.Reach.Json($"/threads/{campaign.Person.EnrolmentId}");
        Assert.Equal("mailbox", thread.GetProperty("items")[1].Text("source"));
        Assert.Empty(await Stage.Read(suite, eve, db => db.Replies.ToListAsync(Stage.Ct)));
        Assert.Equal(2, await Handover(eve));
    }

    [Fact]
    public async Task An_answer_stands_below_the_mail_it_answers_though_the_mailboxs_clock_is_behind()
    {
        var (campaign, mail, box) = await Sent();

        await box.Drop(Answer(campaign, mail, behind: TimeSpan.FromSeconds(5)));
        await box.Look();

        var thread = await campaign.Member.Reach.Json($"/threads/{campaign.Person.EnrolmentId}");
        Assert.Equal(
            ["sent", "received"],
            thread.GetProperty("items").EnumerateArray().Select(item => item.Text("kind"))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_both_ways_bring_is_filed_once(bool mailboxFirst)
    {
        var (campaign, mail, box) = await Sent();
        var id = $"<{Guid.CreateVersion7():N}@customers.test>";
        async Task ByMailbox()
        {
            await box.Drop(Answer(campaign, mail, id));
            await box.Look();
        }

        async Task ByResend()
        {
            await suite.Sandbox.Post(
                "/inbound",
                new
                {
                    team = "reach",
                    from = campaign.Person.Email,
                    to = mail.ReplyTo[0],
                    subject = $"Re: {mail.Subject}",
                    text = "Yes, let us talk.",
                    messageId = id,
                }
            );
            await campaign.Settle();
        }

        await (mailboxFirst ? ByMailbox() : ByResend());
        await (mailboxFirst ? ByResend() : ByMailbox());

        var reply = Assert.Single(await Replies(campaign));
        Assert.Equal(mailboxFirst ? ReplySource.Mailbox : ReplySource.Resend, reply.Source);
        Assert.Equal(1, await Handover(campaign.Member));
    }

    [Fact]
    public async Task A_mail_that_answers_none_of_ours_is_left_unread()
    {
        var (campaign, _, box) = await Sent();

        await box.Drop(
            new
            {
                from = "friend@elsewhere.test",
                subject = "Re: Dinner",
                text = "At eight?",
                at = suite.Time.GetUtcNow(),
                headers = new Dictionary<string, string>
                {
                    ["In-Reply-To"] = "<dinner@elsewhere.test>",
                },
            }
        );
        await box.Look();

        Assert.Empty(await Replies(campaign));
        Assert.Equal(2, await Handover(campaign.Member));
        Assert.Equal(EnrolmentState.Active, (await campaign.Enrolment(campaign.Person)).State);
    }

    [Fact]
    public async Task An_out_of_office_note_in_the_mailbox_only_holds_the_next_mail()
    {
        var (campaign, mail, box) = await Sent();

        await box.Drop(Answer(campaign, mail, automatic: true));
        await box.Look();

        Assert.True(Assert.Single(await Replies(campaign)).Automatic);
        var person = await campaign.Enrolment(campaign.Person);
        Assert.Equal(EnrolmentState.Active, person.State);
        Assert.NotNull(person.HoldUntil);
    }

    [Fact]
    public async Task An_account_without_a_reply_inbox_causes_no_work()
    {
        var member = await suite.SignUp();
        var box = await Mailbox.Connected(suite, member);
        await box.Drop(
            new
            {
                from = "friend@elsewhere.test",
                subject = "Re: Dinner",
                at = suite.Time.GetUtcNow(),
                headers = new Dictionary<string, string>
                {
                    ["In-Reply-To"] = "<dinner@elsewhere.test>",
                },
            }
        );
        await box.Look();

        Assert.Equal(0, await Jobs("orbit", "orbit.tell-reach", member));
        Assert.Equal(0, await Jobs("reach", "reach.follow-replies", member));
    }

    private async Task<(Launched, SandboxWorld.Delivery, Mailbox)> Sent()
    {
        var member = await suite.SignUp();
        var box = await Mailbox.Connected(suite, member, replyInbox: true);
        var campaign = await Stage.Launch(suite, member);
        await campaign.Settle();
        await Wait.Until(
            async () =>
                (await campaign.Message(campaign.Person.Messages[0])).VendorMessageId is not null,
            () => "Resend's Message-ID is not known"
        );
        return (campaign, (await suite.Sandbox.Mails(campaign.Person.Email))[0], box);
    }

    private object Answer(
        Launched campaign,
        SandboxWorld.Delivery mail,
        string? id = null,
        bool automatic = false,
        TimeSpan behind = default
    ) =>
        new
        {
            from = campaign.Person.Email,
            subject = $"Re: {mail.Subject}",
            text = "Yes, let us talk.",
            at = suite.Time.GetUtcNow() - behind,
            internetMessageId = id,
            headers = new Dictionary<string, string>
            {
                ["In-Reply-To"] = mail.MessageId,
                ["Auto-Submitted"] = automatic ? "auto-replied" : "no",
            },
        };

    private static Task<List<Reply>> Replies(Launched campaign) =>
        Stage.Read(campaign.Suite, campaign.Member, db => db.Replies.ToListAsync(Stage.Ct));

    private async Task<int> Handover(Member member)
    {
        await using var state = suite
            .Sql("orbit")
            .CreateCommand("select state from handovers where account_email = $1");
        state.Parameters.Add(new() { Value = member.Email });
        return (short)(await state.ExecuteScalarAsync(Stage.Ct))!;
    }

    private async Task<long> Jobs(string database, string kind, Member member)
    {
        await using var jobs = suite
            .Sql(database)
            .CreateCommand("select count(*) from jobs where account_email = $1 and kind = $2");
        jobs.Parameters.Add(new() { Value = member.Email });
        jobs.Parameters.Add(new() { Value = kind });
        return (long)(await jobs.ExecuteScalarAsync(Stage.Ct))!;
    }
}
