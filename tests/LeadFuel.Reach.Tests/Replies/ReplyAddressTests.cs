using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Answers are led to a member's own mailbox once a probe has been seen there.</summary>
public sealed class ReplyAddressTests(MovedTime time) : IClassFixture<MovedTime>
{
    private readonly Suite suite = time.Suite;

    /// <summary>A member whose campaign could be launched, and a mailbox that Orbit reads.</summary>
    private sealed record Scene(
        Member Member,
        Plan Plan,
        string Sender,
        Mailbox Box,
        string Person
    );

    [Fact]
    [Claim("T28")]
    public async Task Answers_go_to_the_mailbox_once_the_probe_was_seen_and_not_before()
    {
        var scene = await Set();
        var set = await SetUp(scene);
        Assert.Equal(HttpStatusCode.Created, set.StatusCode);
        await Arrived(scene);
        Assert.Equal("waiting", (await Only(scene)).Text("state"));

        // The probe lies in the mailbox, and nobody has seen it yet.
        Assert.StartsWith("reply+", await AsksForAnswersAt(scene), StringComparison.Ordinal);
        var probe = Assert.Single(await suite.Sandbox.Mails(await ProbeAddress(scene)));
        Assert.Equal("auto-generated", probe.Headers["Auto-Submitted"]);
        Assert.Empty(probe.ReplyTo);

        await scene.Box.Look();

        var ready = await Only(scene);
        Assert.Equal(
            ("ready", scene.Box.Address, JsonValueKind.Null),
            (ready.Text("state"), ready.Text("address"), ready.GetProperty("problem").ValueKind)
        );
        await scene.Plan.WriteAndApprove();
        (await scene.Plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(scene.Member);
        var mail = await suite.Sandbox.Mail(scene.Person);
        var token = await Stage.Read(
            suite,
            scene.Member,
            db =>
                db.Messages.Where(m => m.ToAddress == scene.Person)
                    .Select(m => m.ReplyToken)
                    .SingleAsync(Stage.Ct)
        );
        Assert.Equal(
            [scene.Box.Address.Replace("@", $"+r.{token}@", StringComparison.Ordinal)],
            mail.ReplyTo
        );
        await (await Again(scene)).Problem(HttpStatusCode.Conflict, "probe-seen");

        // The answer comes to that address and to no other.
        await suite.Sandbox.Reply(mail, "Yes, let us talk.");
        await scene.Box.Look();
        var reply = Assert.Single(await Replies(scene));
        Assert.Equal((ReplySource.Mailbox, MatchKind.Token), (reply.Source, reply.Match));
        var person = await Stage.Read(
            suite,
            scene.Member,
            db => db.Enrolments.SingleAsync(e => e.Email == scene.Person, Stage.Ct)
        );
        Assert.Equal(
            (EnrolmentState.Stopped, Gates.StoppedReply),
            (person.State, person.StopReason)
        );

        // A rule of the mailbox forwards a copy to where answers went before: it is the same mail.
        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = scene.Person,
                to = $"reply+{token}@{probe.From.Split('@')[1].TrimEnd('>')}",
                subject = $"Re: {mail.Subject}",
                text = "Yes, let us talk.",
                messageId = $"<{reply.MessageId}>",
            }
        );
        await suite.Drain(scene.Member);
        Assert.Single(await Replies(scene));
    }

    [Fact]
    public async Task A_probe_is_no_answer_no_conversation_and_nobody_known()
    {
        var scene = await Set();
        var contacts = await Contacts(scene);
        (await SetUp(scene)).EnsureSuccessStatusCode();
        await Arrived(scene);
        await scene.Box.Look();
        Assert.Equal("ready", (await Only(scene)).Text("state"));

        Assert.Empty(await Replies(scene));
        Assert.Empty(
            (await scene.Member.Reach.Json("/threads")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(contacts, await Contacts(scene));
        foreach (
            var table in (string[])["messages", "threads", "persons", "addresses", "handovers"]
        )
        {
            Assert.Equal((table, 0), (table, await Count(table, scene.Member)));
        }

        // Nor does it count among the mails of a campaign.
        Assert.Empty(
            await Stage.Read(suite, scene.Member, db => db.Decisions.ToListAsync(Stage.Ct))
        );
    }

    [Fact]
    public async Task A_probe_of_another_account_never_counts()
    {
        var ada = await Set();
        var eve = await Set();
        (await SetUp(ada)).EnsureSuccessStatusCode();
        (await SetUp(eve)).EnsureSuccessStatusCode();
        await Arrived(ada);
        await Arrived(eve);
        var (hers, other) = (await ProbeAddress(ada), await ProbeAddress(eve));

        // Each has only the probe of the other where it is looked.
        foreach (var (scene, strange) in ((Scene, string)[])[(ada, other), (eve, hers)])
        {
            await scene.Box.Junk(0);
            await scene.Box.Drop(
                new
                {
                    from = "x@y.test",
                    to = new[] { strange },
                    subject = "Probe",
                    at = suite.Time.GetUtcNow(),
                }
            );
            await scene.Box.Look();
        }

        Assert.Equal("waiting", (await Only(ada)).Text("state"));
        Assert.Equal("waiting", (await Only(eve)).Text("state"));
        var id = (await Only(ada)).Text("id");

        await (
            await eve.Member.Reach.Post(
                "/reply-addresses",
                new { senderId = ada.Sender, mailboxId = eve.Box.Id }
            )
        ).Problem(HttpStatusCode.BadRequest);
        (
            await eve.Member.Reach.Delete($"/reply-addresses/{(await Only(eve)).Text("id")}")
        ).EnsureSuccessStatusCode();
        await (
            await eve.Member.Reach.Post(
                "/reply-addresses",
                new { senderId = eve.Sender, mailboxId = ada.Box.Id }
            )
        ).Problem(HttpStatusCode.BadRequest);
        await (await eve.Member.Reach.Post($"/reply-addresses/{id}/probes")).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Member.Reach.Delete($"/reply-addresses/{id}")).Problem(
            HttpStatusCode.NotFound
        );
        Assert.Equal(id, (await Only(ada)).Text("id"));
        Assert.Empty((await Listed(eve)));
    }

    [Fact]
    public async Task A_probe_that_is_not_seen_within_a_quarter_of_an_hour_has_failed_and_may_be_sent_again()
    {
        var scene = await Set();
        (await SetUp(scene)).EnsureSuccessStatusCode();
        await Arrived(scene);
        await (await Again(scene)).Problem(HttpStatusCode.Conflict, "probe-under-way");
        await (await SetUp(scene)).Problem(HttpStatusCode.Conflict, "reply-address-present");
        // In a folder that is not read: nobody sees it.
        await scene.Box.Junk(0);

        suite.Advance(TimeSpan.FromMinutes(15));
        await suite.Drain(scene.Member);

        var failed = await Only(scene);
        Assert.Equal(("failed", "not_seen"), (failed.Text("state"), failed.Text("problem")));
        Assert.StartsWith("reply+", await AsksForAnswersAt(scene), StringComparison.Ordinal);

        (await Again(scene)).EnsureSuccessStatusCode();
        Assert.Equal("waiting", (await Only(scene)).Text("state"));
        await Arrived(scene, probes: 2);
        await scene.Box.Look();

        Assert.Equal("ready", (await Only(scene)).Text("state"));
        Assert.Contains("+r.", await AsksForAnswersAt(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_takes_no_mail_at_plus_addresses_is_told_at_once()
    {
        var scene = await Set(noPlus: true);
        (await SetUp(scene)).EnsureSuccessStatusCode();
        await suite.Drain(scene.Member);
        await Wait.Until(
            async () => (await Only(scene)).Text("state") == "failed",
            () => "nobody heard that the probe came back"
        );

        Assert.Equal("came_back", (await Only(scene)).Text("problem"));
        // One's own address must not be barred from test mails by that.
        Assert.Empty(
            await Stage.Read(suite, scene.Member, db => db.Suppressions.ToListAsync(Stage.Ct))
        );
        (
            await scene.Member.Reach.Delete($"/reply-addresses/{(await Only(scene)).Text("id")}")
        ).EnsureSuccessStatusCode();
        Assert.Empty(await Listed(scene));
        Assert.Empty(
            await Stage.Read(suite, scene.Member, db => db.Messages.ToListAsync(Stage.Ct))
        );
    }

    [Theory]
    [InlineData("switched off")]
    [InlineData("disconnected")]
    [InlineData("revoked")]
    public async Task When_the_mailbox_is_read_no_more_answers_come_through_Resend_again(string how)
    {
        var scene = await Set();
        (await SetUp(scene)).EnsureSuccessStatusCode();
        await Arrived(scene);
        await scene.Box.Look();
        Assert.Contains("+r.", await AsksForAnswersAt(scene), StringComparison.Ordinal);

        await scene.Box.Close(how);

        var closed = await Only(scene);
        Assert.Equal(("closed", "not_read"), (closed.Text("state"), closed.Text("problem")));
        Assert.StartsWith("reply+", await AsksForAnswersAt(scene), StringComparison.Ordinal);
        if (how == "switched off")
        {
            // The old probe is read a second time and proves nothing; a new one does.
            await scene.Box.Look(all: true);
            Assert.Equal("closed", (await Only(scene)).Text("state"));
            (await Again(scene)).EnsureSuccessStatusCode();
            await Arrived(scene);
            await scene.Box.Look();
            Assert.Equal("ready", (await Only(scene)).Text("state"));
        }
        else
        {
            await (await Again(scene)).Problem(
                HttpStatusCode.Conflict,
                how == "revoked" ? "mailbox-not-read" : "mailbox-gone"
            );
        }
    }

    private async Task<Scene> Set(bool noPlus = false)
    {
        var member = await suite.SignUp();
        var person = Stage.NewAddress(0);
        var plan = await Plan.Ready(suite, member, $"{person},Grace,Hopper,Navy");
        var sender = (await member.Reach.Json("/senders")).GetProperty("items")[0].Text("id");
        // Read for answers already, so that nobody looks before the test says so.
        var box = await Mailbox.Connected(suite, member, replyInbox: true, noPlus: noPlus);
        return new Scene(member, plan, sender, box, person);
    }

    private static Task<HttpResponseMessage> SetUp(Scene scene) =>
        scene.Member.Reach.Post(
            "/reply-addresses",
            new { senderId = scene.Sender, mailboxId = scene.Box.Id }
        );

    private static async Task<HttpResponseMessage> Again(Scene scene) =>
        await scene.Member.Reach.Post($"/reply-addresses/{(await Only(scene)).Text("id")}/probes");

    private static async Task<List<JsonElement>> Listed(Scene scene) =>
        [
            .. (await scene.Member.Reach.Json("/reply-addresses"))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private static async Task<JsonElement> Only(Scene scene) => Assert.Single(await Listed(scene));

    /// <summary>Resend has delivered it; Orbit has not been told to look.</summary>
    private Task Arrived(Scene scene, int probes = 1) =>
        Wait.Until(
            async () =>
                (
                    await Stage.Read(
                        suite,
                        scene.Member,
                        db =>
                            db.Messages.CountAsync(
                                m =>
                                    m.CampaignId == Guid.Empty && m.State == MessageState.Delivered,
                                Stage.Ct
                            )
                    )
                ) == probes,
            () => "the probe was not delivered"
        );

    private Task<string> ProbeAddress(Scene scene) =>
        Stage.Read(
            suite,
            scene.Member,
            db =>
                db.Messages.Where(m => m.CampaignId == Guid.Empty)
                    .Select(m => m.ToAddress)
                    .SingleAsync(Stage.Ct)
        );

    /// <summary>What a mail of this sender asks for: a test goes the way of the real mail.</summary>
    private async Task<string> AsksForAnswersAt(Scene scene)
    {
        var draft = (await scene.Plan.Drafts())[0];
        var written = await scene.Member.Reach.Put(
            $"/drafts/{draft.Text("id")}",
            new { subject = "The month-end close", body = "One question?" },
            $"\"{draft.GetProperty("version").GetInt32()}\""
        );
        written.EnsureSuccessStatusCode();
        var before = await suite.Sandbox.Mails(scene.Member.Email);
        (
            await scene.Member.Reach.Post($"/drafts/{draft.Text("id")}/test-mails", new { })
        ).EnsureSuccessStatusCode();
        await suite.Sandbox.Mail(scene.Member.Email, before.Count + 1);
        // The time stands still, so that the order of two mails says nothing.
        var mail = (await suite.Sandbox.Mails(scene.Member.Email)).ExceptBy(
            before.Select(one => one.Id),
            one => one.Id
        );
        return Assert.Single(Assert.Single(mail).ReplyTo);
    }

    private Task<List<Reply>> Replies(Scene scene) =>
        Stage.Read(suite, scene.Member, db => db.Replies.ToListAsync(Stage.Ct));

    private Task<int> Contacts(Scene scene) =>
        Stage.Read(suite, scene.Member, db => db.Contacts.CountAsync(Stage.Ct));

    private async Task<int> Count(string table, Member member)
    {
#pragma warning disable CA2100 // Written here.
        await using var count = suite
            .Sql("orbit")
            .CreateCommand($"select count(*)::int from {table} where account_email = $1");
#pragma warning restore CA2100
        count.Parameters.Add(new() { Value = member.Email });
        return (int)(await count.ExecuteScalarAsync(Stage.Ct))!;
    }
}
