using System.Net;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Unsubscribes;

/// <summary>The link in each mail, as scanners, mailbox providers and people use it; nobody is signed in.</summary>
public sealed class UnsubscribeTests(Suite suite)
{
    [Fact]
    public async Task Fetching_the_link_shows_one_button_and_changes_no_row()
    {
        var (campaign, path) = await Sent();
        var before = await Rows(campaign);

        for (var i = 0; i < 3; i++)
        {
            var page = await suite.Browser().Get(path);
            var html = await page.Content.ReadAsStringAsync(Stage.Ct);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal(1, html.Split("<button").Length - 1);
            Assert.Contains("Ada Lovelace", html, StringComparison.Ordinal);
            Assert.DoesNotContain(campaign.Person.Email, html, StringComparison.Ordinal);
            Assert.False(page.Headers.Contains("Set-Cookie"));
        }

        // Scanners ask for the head alone, too; whatever they are told, it changes nothing.
        await suite.Browser().Send(HttpMethod.Head, path);
        Assert.Equal(before, await Rows(campaign));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mailbox_provider_takes_somebody_off_with_one_request_as_often_as_it_likes(
        bool multipart
    )
    {
        var (campaign, path) = await Sent();
        for (var i = 0; i < 3; i++)
        {
            var answer = await suite.Browser().Post(path, Body(multipart));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("", await answer.Content.ReadAsStringAsync(Stage.Ct));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal(
            1,
            await Stage.Read(
                suite,
                campaign.Member,
                db => db.Suppressions.CountAsync(s => s.Key == campaign.Person.Email, Stage.Ct)
            )
        );
        Assert.Equal(Gates.Unsubscribed, (await campaign.Enrolment(campaign.Person)).StopReason);
        Assert.Contains(
            "off the list",
            await (await suite.Browser().Get(path)).Content.ReadAsStringAsync(Stage.Ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_person_presses_the_button_and_reads_that_it_is_done()
    {
        var (campaign, path) = await Sent();

        var page = await suite.Browser().Post($"{path}?page", new FormUrlEncodedContent([]));

        Assert.Contains(
            "You are off the list",
            await page.Content.ReadAsStringAsync(Stage.Ct),
            StringComparison.Ordinal
        );
        Assert.Equal(Gates.Unsubscribed, (await campaign.Enrolment(campaign.Person)).StopReason);
    }

    [Fact]
    public async Task A_link_is_about_one_account_and_works_for_ever()
    {
        var address = Stage.NewAddress(0);
        var (adas, path) = await Sent(address);
        var (eves, _) = await Sent(address);
        await using var old = suite
            .Sql("reach")
            .CreateCommand(
                "update unsubscribe_links set created_at = created_at - interval '10 years' where account_email = $1"
            );
        old.Parameters.Add(new() { Value = adas.Member.Email });
        Assert.Equal(1, await old.ExecuteNonQueryAsync(Stage.Ct));

        Assert.Equal(HttpStatusCode.OK, (await suite.Browser().Post(path, Body(false))).StatusCode);

        Assert.Equal(Gates.Unsubscribed, (await adas.Enrolment(adas.Person)).StopReason);
        Assert.Null((await eves.Enrolment(eves.Person)).StopReason);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("~")]
    [InlineData("%20")]
    [InlineData("%C3%BC")]
    [InlineData("AAAA*AAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task A_broken_link_says_so_and_takes_nobody_off(string token)
    {
        foreach (
            var answer in new[]
            {
                await Direct(HttpMethod.Get, $"/u/{token}"),
                await Direct(HttpMethod.Post, $"/u/{token}"),
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        // The gateway refuses characters that no address of ours has.
        foreach (
            var answer in new[]
            {
                await suite.Browser().Get($"/u/{token}"),
                await suite.Browser().Post($"/u/{token}", Body(false)),
            }
        )
        {
            Assert.True((int)answer.StatusCode is 400 or 404, $"{(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_link_with_one_letter_changed_or_cut_is_no_link()
    {
        var (campaign, path) = await Sent();
        var token = path["/u/".Length..];
        var other = token[10] == 'A' ? 'B' : 'A';
        foreach (
            var broken in (string[])
                [
                    token[..10] + other + token[11..],
                    token[..^1],
                    token[..20],
                    token + "A",
                    token + token,
                ]
        )
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await suite.Browser().Post($"/u/{broken}", Body(false))).StatusCode
            );
        }

        Assert.Equal(EnrolmentState.Active, (await campaign.Enrolment(campaign.Person)).State);
    }

    [Fact]
    public async Task The_header_is_short_and_names_both_ways()
    {
        var (campaign, _) = await Sent();
        var headers = (await suite.Sandbox.Mail(campaign.Person.Email)).Headers;

        Assert.Matches(
            @"^<http[^>]+/u/[\w-]{64}>, <mailto:u\+[a-z2-7]{26}@[^>]+>$",
            headers["List-Unsubscribe"]
        );
        // Longer ones are folded, and that has broken signatures.
        Assert.InRange(headers["List-Unsubscribe"].Length, 1, 220);
    }

    private Task<HttpResponseMessage> Direct(HttpMethod method, string path) =>
        suite
            .Direct(
                "reach",
                () =>
                    suite.Tokens.Mint(
                        "reach",
                        new Accounts.TokenClaims("anonymous") { Route = "u" }
                    )
            )
            .Send(method, path, method == HttpMethod.Post ? Body(false) : null);

    private static HttpContent Body(bool multipart) =>
        multipart
            ? new MultipartFormDataContent
            {
                { new StringContent("One-Click"), "List-Unsubscribe" },
            }
            : new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);

    private async Task<(Launched Campaign, string Path)> Sent(string? email = null)
    {
        var campaign = await Stage.Launch(
            suite,
            await suite.SignUp(),
            email: email is null ? null : _ => email
        );
        await campaign.Settle();
        var id = (await campaign.Message(campaign.Person.Messages[0])).ProviderId;
        var mail = (await suite.Sandbox.Mails(campaign.Person.Email)).Single(m =>
            m.Id.ToString() == id
        );
        var header = mail.Headers["List-Unsubscribe"];
        return (
            campaign,
            new Uri(header[1..header.IndexOf('>', StringComparison.Ordinal)]).AbsolutePath
        );
    }

    /// <summary>Every row of the account that could change, as text.</summary>
    private async Task<string> Rows(Launched campaign)
    {
        await using var read = suite
            .Sql("reach")
            .CreateCommand(
                """
                select string_agg(row, E'\n' order by row) from (
                    select to_jsonb(s)::text as row from suppressions s where account_email = $1
                    union all select to_jsonb(e)::text from enrolments e where account_email = $1
                    union all select to_jsonb(m)::text from messages m where account_email = $1
                    union all select to_jsonb(d)::text from decisions d where account_email = $1
                    union all select to_jsonb(l)::text from unsubscribe_links l where account_email = $1) rows
                """
            );
        read.Parameters.Add(new() { Value = campaign.Member.Email });
        await suite.Drain(campaign.Member);
        return (string)(await read.ExecuteScalarAsync(Stage.Ct))!;
    }
}
