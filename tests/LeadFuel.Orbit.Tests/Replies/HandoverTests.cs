using Grpc.Core;
using LeadFuel.Orbit.Rpc;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.Replies;

/// <summary>Without Reach, which would take or leave by itself what these tests look at.</summary>
public sealed class OrbitAlone()
    : Suite(new SuiteOptions { Services = ["core", "orbit", "gateway"] });

/// <summary>What Reach hears of the reply inbox.</summary>
public sealed class HandoverTests(OrbitAlone suite) : IClassFixture<OrbitAlone>
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task A_mail_that_answers_something_is_told_and_handed_over_until_it_is_filed()
    {
        var box = await Inbox();
        await Answer(box, "<out-1@mail.northbeam.io>", "Yes, let us talk.");
        await box.Receive("stranger@lumio.com", now, "Answers nothing");
        await box.Again();
        var reach = Reach(box.Member);

        var told = Assert.Single(await Waiting(reach));
        Assert.Equal(["out-1@mail.northbeam.io", "root@mail.northbeam.io"], told.References);
        var reply = await reach.TakeAsync(
            new TakeRequest { Id = told.Id },
            cancellationToken: Stage.Ct
        );

        Assert.Equal(
            ("arne@fjordline.no", "Re: Offer", "Yes, let us talk.", told.InternetMessageId),
            (reply.FromAddress, reply.Subject, reply.Text, reply.InternetMessageId)
        );
        Assert.Equal("no", reply.Headers["Auto-Submitted"]);
        // Whoever took it may have fallen before it was stored.
        Assert.Equal(told.Id, Assert.Single(await Waiting(reach)).Id);
        await reach.FiledAsync(new FiledRequest { Id = told.Id }, cancellationToken: Stage.Ct);
        Assert.Empty(await Waiting(reach));
    }

    [Fact]
    public async Task A_mail_that_is_read_at_the_second_try_is_told_with_what_it_answers()
    {
        var box = await Inbox();
        var mail = await Answer(box, "<out-1@mail.northbeam.io>", "Yes, let us talk.");
        await box.Break("message_fails", times: 1, match: mail.Id);

        await box.Again();
        await box.Again();

        Assert.Equal(
            ["out-1@mail.northbeam.io", "root@mail.northbeam.io"],
            Assert.Single(await Waiting(Reach(box.Member))).References
        );
    }

    [Fact]
    public async Task A_mail_to_the_plus_address_is_told_too()
    {
        var box = await Inbox();
        var plus = box.Address.Replace("@", "+r.abc123@", StringComparison.Ordinal);
        await box.Drop(
            new
            {
                from = "arne@fjordline.no",
                to = new[] { plus },
                subject = "New thread",
                text = "Hello",
                at = now,
            }
        );
        await box.Again();

        Assert.Equal([plus], Assert.Single(await Waiting(Reach(box.Member))).Recipients);
    }

    [Fact]
    public async Task What_is_told_waits_until_it_is_filed_or_left_and_is_told_once_more_after_a_fall()
    {
        var box = await Inbox();
        await Answer(box, "<a@x.example>", "One");
        await Answer(box, "<b@x.example>", "Two");
        await box.Again();
        await box.Again(all: true);
        var reach = Reach(box.Member);
        var first = await Waiting(reach);
        Assert.Equal(2, first.Count);

        // Nothing was taken: the follower fell. All is told again, nothing twice.
        Assert.Equal(first.Select(c => c.Id), (await Waiting(reach)).Select(c => c.Id));
        await reach.LeaveAsync(new LeaveRequest { Id = first[0].Id }, cancellationToken: Stage.Ct);
        var (one, again) = (
            await reach.TakeAsync(
                new TakeRequest { Id = first[1].Id },
                cancellationToken: Stage.Ct
            ),
            await reach.TakeAsync(new TakeRequest { Id = first[1].Id }, cancellationToken: Stage.Ct)
        );

        Assert.Equal(one, again);
        await reach.FiledAsync(new FiledRequest { Id = one.Id }, cancellationToken: Stage.Ct);
        await reach.FiledAsync(new FiledRequest { Id = one.Id }, cancellationToken: Stage.Ct);
        Assert.Empty(await Waiting(reach));
    }

    [Fact]
    public async Task A_follower_hears_of_what_comes_while_it_listens()
    {
        var box = await Inbox();
        using var call = Reach(box.Member).Follow(new FollowRequest(), cancellationToken: Stage.Ct);
        var next = call.ResponseStream.MoveNext(Stage.Ct);
        Assert.False(next.IsCompleted);

        await Answer(box, "<late@x.example>", "Late");
        await box.Again();

        Assert.True(await next);
        Assert.Equal(["late@x.example"], call.ResponseStream.Current.References.Take(1));
    }

    [Fact]
    public async Task A_mailbox_that_is_no_reply_inbox_tells_nothing()
    {
        var box = await suite.Box();
        await box.Synced();
        await Answer(box, "<out-1@mail.northbeam.io>", "Yes");
        await box.Again();

        Assert.Empty(await Waiting(Reach(box.Member)));
    }

    [Fact]
    public async Task A_probe_that_is_expected_is_told_once_and_kept_nowhere()
    {
        var box = await suite.Box();
        await box.Synced();
        var before = (await box.View()).Messages;
        var expected = await Reach(box.Member)
            .ExpectAsync(
                new ExpectRequest { MailboxId = box.Id.ToString(), Token = Token },
                cancellationToken: Stage.Ct
            );
        Assert.Equal(box.Address, expected.Address);
        Assert.True((await box.View()).ReplyInbox);

        // It comes twice, to a folder that is read a second time from its beginning.
        await Probe(box, Token);
        await Probe(box, Token);
        await box.Again();
        await box.Again(all: true);

        Assert.Equal(1, await Told(box.Member));
        Assert.Empty(await Waiting(Reach(box.Member)));
        Assert.Equal(before, (await box.View()).Messages);
        Assert.Equal(0, await Count("addresses", box.Member, "email = 'maria@mail.northbeam.io'"));
    }

    [Fact]
    public async Task A_probe_is_expected_in_a_mailbox_of_ones_own_and_seen_there_alone()
    {
        var box = await suite.Box();
        await box.Synced();
        var other = await suite.Box();
        await other.Synced();
        var ask = new ExpectRequest { MailboxId = box.Id.ToString(), Token = Token };
        var tooLong = await Assert.ThrowsAsync<RpcException>(async () =>
            await Reach(box.Member)
                .ExpectAsync(
                    new ExpectRequest(ask) { Token = Token + "a" },
                    cancellationToken: Stage.Ct
                )
        );
        Assert.Contains("shorter name", tooLong.Status.Detail, StringComparison.Ordinal);
        Assert.False((await box.View()).ReplyInbox);
        var eve = Reach(other.Member);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await eve.ExpectAsync(ask, cancellationToken: Stage.Ct)
        );
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        await Reach(box.Member).ExpectAsync(ask, cancellationToken: Stage.Ct);

        await Probe(other, Token);
        await other.Again();
        await Probe(box, Token.Replace('a', 'b'));
        await box.Again();

        Assert.Equal(0, await Told(box.Member));
        Assert.Equal(0, await Told(other.Member));
    }

    [Fact]
    public async Task Another_account_is_told_nothing_and_takes_nothing()
    {
        var box = await Inbox();
        await Answer(box, "<out-1@mail.northbeam.io>", "Yes");
        await box.Again();
        var told = Assert.Single(await Waiting(Reach(box.Member)));
        var eve = Reach(await suite.SignUp());

        Assert.Empty(await Waiting(eve));
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await eve.TakeAsync(new TakeRequest { Id = told.Id }, cancellationToken: Stage.Ct)
        );
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        await Assert.ThrowsAsync<RpcException>(async () =>
            await eve.FiledAsync(new FiledRequest { Id = told.Id }, cancellationToken: Stage.Ct)
        );
        Assert.Single(await Waiting(Reach(box.Member)));
    }

    private const string Token = "abcdefghijklmnopqrstuvwxyz";

    private Task<Dropped> Probe(Box box, string token) =>
        box.Drop(
            new
            {
                from = "maria@mail.northbeam.io",
                to = new[] { box.Address.Replace("@", $"+r.{token}@", StringComparison.Ordinal) },
                subject = "Probe",
                text = "Probe",
                at = suite.Time.GetUtcNow(),
            }
        );

    private Task<long> Told(Member member) => Count("jobs", member, "kind = 'orbit.tell-probe'");

    private async Task<long> Count(string table, Member member, string which)
    {
#pragma warning disable CA2100 // Written here.
        await using var count = suite
            .Sql("orbit")
            .CreateCommand($"select count(*) from {table} where account_email = $1 and {which}");
#pragma warning restore CA2100
        count.Parameters.Add(new() { Value = member.Email });
        return (long)(await count.ExecuteScalarAsync(Stage.Ct))!;
    }

    private async Task<Box> Inbox()
    {
        var box = await suite.Box();
        var view = await box.Synced();
        (
            await box.Member.Orbit.Patch(
                $"/mailboxes/{box.Id}",
                new { visibility = view.Visibility, replyInbox = true },
                $"\"{view.Version}\""
            )
        ).EnsureSuccessStatusCode();
        await box.Settle();
        return box;
    }

    private Task<Dropped> Answer(Box box, string to, string text) =>
        box.Drop(
            new
            {
                from = "arne@fjordline.no",
                subject = "Re: Offer",
                text,
                at = suite.Time.GetUtcNow(),
                headers = new Dictionary<string, string>
                {
                    ["In-Reply-To"] = to,
                    ["References"] = $"<root@mail.northbeam.io> {to}",
                    ["Auto-Submitted"] = "no",
                },
            }
        );

    private Rpc.Replies.RepliesClient Reach(Member member) =>
        new(suite.Rpc("orbit", "reach", member.Claims with { }));

    private static async Task<List<Candidate>> Waiting(Rpc.Replies.RepliesClient reach)
    {
        using var call = reach.Follow(
            new FollowRequest { Once = true },
            cancellationToken: Stage.Ct
        );
        var told = new List<Candidate>();
        while (await call.ResponseStream.MoveNext(Stage.Ct))
        {
            told.Add(call.ResponseStream.Current);
        }

        return told;
    }
}
