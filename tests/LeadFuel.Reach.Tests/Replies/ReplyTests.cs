using System.Text.Json;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Answers in every shape find their mail, their account and nobody else's.</summary>
public sealed class ReplyTests(Suite suite)
{
    [Fact]
    [Claim("T21")]
    public async Task A_persons_answer_ends_their_sequence_and_stands_in_the_inbox()
    {
        var (campaign, mail) = await Sent(suite);

        await suite.Sandbox.Reply(mail, "Sounds good. Call me.");
        await campaign.Settle();

        var reply = await Only(campaign);
        Assert.Equal(MatchKind.Token, reply.Match);
        Assert.Equal(campaign.Person.EnrolmentId, reply.EnrolmentId);
        Assert.Equal(campaign.Person.Messages[0], reply.AnswersId);
        Assert.StartsWith("Sounds good. Call me.", reply.Text, StringComparison.Ordinal);
        await Ended(campaign, reply);
    }

    [Fact]
    [Claim("T21")]
    public async Task An_answer_by_a_colleague_from_another_address_matches_by_its_token()
    {
        var (campaign, mail) = await Sent(suite);

        await suite.Sandbox.Post(
            $"/mail/{mail.Id}/reply",
            new { text = "He passed it on to me.", from = "colleague@elsewhere.test" }
        );
        await campaign.Settle();

        var reply = await Only(campaign);
        Assert.Equal(
            (MatchKind.Token, "colleague@elsewhere.test"),
            (reply.Match, reply.FromAddress)
        );
        await Ended(campaign, reply);
    }

    [Theory]
    [InlineData("in-reply-to")]
    [InlineData("References")]
    [InlineData("our root")]
    [Claim("T21")]
    public async Task An_answer_to_another_address_matches_by_what_it_refers_to(string by)
    {
        var (campaign, mail) = await Sent(suite);
        await Wait.Until(
            async () =>
                (await campaign.Message(campaign.Person.Messages[0])).VendorMessageId is not null,
            () => "Resend's Message-ID is not known"
        );
        var headers = new Dictionary<string, string>
        {
            [by == "our root" ? "references" : by] = by switch
            {
                "our root" => $"<other@x.test> {mail.Headers["References"]}",
                "References" => $"<a@x.test>\r\n {mail.MessageId} <b@y.test>",
                _ => mail.MessageId,
            },
        };

        // No token, and a domain that belongs to no account: only the ids lead to one.
        await Inbound(
            "someone@elsewhere.test",
            "hello@in.leadfuel.test",
            "Another subject",
            headers
        );
        await suite.Drain(null, "reach.fetch-reply");

        var reply = await Only(campaign);
        Assert.Equal(MatchKind.Reference, reply.Match);
        await Ended(campaign, reply);
    }

    [Fact]
    [Claim("T21")]
    public async Task Sender_and_subject_are_a_guess_and_only_inside_the_account_that_got_it()
    {
        var (campaign, mail) = await Sent(suite);
        var (other, _) = await Sent(suite, email: campaign.Person.Email);
        var domain = await Domain(campaign);

        await Inbound(campaign.Person.Email, $"ada@{domain}", $"AW: Re: {mail.Subject}");
        await suite.Drain(null, "reach.fetch-reply");

        var reply = await Only(campaign);
        Assert.Equal(MatchKind.Guess, reply.Match);
        await Ended(campaign, reply);
        Assert.Empty(await Replies(other));
        Assert.Equal(EnrolmentState.Active, (await other.Enrolment(other.Person)).State);
    }

