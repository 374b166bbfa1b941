using System.Net;
using System.Text;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Secrets;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>How the tokens rest, are renewed, and end.</summary>
public sealed class TokenTests(Suite suite)
{
    [Fact]
    [Claim("T06")]
    public async Task Tokens_rest_as_fernet_text_that_a_foreign_reader_opens_with_the_derived_key()
    {
        var box = await suite.Box(messages: 3);
        await box.Synced();
        var issued = await box.IssuedTokens();
        Assert.NotEmpty(issued);

        foreach (var token in issued)
        {
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
            // As a thief of the databases would have them: text and bytes, every table of all seven.
            Assert.Empty(await Everywhere.Tables(suite, token));
            Assert.Empty(await Everywhere.Tables(suite, base64));
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line =>
                    line.Service != "sandbox"
                    && (
                        line.Text.Contains(token, StringComparison.Ordinal)
                        || line.Text.Contains(base64, StringComparison.Ordinal)
                    )
            );
        }

        var text = await suite.Read(
            box.Member,
            db => db.Mailboxes.Select(m => m.Tokens).SingleAsync(Stage.Ct)
        );
        Assert.StartsWith("gAAAAA", text, StringComparison.Ordinal);
        // Sealed, they are in one table of Orbit's and in no other.
        Assert.Equal(["orbit.mailboxes"], await Everywhere.Tables(suite, text!));
        var opened = ForeignFernet.Open(
            "dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=",
            $"fernet/v1/orbit.oauth/{box.Member.Email}",
            text!
        );
        Assert.Contains(issued[^1], opened, StringComparison.Ordinal);
        Assert.Contains(box.Id.ToString(), opened, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sealed_text_opens_nothing_in_another_row_or_account()
    {
        var ada = await suite.Box(messages: 3);
        var eve = await suite.Box(messages: 3);
        await ada.Synced();
        await eve.Synced();
        await using (
            var copy = suite
                .Sql("orbit")
                .CreateCommand(
                    "update mailboxes set tokens = (select tokens from mailboxes where account_email = $1) where account_email = $2"
                )
        )
        {
            copy.Parameters.Add(new() { Value = ada.Member.Email });
            copy.Parameters.Add(new() { Value = eve.Member.Email });
            await copy.ExecuteNonQueryAsync(Stage.Ct);
        }

        var keys = suite.Orbit.Provider.GetRequiredService<SecretKeys>();
        var text = await suite.Read(
            eve.Member,
            db => db.Mailboxes.Select(m => m.Tokens!).SingleAsync(Stage.Ct)
        );
        Assert.Throws<FernetException>(() => keys.Open(Consent.Sealed, eve.Member.Email, text));
    }

    [Fact]
    public async Task A_refused_renewal_stops_the_reading_until_the_member_connects_again()
    {
        var box = await suite.Box(messages: 10);
        var room = await SlackRoom.Open(suite, box.Member);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("connection.expired", details: true);
        await hers.Switch("connection.expired", details: true);
        await box.Synced();
        await box.Post("revoke");
        await box.Again();

        var stopped = await box.View();
        Assert.Equal((MailboxState.Reconnect, "invalid_grant"), (stopped.State, stopped.Problem));
        var told = (await room.Posted(1))[0];
        Assert.Equal("A connection has ended", told.Title);
        Assert.Contains("Microsoft no longer lets us read", told.Body);
        Assert.Contains($"/orbit/mailboxes/{box.Id}", told.Body);
        Assert.DoesNotContain(box.Address, told.Body);
        Assert.Empty(await hers.All());
        await (
            await box.Member.Orbit.Post($"/mailboxes/{box.Id}/sync", new { all = false })
        ).Problem(HttpStatusCode.Conflict, "mailbox-reauth-required");

        (await box.Consent(again: box.Id)).EnsureSuccessStatusCode();
        await box.Settle();
        Assert.Equal(MailboxState.Live, (await box.View()).State);
        Assert.Equal(1, await suite.Count("mailboxes", box.Member));
    }

    [Theory]
    [InlineData("token_error")]
    [InlineData("server_error")]
    public async Task Trouble_at_microsoft_disconnects_nobody(string fault)
    {
        var box = await suite.Box(messages: 10);
        await box.Synced();
        await box.Post("expire");
        await box.Break(fault, times: 1);

        (
            await box.Member.Orbit.Post($"/mailboxes/{box.Id}/sync", new { all = false })
        ).EnsureSuccessStatusCode();
        await Wait.Until(
            async () =>
            {
                await suite.Hurry(box.Member);
                return (await box.View()).NextSyncAt > suite.Time.GetUtcNow().AddSeconds(60);
            },
            () => "the mailbox is not read again"
        );

        Assert.Equal(MailboxState.Live, (await box.View()).State);
    }

    [Fact]
    public async Task A_renewed_refresh_token_is_kept_before_the_access_token_is_used()
    {
        var box = await suite.Box(messages: 10);
        await box.Synced();
        // Three renewals in a row: each needs the refresh token that the one before brought.
        for (var i = 0; i < 3; i++)
        {
            await box.Post("expire");
            await box.Again();
            Assert.Equal(MailboxState.Live, (await box.View()).State);
        }
    }
}
