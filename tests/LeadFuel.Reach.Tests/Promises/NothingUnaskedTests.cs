using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>No provider hears of a customer's people before the customer sends to them.</summary>
public sealed class NothingUnaskedTests(Suite suite)
{
    private static readonly string[] Vendors = ["resend", "anthropic", "stripe"];

    [Fact]
    [Claim("T36")]
    public async Task A_fresh_account_has_had_its_sign_in_mail_sent_and_nothing_else()
    {
        var ada = await suite.SignUpByMail();
        foreach (
            var path in (string[])
                [
                    "/today",
                    "/campaigns",
                    "/contacts",
                    "/suppressions",
                    "/domains",
                    "/senders",
                    "/threads",
                    "/settings",
                    "/icps",
                ]
        )
        {
            (await ada.Web.Get($"/api/reach{path}")).EnsureSuccessStatusCode();
        }

        await suite.Drain(ada);

        Assert.Equal(["core Resend core.sign-in-mail"], await Calls(ada.Email));
    }

    [Fact]
    [Claim("T36")]
    [Claim("T43")]
    public async Task Contacts_that_were_imported_planned_for_and_written_to_in_drafts_reach_nobody()
    {
        var ada = await suite.SignUp();
        var mark = $"{Guid.CreateVersion7():N}";
        var before = await Calls(ada.Email);
        await ada.Reach.Post(
            "/imports",
            new
            {
                text = "email,first_name,last_name,company\n"
                    + string.Join(
                        '\n',
                        Enumerable
                            .Range(0, 1000)
                            .Select(i => $"p{i}@{mark}.test,P{i},Of{mark},Firma {mark}")
                    ),
            }
        );
        await ada.Reach.Post("/suppressions", new { kind = "domain", key = $"{mark}.test" });
        var plan = await Plan.Create(suite, ada);
        await plan.WriteAndApprove("Hi {{first_name}} of {{company}}");
        var draft = (await plan.Drafts())[0].Text("id");
        (await ada.Reach.Get($"/drafts/{draft}/rendered")).EnsureSuccessStatusCode();
        (
            await ada.Reach.Post($"/drafts/{draft}/prompt-preview", new { })
        ).EnsureSuccessStatusCode();
        (await ada.Reach.Get($"/campaigns/{plan.Id}/launch-check")).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(before, await Calls(ada.Email));
        foreach (var vendor in Vendors)
        {
            Assert.DoesNotContain(
                await suite.Sandbox.Records(vendor),
                request => request.Body.Contains(mark, StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    /// <summary>Each call that any service made for this account: service, provider, purpose.</summary>
    private async Task<List<string>> Calls(string account)
    {
        var calls = new List<string>();
        foreach (var database in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            await using var read = suite
                .Sql(database)
                .CreateCommand(
                    "select provider, purpose from egress_calls where account_email = $1 order by 1, 2"
                );
            read.Parameters.Add(new() { Value = account });
            await using var reader = await read.ExecuteReaderAsync(Stage.Ct);
            while (await reader.ReadAsync(Stage.Ct))
            {
                calls.Add($"{database} {reader.GetString(0)} {reader.GetString(1)}");
            }
        }

        return calls;
    }
}