    [Fact]
    [Claim("T21")]
    public async Task What_matches_nothing_goes_to_the_unmatched_box_of_the_account_it_was_sent_to()
    {
        var (campaign, _) = await Sent(suite);

        await Inbound("stranger@elsewhere.test", $"ada@{await Domain(campaign)}", "Hello");
        await suite.Drain(null, "reach.fetch-reply");

        var reply = await Only(campaign);
        Assert.Equal((MatchKind.None, (Guid?)null), (reply.Match, reply.EnrolmentId));
        var box = await campaign.Member.Reach.Json("/threads?state=unmatched");
        var item = Assert.Single(box.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(reply.Id, item.GetProperty("id").GetGuid());
        Assert.Equal(EnrolmentState.Active, (await campaign.Enrolment(campaign.Person)).State);
    }

    [Fact]
    [Claim("T21")]
    public async Task What_belongs_to_nobody_stays_at_Resend_and_is_counted()
    {
        var marker = $"{Guid.CreateVersion7():N}";

        await Inbound($"{marker}@elsewhere.test", "nobody@in.leadfuel.test", "Hello");
        await suite.Drain(null, "reach.fetch-reply");

        await using var replies = suite
            .Sql("reach")
            .CreateCommand("select count(*) from replies where from_address like $1");
        replies.Parameters.Add(new() { Value = $"{marker}%" });
        Assert.Equal(0L, await replies.ExecuteScalarAsync(Stage.Ct));
        await using var stray = suite
            .Sql("reach")
            .CreateCommand(
                "select count(*) from resend_events where account_email = 'suite@leadfuel.invalid' and type = 'email.received' and stray"
            );
        Assert.True((long)(await stray.ExecuteScalarAsync(Stage.Ct))! > 0);
    }

    [Fact]
    public async Task A_token_of_one_account_never_reaches_another()
    {
        var (adas, adaMail) = await Sent(suite);
        var (eves, eveMail) = await Sent(suite, email: adas.Person.Email);

        // Eve's recipient answers Eve, and quotes all of Ada's ids.
        await Inbound(
            adas.Person.Email,
            eveMail.ReplyTo[0],
            $"Re: {adaMail.Subject}",
            new()
            {
                ["in-reply-to"] = adaMail.MessageId,
                ["references"] = adaMail.Headers["References"],
            }
        );
        await suite.Drain(null, "reach.fetch-reply");

        Assert.Empty(await Replies(adas));
        Assert.Equal(EnrolmentState.Active, (await adas.Enrolment(adas.Person)).State);
        await Ended(eves, await Only(eves));
    }

    [Fact]
    public async Task Content_that_is_not_there_yet_is_asked_for_again()
    {
        await using var own = await Stage.OwnTime(suite);
        var (campaign, mail) = await Sent(own);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "receiving_missing",
                times = 3,
            }
        );

        await own.Sandbox.Reply(mail, "Yes.");
        for (var minute = 0; minute < 5; minute++)
        {
            await campaign.Settle();
            own.Advance(TimeSpan.FromMinutes(10));
        }

