using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(Suite))]

namespace LeadFuel.House.Tests;

/// <summary>The way in works from end to end, and two people who come by it are two accounts.</summary>
public sealed class SuiteTests(Suite suite)
{
    [Fact]
    public async Task A_person_signs_up_by_mail_and_is_known_at_the_gateway_and_at_each_service()
    {
        var ada = await suite.SignUpByMail();

        var bootstrap = await ada.Web.Json("/api/core/bootstrap");

        Assert.Equal(ada.Email, bootstrap.GetProperty("account").GetProperty("email").GetString());
        await (await suite.Browser().Get("/api/core/bootstrap")).Problem(
            HttpStatusCode.Unauthorized
        );
        await suite.Drain(ada);
        foreach (var service in (string[])["scope", "reach", "signal", "orbit", "admin"])
        {
            await using var known = suite
                .Sql(service)
                .CreateCommand("select count(*) from accounts where account_email = $1");
            known.Parameters.Add(new() { Value = ada.Email });
            Assert.Equal(1L, await known.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_one_creates_the_other_does_not_find()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();

        var icp = await (await ada.Web.Post("/api/scope/icps", new { name = "Fintech" })).Json();

        var path = $"/icps/{icp.GetProperty("id").GetGuid()}";
        Assert.Equal(HttpStatusCode.OK, (await ada.Scope.Get(path)).StatusCode);
        await (await eve.Scope.Get(path)).Problem(HttpStatusCode.NotFound);
        await (await eve.Web.Get($"/api/scope{path}")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_suite_of_its_own_lives_in_its_own_time()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();

        own.Advance(TimeSpan.FromDays(31));

        await (await ada.Web.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }
}
