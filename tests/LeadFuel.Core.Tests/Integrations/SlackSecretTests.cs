using System.Text.Json;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>The address of a customer's Slack channel: what is taken for one, who sees it, and who may use it.</summary>
public sealed class SlackSecretTests(CoreSuite suite)
{
    [Theory]
    [InlineData("https://hooks.slack.com/workflows/T1/B1/012345678901234567890", "workflow")]
    [InlineData("https://hooks.slack.com/triggers/T1/B1/012345678901234567890", "workflow")]
    [InlineData(
        "https://hooks.slack.com.evil.test/services/T1/B1/012345678901234567890",
        "looks like"
    )]
    [InlineData("https://ada@hooks.slack.com/services/T1/B1/012345678901234567890", "looks like")]
    [InlineData("https://hooks.slack.com:8443/services/T1/B1/012345678901234567890", "looks like")]
    [InlineData("https://hooks.slack.com/services/T1/B1/012345678901234567890?to=x", "looks like")]
    [InlineData(
        "https://hooks.slack.com/services/T1/B1/../../../../x0123456789012345",
        "looks like"
    )]
    [InlineData("http://hooks.slack.com/services/T1/B1/012345678901234567890", "looks like")]
    [InlineData("https://hooks.slack.com/services/T1/B1/short", "looks like")]
    [InlineData("https://169.254.169.254/services/T1/B1/012345678901234567890", "looks like")]
    public async Task What_is_no_address_of_a_channel_is_refused_in_words(string url, string says)
    {
        var ada = await suite.SignUp();
        var refused = await (await ada.Web.Put($"{Told.Api}/slack", new { url })).Problem(
            HttpStatusCode.BadRequest
        );
        Assert.Contains(says, refused.GetProperty("errors").GetProperty("url")[0].GetString());
        Assert.Equal(
            JsonValueKind.Null,
            (await ada.Web.Json(Told.Api)).GetProperty("slack").ValueKind
        );
    }

    [Fact]
    public async Task The_address_is_a_secret_sealed_masked_and_in_no_export_or_log()
    {
        var ada = await SlackRoom.Open(suite);
        var told = new Told(suite, ada.Member);
        await ada.Switch("icp.ready");
        await told.Ready("Fintech");
        await ada.Posted(1);
        var token = (await ada.Calls())[0].Path.Split('/')[^1];

        Assert.Empty(await Rows.With(suite, token));
        Assert.Empty(await Rows.With(suite, ada.Name.ToUpperInvariant()));
        var shown = (await ada.Member.Web.Json(Told.Api)).GetProperty("slack");
        Assert.Equal(
            $"https://hooks.slack.com/services/TSANDBOX/B{ada.Name.ToUpperInvariant()}/••••",
            shown.GetProperty("address").GetString()
        );
        Assert.Equal("#sales", shown.GetProperty("name").GetString());
        Assert.DoesNotContain(
            suite.Logs.Lines,
            line => line.Text.Contains(token, StringComparison.Ordinal)
        );
        // Pasted where the webhook belongs, it is sent back with a hint.
        await (
            await ada.Member.Web.Put(
                $"{Told.Api}/webhook",
                new { url = $"https://hooks.slack.com/services/T1/B1/{token}" }
            )
        ).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nobody_tells_or_unplugs_another_accounts_channel()
    {
        var ada = await SlackRoom.Open(suite);
        var eve = await suite.SignUp();
        await (await eve.Web.Post($"{Told.Api}/slack/test", new { })).Problem(
            HttpStatusCode.Conflict,
            "not-connected"
        );
        (await eve.Web.Delete($"{Told.Api}/slack")).EnsureSuccessStatusCode();
        Assert.Equal(
            JsonValueKind.Object,
            (await ada.Member.Web.Json(Told.Api)).GetProperty("slack").ValueKind
        );
    }
}
