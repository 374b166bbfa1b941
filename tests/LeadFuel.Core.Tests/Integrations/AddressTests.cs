using LeadFuel.Core.Integrations;
using LeadFuel.Core.Providers.Webhook;
using LeadFuel.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>A webhook's address cannot be turned against the inside: judged when it is saved, and again by the address that is connected to.</summary>
public sealed class AddressTests(CoreSuite suite)
{
    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://192.0.2.1/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://[::]/")]
    [InlineData("https://{this machine}/")]
    [InlineData("http://example.com/")]
    public async Task No_connection_is_made_to_an_address_inside(string url)
    {
        using var http = new HttpClient(PublicOnly.Make(sandbox: false));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.PostAsync(
                new Uri(url.Replace("{this machine}", Dns.GetHostName(), StringComparison.Ordinal)),
                new ByteArrayContent([]),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(WebhookClient.AddressRefused, refused.Message);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://example.com/hooks")]
    [InlineData("https://example.com:8443/hooks")]
    [InlineData("https://ada:secret@example.com/hooks")]
    [InlineData("https://example.com/hooks#part")]
    [InlineData("https://127.0.0.1/hooks")]
    [InlineData("https://2130706433/hooks")]
    [InlineData("https://[::1]/hooks")]
    [InlineData("https://[::]/hooks")]
    [InlineData("https://[2002:7f00:1::]/hooks")]
    [InlineData("https://localhost/hooks")]
    [InlineData("https://intranet/hooks")]
    [InlineData("https://postgres.railway.internal/hooks")]
    [InlineData("https://localhost.")]
    [InlineData("https://leadfuel.cloud/hooks")]
    [InlineData("https://hooks.LeadFuel.cloud/hooks")]
    [InlineData("https://api.leadfuel.co.uk./hooks")]
    public async Task What_is_no_public_address_is_refused_in_words_and_nothing_is_saved(string url)
    {
        var ada = await suite.SignUp();
        var told = await (await ada.Web.Put($"{Told.Api}/webhook", new { url })).Problem(
            HttpStatusCode.BadRequest
        );
        Assert.True(told.GetProperty("errors").TryGetProperty("url", out _));
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await ada.Web.Json(Told.Api)).GetProperty("webhook").ValueKind
        );
    }

    [Theory]
    [InlineData("https://app.example.com/hooks", true)]
    [InlineData("https://admin.example.net/hooks", true)]
    [InlineData("https://eu.app.example.com/hooks", true)]
    [InlineData("https://example.com/leadfuel", false)]
    [InlineData("https://myapp.example.com/hooks", false)]
    [InlineData("https://notleadfuel.cloud/hooks", false)]
    public void No_name_of_our_own_is_taken_and_no_other_is_refused_for_it(string url, bool ours)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("PUBLIC_ORIGIN", "https://app.example.com"),
                new("ADMIN_ORIGIN", "https://admin.example.net"),
            ])
            .Build();
        var read = new WebhookAddress(
            configuration,
            new HostingEnvironment { EnvironmentName = Environments.Production }
        ).Read(url);

        Assert.Equal(ours, read.Refused is not null);
    }

    [Fact]
    public void The_way_to_this_machine_opens_in_development_only()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Webhooks:Sandbox", "http://127.0.0.1:5090")])
            .Build();

        Assert.Throws<StartRefusedException>(() =>
            new WebhookAddress(
                configuration,
                new HostingEnvironment { EnvironmentName = Environments.Production }
            )
        );
        Assert.True(
            suite.Core.Provider.GetRequiredService<WebhookAddress>().Sandbox is { IsLoopback: true }
        );
    }
}
