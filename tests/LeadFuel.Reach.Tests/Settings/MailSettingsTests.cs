using System.Net;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Settings;

public sealed class MailSettingsTests(Suite suite)
{
    [Fact]
    public async Task The_postal_address_is_each_accounts_own_and_is_saved_at_the_version_that_was_read()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var first = await ada.Reach.Get("/settings");
        Assert.Equal("", (await first.Json()).Text("postalAddress"));

        var saved = await ada.Reach.Put(
            "/settings",
            new { postalAddress = "  Engines Ltd \r\n\r\n 12 Byron Street\rLondon  " },
            first.Tag()
        );

        Assert.Equal(
            "Engines Ltd\n12 Byron Street\nLondon",
            (await saved.Json()).Text("postalAddress")
        );
        var stale = await (
            await ada.Reach.Put(
                "/settings",
                new { postalAddress = "Another Street 1" },
                first.Tag()
            )
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.Equal(
            "Engines Ltd\n12 Byron Street\nLondon",
            stale.GetProperty("current").Text("postalAddress")
        );
        await (
            await ada.Reach.Put("/settings", new { postalAddress = "Another Street 1" })
        ).Problem(HttpStatusCode.PreconditionRequired);
        Assert.Equal(saved.Tag(), (await ada.Reach.Get("/settings")).Tag());
        Assert.Equal("", (await eve.Reach.Json("/settings")).Text("postalAddress"));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"postalAddress":"  \n "}""")]
    [InlineData("""{"postalAddress":"Here"}""")]
    [InlineData("""{"postalAddress":5}""")]
    [InlineData("""{"postalAddress":"12 Byron\u0000 Street, London"}""")]
    public async Task What_is_no_address_is_refused(string json)
    {
        var ada = await suite.SignUp();

        await (
            await ada.Reach.Put(
                "/settings",
                new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                "\"0\""
            )
        ).Problem(HttpStatusCode.BadRequest);

        Assert.Equal("", (await ada.Reach.Json("/settings")).Text("postalAddress"));
    }
}
