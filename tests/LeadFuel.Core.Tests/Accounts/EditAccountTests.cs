using System.Text;

namespace LeadFuel.Core.Tests.Accounts;

public sealed class EditAccountTests(CoreSuite suite)
{
    [Fact]
    public async Task A_name_and_a_zone_are_kept_and_the_log_says_what_changed()
    {
        var ada = await suite.SignUp();
        var seen = await ada.Web.Get("/api/core/account");

        var edited = await (
            await ada.Web.Patch(
                "/api/core/account",
                new { name = "Łódź “Pumps” & Sons", timeZone = "Asia/Calcutta" },
                seen.Tag()
            )
        ).Json();

        Assert.Equal("Łódź “Pumps” & Sons", edited.GetProperty("name").GetString());
        var account = (await ada.Web.Json("/api/core/bootstrap")).GetProperty("account");
        Assert.Equal("Asia/Calcutta", account.GetProperty("timeZone").GetString());
        var entry = (
            await ada.Web.Json("/api/core/audit-entries?action=account.edited")
        ).GetProperty("items")[0];
        Assert.Contains("now Asia/Calcutta", entry.GetProperty("detail").GetString()!);
        Assert.Equal(ada.Email, entry.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task Another_account_keeps_its_name()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var before = await (await ada.Web.Get("/api/core/account")).Json();
        var tag = (await eve.Web.Get("/api/core/account")).Tag();

        (
            await eve.Web.Patch("/api/core/account", new { name = "Mine" }, tag)
        ).EnsureSuccessStatusCode();

        var after = await (await ada.Web.Get("/api/core/account")).Json();
        Assert.Equal(before.ToString(), after.ToString());
    }

    [Fact]
    public async Task An_old_version_is_refused_with_the_present_one()
    {
        var ada = await suite.SignUp();
        var old = (await ada.Web.Get("/api/core/account")).Tag();
        (
            await ada.Web.Patch("/api/core/account", new { name = "First" }, old)
        ).EnsureSuccessStatusCode();

        var answer = await ada.Web.Patch("/api/core/account", new { name = "Second" }, old);

        var problem = await answer.Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.Equal("First", problem.GetProperty("current").GetProperty("name").GetString());
        await (await ada.Web.Patch("/api/core/account", new { name = "Third" })).Problem(
            HttpStatusCode.PreconditionRequired
        );
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""")]
    [InlineData("""{"timeZone":"../etc/passwd"}""")]
    [InlineData("""{"timeZone":"posix/Europe/Berlin"}""")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task What_is_no_name_or_zone_is_refused_in_words(string body)
    {
        var ada = await suite.SignUp();
        var seen = await ada.Web.Get("/api/core/account");

        var answer = await ada.Web.Patch(
            "/api/core/account",
            new StringContent(body, Encoding.UTF8, "application/json"),
            seen.Tag()
        );

        await answer.Problem(HttpStatusCode.BadRequest);
        Assert.Equal(seen.Tag(), (await ada.Web.Get("/api/core/account")).Tag());
    }
}
