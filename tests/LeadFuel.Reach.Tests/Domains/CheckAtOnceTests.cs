using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Domains;

public sealed class CheckAtOnceTests(Suite suite)
{
    [Fact]
    public async Task A_domain_that_is_checked_while_it_is_set_up_is_made_once()
    {
        var member = await suite.SignUp();
        var name = $"d{Guid.CreateVersion7():N}.test";
        var added = await (await member.Reach.Post("/domains", new { name })).Json();
        var id = added.GetProperty("id").GetGuid();

        var checks = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => member.Reach.Post($"/domains/{id}/check"))
        );
        await suite.Drain(member);

        Assert.All(checks, check => Assert.True(check.IsSuccessStatusCode));
        var domain = await (await member.Reach.Get($"/domains/{id}")).Json();
        Assert.Equal("verified", domain.GetProperty("status").GetString());
        Assert.Single(
            await suite.Sandbox.Records("resend"),
            record =>
                record.Path == "/resend/domains"
                && record.Method == "POST"
                && record.Status == 201
                && record.Body.Contains(name, StringComparison.Ordinal)
        );
    }
}
