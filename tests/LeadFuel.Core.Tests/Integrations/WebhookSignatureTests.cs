using LeadFuel.Core.Integrations;
using LeadFuel.Core.Providers.Webhook;
using LeadFuel.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>Secrets and signatures by vectors that others can compute.</summary>
public sealed class WebhookSignatureTests(CoreSuite suite)
{
    [Theory]
    [InlineData("ada@example.com", 1, "whsec_CLNxJwnT/HibPfyFdnXYbh6SreJVNaCrWpslcEUtASo=")]
    [InlineData("ada@example.com", 2, "whsec_9ogkLjKu6nq2eqoBMGqqEy2uviDLMp094lX9H7E/GrM=")]
    [InlineData("bob@example.com", 1, "whsec_zsHPur7JIMG6mcrfVatcw5CV44NrObTdC+b1U7n7/RQ=")]
    public void A_secret_follows_from_account_endpoint_and_number(
        string account,
        int number,
        string secret
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("SECRET_KEY", Convert.ToBase64String("test-secret-key-for-vectors-32b!"u8)),
            ])
            .Build();
        var environment = suite.Core.Provider.GetRequiredService<IHostEnvironment>();
        var secrets = new WebhookSecrets(
            new SecretKeys(configuration, environment, TimeProvider.System)
        );

        Assert.Equal(secret, secrets.Shown(account, "ep_01", number));
    }

    // The first two were checked with the reference library; the last is that library's own.
    [Theory]
    [InlineData(
        "CLNxJwnT/HibPfyFdnXYbh6SreJVNaCrWpslcEUtASo=",
        "msg_01JGFZ5N8Q6V3W2X1Y0ZABCDEF",
        1767225600,
        """{"id":"evt_01JGFZ5N8Q6V3W2X1Y0ZABCDEF","type":"deal.closed","timestamp":"2026-01-01T00:00:00Z","data":{"title":"Deal won","summary":"A deal moved to Closed won"}}""",
        "v1,4jD3ZvD166ykCCKsv4uvJQ6/iaGh2xQolfNMTnkvwnQ="
    )]
    [InlineData(
        "9ogkLjKu6nq2eqoBMGqqEy2uviDLMp094lX9H7E/GrM=",
        "msg_01JGFZ5N8Q6V3W2X1Y0ZABCDEF",
        1767225600,
        """{"id":"evt_01JGFZ5N8Q6V3W2X1Y0ZABCDEF","type":"deal.closed","timestamp":"2026-01-01T00:00:00Z","data":{"title":"Deal won","summary":"A deal moved to Closed won"}}""",
        "v1,Nynf0AFvjnA624+lSke20f/Ht6PY3FjlXylWjPfL2L0="
    )]
    [InlineData(
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        """{"test": 2432232314}""",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )]
    public void A_signature_is_that_of_standard_webhooks(
        string key,
        string id,
        long timestamp,
        string body,
        string signature
    ) =>
        Assert.Equal(
            signature,
            WebhookClient.Sign(
                Convert.FromBase64String(key),
                id,
                timestamp,
                System.Text.Encoding.UTF8.GetBytes(body)
            )
        );
}
