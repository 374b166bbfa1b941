using System.Net;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LeadFuel.Accounts;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Resend's word: signed, once, in any order.</summary>
public sealed class WebhookTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    private const string Secret = "whsec_bGVhZGZ1ZWwtdGVzdHMtd2ViaG9vay1zZWNyZXQtMQ==";

    [Theory]
    [InlineData("no signature")]
    [InlineData("other secret")]
    [InlineData("other body")]
    [InlineData("old")]
    [InlineData("other id")]
    public async Task A_forged_event_is_refused_and_changes_nothing(string how)
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp(), steps: 1);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        var body = Body("email.complained", message);
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", suite.Time.GetUtcNow());
        var signed = Sign(
            how == "other secret" ? "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy10ZWFtISE=" : Secret,
            how == "other id" ? id + "x" : id,
            how == "old" ? at.AddMinutes(-6) : at,
            how == "other body" ? body + " " : body
        );

        var answer = await Post(
            id,
            how == "old" ? at.AddMinutes(-6) : at,
            how == "no signature" ? "" : signed,
            body
        );

        await answer.Problem(HttpStatusCode.Unauthorized, "bad-signature");
        await campaign.Settle();
        Assert.Equal(MessageState.Delivered, (await campaign.Message(message.Id)).State);
    }

    [Fact]
    public async Task An_event_that_comes_five_times_at_once_counts_once()
    {
        var member = await suite.SignUp();
        var campaign = await Stage.Launch(suite, member, steps: 1);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", suite.Time.GetUtcNow());
        var body = Body("email.bounced", message, ",\"bounce\":{\"type\":\"Transient\"}");
        var signature = Sign(Secret, id, at, body);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Post(id, at, signature, body))
        );

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        await campaign.Settle();
        Assert.Equal(1, await Events(member, id));
        Assert.Equal(0, await Suppressions(member, campaign.Person.Email));
    }

    [Fact]
    public async Task Events_may_come_twice_and_in_any_order_and_the_mail_ends_in_the_same_state()
    {
        string[] types =
        [
            "email.sent",
            "email.delivery_delayed",
            "email.delivered",
            "email.complained",
        ];
        var orders = Gen.Shuffle(types.Concat(types).ToArray()).Array[6].Single();
        var member = await suite.SignUp();
        var campaign = await Stage.Launch(suite, member, people: 6, steps: 1);
        await campaign.Settle();
        foreach (var (person, order) in campaign.People.Zip(orders))
        {
            var message = await campaign.Message(person.Messages[0]);
            foreach (var type in order)
            {
                await Tell(message, type);
            }
        }

        await campaign.Settle();
        foreach (var person in campaign.People)
        {
            Assert.Equal(
                MessageState.Complained,
                (await campaign.Message(person.Messages[0])).State
            );
            Assert.Equal(1, await Suppressions(member, person.Email));
        }
    }

    [Theory]
    [InlineData("webhook_duplicate")]
    [InlineData("webhook_two_signatures")]
    [InlineData("webhook_shuffle")]
    public async Task Whatever_the_post_does_the_mail_is_known_as_delivered(string kind)
    {
        var member = await suite.SignUp();
        var address = Stage.NewAddress(0);
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind,
                match = address,
                delayMs = 300,
            }
        );

        var campaign = await Stage.Launch(suite, member, steps: 1, email: _ => address);

        await Wait.Until(
            async () =>
                (await campaign.Message(campaign.Person.Messages[0])).State
                == MessageState.Delivered,
            () => "the mail is not known as delivered"
        );
        await campaign.Settle();
        Assert.NotNull((await campaign.Message(campaign.Person.Messages[0])).VendorMessageId);
    }

    [Fact]
    public async Task A_hard_bounce_takes_the_address_off_and_ends_its_sequences()
    {
        var member = await suite.SignUp();
        var address = Stage.NewAddress(0);
        var one = await Stage.Launch(suite, member, email: _ => address);
        await one.Settle();
        var two = await Stage.Launch(
            suite,
            member,
            email: i => i == 0 ? address : Stage.NewAddress(i),
            people: 2
        );
        await two.Settle();

        await suite.Sandbox.Post($"/mail/{(await suite.Sandbox.Mail(address)).Id}/bounce");
        await one.Settle();

        var entry = await Stage.Read(
            suite,
            member,
            db => db.Suppressions.SingleAsync(s => s.Key == address, Stage.Ct)
        );
        Assert.Equal(SuppressionReason.HardBounce, entry.Reason);
        foreach (var campaign in new[] { one, two })
        {
            var second = (await campaign.Ledger()).Single(d =>
                d.EnrolmentId == campaign.Person.EnrolmentId && d.StepNumber == 2
            );
            Assert.Equal(
                (Verdict.Never, Gates.SuppressedBounce, $"suppression:{entry.Id}"),
                (second.Verdict, second.Reason, second.Evidence)
            );
        }

        Assert.Equal(
            Verdict.Waiting,
            (await two.Ledger())
                .Single(d => d.EnrolmentId == two.People[1].EnrolmentId && d.StepNumber == 2)
                .Verdict
        );
    }

    [Fact]
    public async Task Five_soft_bounces_in_a_month_without_a_delivery_take_the_address_off()
    {
        var member = await suite.SignUp();
        var address = Stage.NewAddress(0);
        for (var i = 1; i <= 7; i++)
        {
            var campaign = await Stage.Launch(suite, member, steps: 1, email: _ => address);
            await campaign.Settle();
            var message = await campaign.Message(campaign.Person.Messages[0]);
            await Tell(
                message,
                "email.bounced",
                ",\"bounce\":{\"type\":\"Transient\"}",
                TimeSpan.FromHours(i <= 2 ? 1 : 3)
            );
            if (i == 2)
            {
                // A mail has arrived since: the count begins anew.
                await Tell(message, "email.delivered", later: TimeSpan.FromHours(2));
            }

            await campaign.Settle();
            Assert.Equal(i < 7 ? 0 : 1, await Suppressions(member, address));
        }
    }

    [Fact]
    public async Task Two_accounts_that_write_to_one_person_hear_each_only_of_their_own_mail()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var address = Stage.NewAddress(0);
        var adas = await Stage.Launch(suite, ada, email: _ => address);
        await adas.Settle();
        var eves = await Stage.Launch(suite, eve, email: _ => address);
        await eves.Settle();
        var mail = (await adas.Message(adas.Person.Messages[0])).ProviderId;

        await suite.Sandbox.Post($"/mail/{mail}/complain");
        await adas.Settle();
        await eves.Settle();

        Assert.Equal(1, await Suppressions(ada, address));
        Assert.Equal(0, await Suppressions(eve, address));
        Assert.Equal(MessageState.Complained, (await adas.Message(adas.Person.Messages[0])).State);
        Assert.Equal(MessageState.Delivered, (await eves.Message(eves.Person.Messages[0])).State);
    }

    [Theory]
    [InlineData("email.delivered")]
    [InlineData("email.complained")]
    public async Task The_first_word_of_a_mail_may_be_a_late_one(string type)
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var address = Stage.NewAddress(0);
        // Accepted, but neither the answer nor any word of it came here.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "server_error_after_accept",
                times = 1,
                match = address,
            }
        );
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_lost",
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, member, email: _ => address);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        Assert.Equal(MessageState.Submitting, message.State);

        var mail = Assert.Single(await own.Sandbox.Mails(address));
        await Tell(message, type, own: own, providerId: mail.Id.ToString());
        await campaign.Settle();

        var known = await campaign.Message(message.Id);
        Assert.Equal(mail.Id.ToString(), known.ProviderId);
        Assert.Equal(Verdict.Sent, (await campaign.Ledger())[0].Verdict);
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(type == "email.delivered" ? 2 : 1, (await own.Sandbox.Mails(address)).Count);
    }

    [Fact]
    public async Task Events_are_forgotten_after_thirty_days()
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var campaign = await Stage.Launch(own, member, steps: 1);
        await campaign.Settle();
        Task<int> Kept() => Stage.Read(own, member, db => db.ResendEvents.CountAsync(Stage.Ct));
        await Wait.Until(async () => await Kept() == 2, () => "the two events did not come");

        own.Advance(TimeSpan.FromDays(29));
        await campaign.Settle();
        Assert.Equal(2, await Kept());
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task An_event_of_no_mail_of_ours_is_taken_and_counted_and_told_to_nobody()
    {
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", suite.Time.GetUtcNow());
        var body =
            $"{{\"type\":\"email.delivered\",\"created_at\":\"2026-01-01T00:00:00Z\",\"data\":{{\"email_id\":\"{Guid.CreateVersion7()}\",\"tags\":{{\"message\":\"{Guid.CreateVersion7()}\"}}}}}}";

        Assert.Equal(
            HttpStatusCode.OK,
            (await Post(id, at, Sign(Secret, id, at, body), body)).StatusCode
        );

        await using var rows = suite
            .Sql("reach")
            .CreateCommand("select account_email, stray from resend_events where svix_id = $1");
        rows.Parameters.Add(new() { Value = id });
        await using var reader = await rows.ExecuteReaderAsync(Stage.Ct);
        Assert.True(await reader.ReadAsync(Stage.Ct));
        Assert.Equal(("suite@leadfuel.invalid", true), (reader.GetString(0), reader.GetBoolean(1)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"email.sent\",\"data\":[]}")]
    [InlineData("{\"type\":\"email.received\",\"data\":{\"email_id\":\"x\",\"to\":[5]}}")]
    public async Task A_signed_body_that_is_no_event_is_a_problem_and_no_crash(string body)
    {
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", suite.Time.GetUtcNow());
        var answer = await Post(id, at, Sign(Secret, id, at, body), body);
        Assert.True((int)answer.StatusCode is 200 or 400, $"{(int)answer.StatusCode}");
    }

    private Task<HttpResponseMessage> Tell(
        Message message,
        string type,
        string more = "",
        TimeSpan? later = null,
        Suite? own = null,
        string? providerId = null
    )
    {
        var within = own ?? suite;
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", within.Time.GetUtcNow());
        var body = Body(type, message, more, at + (later ?? TimeSpan.Zero), providerId);
        return Post(id, at, Sign(Secret, id, at, body), body, within);
    }

    private static string Body(
        string type,
        Message message,
        string more = "",
        DateTimeOffset? at = null,
        string? providerId = null
    ) =>
        $"{{\"type\":\"{type}\",\"created_at\":\"{at ?? DateTimeOffset.UnixEpoch:O}\",\"data\":{{\"email_id\":\"{providerId ?? message.ProviderId}\",\"to\":[\"x@y.test\"],\"tags\":{{\"message\":\"{message.Id}\"}}{more}}}}}";

    private static string Sign(string secret, string id, DateTimeOffset at, string body) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds()}.{body}")
            )
        );

    private Task<HttpResponseMessage> Post(
        string id,
        DateTimeOffset at,
        string signature,
        string body,
        Suite? own = null
    )
    {
        var within = own ?? suite;
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/resend/reach")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("svix-id", id);
        request.Headers.Add(
            "svix-timestamp",
            at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        request.Headers.TryAddWithoutValidation("svix-signature", signature);
        return within
            .Direct(
                "reach",
                () => within.Tokens.Mint("reach", new TokenClaims("anonymous") { Route = "resend" })
            )
            .Send(request);
    }

    private Task<int> Events(Member member, string svixId) =>
        Stage.Read(
            suite,
            member,
            db => db.ResendEvents.CountAsync(e => e.SvixId == svixId, Stage.Ct)
        );

    private Task<int> Suppressions(Member member, string address) =>
        Stage.Read(
            suite,
            member,
            db => db.Suppressions.CountAsync(s => s.Key == address && s.LiftedAt == null, Stage.Ct)
        );
}
