using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests;

/// <summary>A database that goes away under a request is told as that, and comes back by itself.</summary>
public sealed class OutageTests(Suite suite)
{
    [Fact]
    public async Task A_connection_that_the_database_breaks_off_is_no_fault_of_ours()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var ada = await own.SignUp();
        await (await ada.Web.Post("/api/scope/icps", new { name = "Fintech" })).Json();

        for (var round = 0; round < 12; round++)
        {
            await Wait.Until(
                async () => (await ada.Web.Get("/api/scope/icps")).IsSuccessStatusCode,
                () => "the database does not come back"
            );
            await using var end = own.Sql("scope")
                .CreateCommand(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'lf_scope_app' and datname = current_database()"
                );
            Assert.True((long)(await end.ExecuteScalarAsync(ct))! > 0, "nothing was connected");

            var answer = await ada.Web.Get("/api/scope/icps");

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                var told = await answer.Problem(HttpStatusCode.ServiceUnavailable, "provider-down");
                Assert.Contains("database", told.GetProperty("title").GetString());
            }
        }

        Assert.Contains("Fintech", (await ada.Web.Json("/api/scope/icps")).GetRawText());
    }
}
