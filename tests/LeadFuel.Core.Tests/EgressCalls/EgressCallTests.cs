using System.Text.Json;

namespace LeadFuel.Core.Tests.EgressCalls;

/// <summary>What left, as the account sees it, over all services.</summary>
public sealed class EgressCallTests(CoreSuite suite)
{
    private const string Calls = "/api/core/egress-calls";

    [Fact]
    [Claim("T36")]
    [Claim("T20")]
    public async Task All_that_leaves_for_a_new_account_is_its_sign_in_mail()
    {
        var ada = await suite.SignUpByMail();
        await suite.Drain(ada);
        // Looking around calls nobody.
        foreach (
            var path in (string[])
                [
                    "core/bootstrap",
                    "core/sessions",
                    "core/audit-entries",
                    "scope/icps",
                    "reach/campaigns",
                    "reach/contacts",
                ]
        )
        {
            (await ada.Web.Get($"/api/{path}")).EnsureSuccessStatusCode();
        }

        await suite.Drain(ada);

        var ledger = await ada.Web.Json(Calls);
        var call = Assert.Single(ledger.GetProperty("items").EnumerateArray());
        Assert.Equal("core.sign-in-mail", call.GetProperty("purpose").GetString());
        Assert.Equal("Resend", call.GetProperty("provider").GetString());
        Assert.Empty(ledger.GetProperty("away").EnumerateArray());
        var sent = Assert.Single(await ReachedAnyone(ada.Email));
        var to = JsonDocument.Parse(sent.Body).RootElement.GetProperty("to");
        Assert.Equal(ada.Email, Assert.Single(to.EnumerateArray()).GetString());
    }

    [Fact]
    [Claim("T43")]
    public async Task Contacts_that_are_loaded_reach_no_service_that_was_not_connected()
    {
        var ada = await suite.SignUpByMail();
        var phrase = $"quoll{Guid.CreateVersion7():N}";
        var added = await (
            await ada.Web.Post(
                "/api/reach/imports",
                new
                {
                    text = $"email,first name,company\n{phrase}@kestrelpay.com,Ines,{phrase} GmbH\n",
                    fileName = "people.csv",
                }
            )
        ).Json();
        Assert.Equal(1, added.GetProperty("added").GetInt32());
        await suite.Drain(ada);

        Assert.Empty(await ReachedAnyone(phrase));
        Assert.Single(
            (await ada.Web.Json(Calls)).GetProperty("items").EnumerateArray(),
            call => call.GetProperty("purpose").GetString() == "core.sign-in-mail"
        );
    }

    [Fact]
    public async Task The_pages_follow_each_other_to_the_last_and_another_account_has_none_of_it()
    {
        var ada = await suite.SignUpByMail();
        for (var i = 0; i < 3; i++)
        {
            (
                await ada.Web.Post("/api/core/sign-in-links", new { email = ada.Email })
            ).EnsureSuccessStatusCode();
        }

        await suite.Drain(ada);
        var eve = await suite.SignUp();
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await ada.Web.Json(
                $"{Calls}?limit=2{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}"
            );
            seen.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(call => call.GetProperty("id").GetString()!)
            );
            next = page.GetProperty("next").GetString();
        } while (next is not null);

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Empty((await eve.Web.Json(Calls)).GetProperty("items").EnumerateArray());
        Assert.Empty((await eve.Web.Json($"{Calls}/today")).GetProperty("items").EnumerateArray());
        var today = Assert.Single(
            (await ada.Web.Json($"{Calls}/today")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(4, today.GetProperty("calls").GetInt32());
        await (await ada.Web.Get($"{Calls}?after=yesterday")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_more_than_a_thousand_calls_a_day_it_says_that_they_are_at_least_as_many()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await Called(ada, 999);
        var before = await ada.Web.Json($"{Calls}/today");
        await Called(ada, 2);

        var today = await ada.Web.Json($"{Calls}/today");

        Assert.False(before.GetProperty("atLeast").GetBoolean());
        Assert.True(today.GetProperty("atLeast").GetBoolean());
        Assert.False((await eve.Web.Json($"{Calls}/today")).GetProperty("atLeast").GetBoolean());
    }

    private async Task Called(Member member, int times)
    {
        await using var command = suite
            .Sql("core")
            .CreateCommand(
                """
                insert into egress_calls (account_email, id, at, provider, host, purpose, categories, bytes_out, bytes_in, status, duration_ms, body_sha256, asked_by)
                select $1, gen_random_uuid(), $2, 'Resend', '127.0.0.1', 'core.sign-in-mail', '{}', 1, 1, 200, 1, '', $1 from generate_series(1, $3)
                """
            );
        command.Parameters.Add(new() { Value = member.Email });
        command.Parameters.Add(new() { Value = suite.Time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = times });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<SandboxWorld.Recorded>> ReachedAnyone(string text)
    {
        var found = new List<SandboxWorld.Recorded>();
        foreach (
            var vendor in (string[])
                [
                    "resend",
                    "anthropic",
                    "openai",
                    "stripe",
                    "linkedin",
                    "microsoft",
                    "slack",
                    "hubspot",
                    "pipedrive",
                ]
        )
        {
            found.AddRange(
                (await suite.Sandbox.Records(vendor)).Where(record =>
                    record.Body.Contains(text, StringComparison.Ordinal)
                    || record.Path.Contains(text, StringComparison.Ordinal)
                )
            );
        }

        return found;
    }
}
