using System.Diagnostics;

namespace LeadFuel.Core.Tests.Sessions;

public sealed class SessionTests(CoreSuite suite)
{
    [Fact]
    public async Task A_revoked_browser_is_out_within_a_second()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        (await phone.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();

        (await ada.Web.Delete($"/api/core/sessions/{phone.SessionId}")).EnsureSuccessStatusCode();

        var began = Stopwatch.GetTimestamp();
        while (
            (await phone.Web.Get("/api/core/bootstrap")).StatusCode != HttpStatusCode.Unauthorized
        )
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1), "still in");
        }

        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_ends_a_session()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();

        await (await eve.Web.Delete($"/api/core/sessions/{ada.SessionId}")).Problem(
            HttpStatusCode.NotFound
        );

        (await eve.Web.Delete("/api/core/sessions")).EnsureSuccessStatusCode();
        var seen = await eve.Web.Json("/api/core/sessions");
        Assert.DoesNotContain(ada.SessionId.ToString()!, seen.ToString());
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_session_shows_its_network_and_no_place()
    {
        var ada = await suite.SignUpByMail();
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();

        var session = (await ada.Web.Json("/api/core/sessions")).GetProperty("items")[0];

        Assert.True(session.GetProperty("current").GetBoolean());
        Assert.StartsWith("127.", session.GetProperty("network").GetString());
    }
}
