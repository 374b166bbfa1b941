using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadFuel.Core.Tests.Mails;

/// <summary>What Resend tells of the suite's own mails, as it comes through the gateway.</summary>
public sealed class ReceiveMailEventTests(CoreSuite suite)
{
    [Fact]
    public async Task A_bounced_sign_in_mail_is_shown_to_its_member_and_to_nobody_else()
    {
        var (ada, adas) = await WithMail();
        var (eve, _) = await WithMail();

        var answer = await Tell(NewId(), Bounce(adas, "Permanent"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("bounced", await Trouble(ada));
        Assert.Null(await Trouble(eve));
    }

    [Fact]
    public async Task A_soft_bounce_says_nothing_about_the_address()
    {
        var (ada, mail) = await WithMail();

        (await Tell(NewId(), Bounce(mail, "Transient"))).EnsureSuccessStatusCode();

        Assert.Null(await Trouble(ada));
        Assert.Equal(1L, await Count("mails", "id = $1 and state = 4", mail));
    }

    [Fact]
    public async Task The_same_notice_again_changes_nothing()
    {
        var (ada, mail) = await WithMail();
        var (id, bounce) = (NewId(), Bounce(mail, "Permanent"));
        (await Tell(id, bounce)).EnsureSuccessStatusCode();
        (await Tell(NewId(), Event("email.delivered", mail, hours: 1))).EnsureSuccessStatusCode();
        Assert.Null(await Trouble(ada));

        var again = await Tell(id, bounce);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Null(await Trouble(ada));
    }

    [Fact]
    public async Task An_older_notice_that_comes_late_does_not_turn_a_mail_back()
    {
        var (_, mail) = await WithMail();
        (await Tell(NewId(), Bounce(mail, "Permanent"))).EnsureSuccessStatusCode();

        (await Tell(NewId(), Event("email.delivered", mail, hours: -1))).EnsureSuccessStatusCode();

        Assert.Equal(1L, await Count("mails", "id = $1 and state = 4", mail));
    }

    [Fact]
    public async Task A_forged_or_an_old_notice_is_refused_and_leaves_nothing()
    {
        var (ada, mail) = await WithMail();
        var bounce = Bounce(mail, "Permanent");
        var other = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

        var forged = await Tell(NewId(), bounce, other);
        var old = await Tell(NewId(), bounce, at: suite.Time.GetUtcNow().AddMinutes(-6));
        var early = await Tell(NewId(), bounce, at: suite.Time.GetUtcNow().AddMinutes(6));

        foreach (var answer in (HttpResponseMessage[])[forged, old, early])
        {
            await answer.Problem(HttpStatusCode.Unauthorized, "bad-signature");
        }

        Assert.Null(await Trouble(ada));
    }

    [Fact]
    public async Task One_changed_byte_or_the_secret_of_another_receiver_is_refused()
    {
        var (ada, mail) = await WithMail();
        var bounce = Bounce(mail, "Permanent");
        var reachs = "whsec_" + Convert.ToBase64String("the secret of reach's own team"u8);

        await (await Tell(NewId(), bounce, sent: bounce.Replace("bounced", "bounceD"))).Problem(
            HttpStatusCode.Unauthorized,
            "bad-signature"
        );
        await (await Tell(NewId(), bounce, reachs)).Problem(
            HttpStatusCode.Unauthorized,
            "bad-signature"
        );
        Assert.Null(await Trouble(ada));
    }

    [Fact]
    public async Task A_notice_of_two_megabytes_is_too_large_at_the_gateway_and_at_core()
    {
        var large = new string(' ', 2 * 1024 * 1024);

        await (await Tell(NewId(), large)).Problem(HttpStatusCode.RequestEntityTooLarge);
        var past = suite.Direct(
            "core",
            () => suite.Tokens.Mint("core", new TokenClaims("anonymous") { Route = "resend" })
        );
        await (await past.Send(Signed(NewId(), large))).Problem(
            HttpStatusCode.RequestEntityTooLarge
        );
        // Without a length, too: it is counted as it comes.
        var chunked = Signed(NewId(), large);
        chunked.Headers.TransferEncodingChunked = true;
        await (await past.Send(chunked)).Problem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    [Claim("T35")]
    public async Task What_a_notice_or_a_mail_says_is_kept_nowhere_and_a_later_try_says_the_same()
    {
        var phrase = $"numbat{Guid.CreateVersion7():N}";
        var (_, told) = await WithMail();
        (
            await Tell(
                NewId(),
                Event(
                    "email.delivered",
                    told,
                    $$""","subject":"{{phrase}}","to":["{{phrase}}@x.test"]"""
                )
            )
        ).EnsureSuccessStatusCode();
        Assert.Empty(await Rows.With(suite, phrase));

        var email = Suite.NewAddress();
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "server_error",
                times = 2,
                match = email,
            }
        );
        (
            await suite.Browser().Post("/api/core/sign-in-links", new { email })
        ).EnsureSuccessStatusCode();
        var mail = await suite.Sandbox.Mail(email);

        foreach (var kept in (string[])["Sign in to LeadFuel", Suite.LinkIn(mail)])
        {
            Assert.Empty(await Rows.With(suite, kept));
        }

        var tries = (await suite.Sandbox.Records("resend"))
            .Where(record => record.Body.Contains(email, StringComparison.Ordinal))
            .ToList();
        Assert.True(tries.Count > 1, "The mail was not tried again.");
        Assert.Single(tries.Select(record => record.Body).Distinct());
        Assert.Single(tries.Select(record => record.Headers["Idempotency-Key"]).Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"type":1,"data":2}""")]
    [InlineData("""{"type":"email.bounced"}""")]
    [InlineData(
        """{"type":"email.bounced","data":{"tags":[1]},"created_at":"2026-01-01T00:00:00Z"}"""
    )]
    public async Task A_signed_notice_that_is_none_is_refused_in_words(string body) =>
        await (await Tell(NewId(), body)).Problem(HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public async Task A_notice_of_a_mail_that_nobody_has_is_taken_and_counted_for_nobody()
    {
        var id = NewId();

        var answer = await Tell(id, Bounce(Guid.CreateVersion7(), "Permanent"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var kept = suite
            .Sql("core")
            .CreateCommand("select account_email from mail_events where svix_id = $1");
        kept.Parameters.Add(new() { Value = id });
        Assert.Equal(
            "suite@leadfuel.invalid",
            await kept.ExecuteScalarAsync(TestContext.Current.CancellationToken)
        );
    }

    private async Task<(Member Member, Guid Mail)> WithMail()
    {
        var member = await suite.SignUpByMail();
        await suite.Drain(member, "core.send-mail");
        await using var command = suite
            .Sql("core")
            .CreateCommand("select id from mails where account_email = $1");
        command.Parameters.Add(new() { Value = member.Email });
        return (
            member,
            (Guid)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!
        );
    }

    private async Task<long> Count(string table, string where, object value)
    {
        await using var command = suite
            .Sql("core")
            .CreateCommand($"select count(*) from {table} where {where}");
        command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<string?> Trouble(Member member) =>
        (await member.Web.Json("/api/core/bootstrap"))
            .GetProperty("member")
            .GetProperty("mail")
            .GetString();

    private string Bounce(Guid mail, string type) =>
        Event("email.bounced", mail, $$""","bounce":{"type":"{{type}}"}""");

    private string Event(string type, Guid mail, string more = "", double hours = 0)
    {
        var at = suite.Time.GetUtcNow().AddHours(hours).ToString("O", CultureInfo.InvariantCulture);
        return $$$"""{"type":"{{{type}}}","created_at":"{{{at}}}","data":{"email_id":"x","tags":{"mail_id":"{{{mail}}}"}{{{more}}}}}""";
    }

    private async Task<HttpResponseMessage> Tell(
        string id,
        string body,
        string? secret = null,
        DateTimeOffset? at = null,
        string? sent = null
    ) => await suite.Browser().Send(Signed(id, body, secret, at, sent));

    /// <summary>Signed over `body`, whatever is then sent.</summary>
    private HttpRequestMessage Signed(
        string id,
        string body,
        string? secret = null,
        DateTimeOffset? at = null,
        string? sent = null
    )
    {
        secret ??= suite
            .Core.Provider.GetRequiredService<IOptionsMonitor<ProviderOptions>>()
            .Get("Resend")
            .HookSecret;
        var seconds = (at ?? suite.Time.GetUtcNow())
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}")
            )
        );
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/resend/core")
        {
            Content = new StringContent(sent ?? body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", seconds);
        request.Headers.Add("svix-signature", $"v1,{signature}");
        return request;
    }

    private static string NewId() => $"msg_{Guid.CreateVersion7():N}";
}
