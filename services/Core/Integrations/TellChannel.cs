using System.Diagnostics;
using System.Security.Cryptography;
using LeadFuel.Core.Providers.Slack;
using LeadFuel.Core.Providers.Webhook;

namespace LeadFuel.Core.Integrations;

/// <summary>One call to a channel, for the job and for the test button. The caller writes down what came of it.</summary>
public sealed class TellChannel(
    WebhookClient webhook,
    SlackClient slack,
    WebhookSecrets secrets,
    WebhookAddress addresses,
    SecretKeys keys,
    Egress egress,
    TimeProvider clock
)
{
    /// <summary>The exact bytes that an address of this kind gets.</summary>
    public static byte[] Body(ChannelKind kind, EventFacts facts) =>
        kind == ChannelKind.Slack ? SlackMessage.Of(facts) : facts.Json();

    public async Task<Answer> Tell(
        Channel channel,
        Guid delivery,
        EventFacts facts,
        CancellationToken ct
    )
    {
        var url = keys.Open(Channel.SealedFor, channel.AccountEmail, channel.Url).Reveal();
        var body = Body(channel.Kind, facts);
        var started = Stopwatch.GetTimestamp();
        var answer =
            channel.Kind == ChannelKind.Slack
                ? await ToSlack(url, facts, body, ct)
                : await ToWebhook(channel, url, delivery, facts, body, ct);
        return answer with
        {
            Bytes = body.Length,
            BodySha256 = SHA256.HashData(body),
            DurationMs = (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
        };
    }

    private async Task<Answer> ToSlack(
        string address,
        EventFacts facts,
        byte[] body,
        CancellationToken ct
    )
    {
        using var purpose = egress.For(
            SlackClient.Tell,
            facts.OfCustomers
                ? [SlackClient.Summary, SlackClient.CustomerData]
                : [SlackClient.Summary]
        );
        return await slack.Send(new Uri(address).AbsolutePath, body, ct);
    }

    private async Task<Answer> ToWebhook(
        Channel channel,
        string address,
        Guid delivery,
        EventFacts facts,
        byte[] body,
        CancellationToken ct
    )
    {
        // What was an allowed address when it was saved may not be one by now.
        var allowed = addresses.Read(address);
        if (allowed.Refused is not null)
        {
            return new Answer(Verdict.Later, 0, WebhookClient.AddressRefused);
        }

        var url = allowed.Value;
        using var purpose = egress.To(
            url,
            WebhookClient.Tell,
            facts.OfCustomers
                ? [WebhookClient.Summary, WebhookClient.CustomerData]
                : [WebhookClient.Summary]
        );
        return await webhook.Send(
            url,
            $"msg_{delivery:N}",
            body,
            secrets.Signing(channel, clock.GetUtcNow()),
            ct
        );
    }
}