        await Ended(campaign, await Only(campaign));
    }

    [Fact]
    public async Task The_same_answer_told_twice_under_two_numbers_is_stored_once()
    {
        var (campaign, mail) = await Sent(suite);
        await suite.Sandbox.Reply(mail, "Yes.");
        await campaign.Settle();
        var reply = await Only(campaign);

        await Stage.Change(
            suite,
            campaign.Member,
            async db =>
            {
                var again = $"msg_{Guid.CreateVersion7():N}";
                db.ResendEvents.Add(
                    new ResendEvent
                    {
                        SvixId = again,
                        Type = "email.received",
                        ResendId = reply.ResendId!,
                        OccurredAt = suite.Time.GetUtcNow(),
                        ReceivedAt = suite.Time.GetUtcNow(),
                    }
                );
                db.Enqueue(new FetchReply.Job(again), dedupeKey: again);
                await Task.CompletedTask;
            }
        );
        await campaign.Settle();

        await Only(campaign);
    }

    [Fact]
    public async Task Out_of_office_holds_the_next_mail_until_a_business_day_after_the_return()
    {
        await using var own = await Stage.OwnTime(suite, new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        var (campaign, mail) = await Sent(own);

        await own.Sandbox.Post(
            $"/mail/{mail.Id}/auto-reply",
            new { text = "I am back on 3 December 2026." }
        );
        await campaign.Settle();

        var reply = await Only(campaign);
        Assert.True(reply.Automatic);
        var enrolment = await campaign.Enrolment(campaign.Person);
        Assert.Equal(EnrolmentState.Active, enrolment.State);
        // The 3rd is a Thursday.
        Assert.Equal(new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero), enrolment.HoldUntil);

        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        var waiting = (await campaign.Ledger())[1];
        Assert.Equal((Gates.HoldOutOfOffice, enrolment.HoldUntil), (waiting.Reason, waiting.Until));

        own.Advance(TimeSpan.FromDays(8));
        await campaign.Settle();
        Assert.Equal(2, (await own.Sandbox.Mails(campaign.Person.Email)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_ends_the_sequence_whichever_comes_first_the_machine_or_they(
        bool machineFirst
    )
    {
        var (campaign, mail) = await Sent(suite);

        for (var i = 0; i < 2; i++)
        {
            if (machineFirst == (i == 0))
            {
                await suite.Sandbox.Post($"/mail/{mail.Id}/auto-reply");
            }
            else
            {
                await suite.Sandbox.Reply(mail, "Yes.");
            }

            await campaign.Settle();
        }

        Assert.Equal(2, (await Replies(campaign)).Count);
        var enrolment = await campaign.Enrolment(campaign.Person);
        Assert.Equal(
            (EnrolmentState.Stopped, Gates.StoppedReply),
            (enrolment.State, enrolment.StopReason)
        );
    }

    [Fact]
    public async Task A_mail_to_the_unsubscribe_address_takes_the_address_off_and_keeps_no_text()
    {
        var (campaign, mail) = await Sent(suite);
        var header = mail.Headers["List-Unsubscribe"];
        var address = header[(header.IndexOf("mailto:", StringComparison.Ordinal) + 7)..]
            .TrimEnd('>');

        await Inbound(campaign.Person.Email, address, "unsubscribe");
        await campaign.Settle();

        Assert.Empty(await Replies(campaign));
        var second = (await campaign.Ledger())[1];
        Assert.Equal((Verdict.Never, Gates.Unsubscribed), (second.Verdict, second.Reason));
    }

    [Fact]
    public async Task A_person_who_answers_that_they_want_no_more_mail_is_taken_off()
    {
        var (campaign, mail) = await Sent(suite);

        await suite.Sandbox.Reply(mail, "Please remove me from your list.");
        await campaign.Settle();

        await Only(campaign);
        var second = (await campaign.Ledger())[1];
        Assert.Equal((Verdict.Never, Gates.Unsubscribed), (second.Verdict, second.Reason));
        var list = await campaign.Member.Reach.Json("/suppressions");
        Assert.Equal(
            campaign.Person.Email,
            list.GetProperty("items")[0].GetProperty("key").GetString()
        );
    }

    internal static async Task<(Launched Campaign, SandboxWorld.Delivery Mail)> Sent(
        Suite own,
        string? email = null
    )
    {
        var campaign = await Stage.Launch(
            own,
            await own.SignUp(),
            email: email is null ? null : _ => email
        );
        await campaign.Settle();
        var id = (await campaign.Message(campaign.Person.Messages[0])).ProviderId;
        var mails = await own.Sandbox.Mails(campaign.Person.Email);
        return (campaign, mails.Single(m => m.Id.ToString() == id));
    }

    private Task<JsonElement> Inbound(
        string from,
        string to,
        string subject,
        Dictionary<string, string>? headers = null
    ) =>
        suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from,
                to,
                subject,
                text = "Words",
                headers = headers ?? [],
            }
        );

    private static Task<string> Domain(Launched campaign) =>
        Stage.Read(
            campaign.Suite,
            campaign.Member,
            db =>
                db.Domains.Where(d => d.Id == campaign.DomainId)
                    .Select(d => d.Name)
                    .SingleAsync(Stage.Ct)
        );

    private static Task<List<Reply>> Replies(Launched campaign) =>
        Stage.Read(campaign.Suite, campaign.Member, db => db.Replies.ToListAsync(Stage.Ct));

    private static async Task<Reply> Only(Launched campaign) =>
        Assert.Single(await Replies(campaign));

    private static async Task Ended(Launched campaign, Reply reply)
    {
        var enrolment = await campaign.Enrolment(campaign.Person);
        Assert.Equal(
            (EnrolmentState.Stopped, Gates.StoppedReply, $"reply:{reply.Id}"),
            (enrolment.State, enrolment.StopReason, enrolment.StopEvidence)
        );
        var second = (await campaign.Ledger())[1];
        Assert.Equal((Verdict.Never, Gates.StoppedReply), (second.Verdict, second.Reason));
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }
}
