using System.Text;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Anthropic;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Resend;

namespace LeadFuel.Sandbox.Stripe;

/// <summary>Tells the app what happened: at least once, in any order, for up to three days.</summary>
public sealed class StripeHooks(
    IHttpClientFactory clients,
    FaultBoard faults,
    IConfiguration configuration,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    public const string ApiVersion = "2026-10-28.endive";
    private const string WrongSecret = "whsec_of_nobody";

    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(24),
        TimeSpan.FromHours(24),
    ];

    /// <summary>Tells all of them, one after the other, without making the caller wait.</summary>
    public void Tell(IReadOnlyList<JsonObject> events) => _ = Quietly(() => All(events));

    private async Task All(IReadOnlyList<JsonObject> events)
    {
        foreach (var happened in events)
        {
            var text = happened.ToJsonString(AnthropicError.Json);
            if (Take(text, "webhook_lost") is not null)
            {
                continue;
            }

            if (Take(text, "webhook_late") is { } late)
            {
                _ = Quietly(async () =>
                {
                    await Task.Delay(late.Delay(60_000), clock, lifetime.ApplicationStopping);
                    await Deliver(happened);
                });
                continue;
            }

            await Deliver(happened);
            if (Take(text, "webhook_duplicate") is not null)
            {
                await Deliver(happened);
            }
        }
    }

    private async Task Deliver(JsonObject happened)
    {
        if (!await Send(happened))
        {
            _ = Quietly(async () =>
            {
                foreach (var wait in Retries)
                {
                    await Task.Delay(wait, clock, lifetime.ApplicationStopping);
                    if (await Send(happened))
                    {
                        return;
                    }
                }
            });
        }
    }

    private async Task<bool> Send(JsonObject happened)
    {
        if (configuration["Sandbox:Stripe:HookUrl"] is not { Length: > 0 } url)
        {
            return true;
        }

        var told = happened.Copy();
        var plain = told.ToJsonString(AnthropicError.Json);
        if (Take(plain, "webhook_other_version") is not null)
        {
            told["api_version"] = "2026-04-22.dahlia";
        }

        if (Take(plain, "webhook_null_version") is not null)
        {
            told["api_version"] = null;
        }

        var body = told.ToJsonString(AnthropicError.Json);
        var at = clock
            .GetUtcNow()
            .AddMinutes(Take(plain, "webhook_old_timestamp") is null ? 0 : -10);
        var secret = Take(plain, "webhook_bad_signature") is null
            ? configuration["Sandbox:Stripe:HookSecret"] ?? ""
            : WrongSecret;
        var header = StripeSignature.Header(secret, at, body);
        if (Take(plain, "webhook_two_signatures") is not null)
        {
            header =
                $"t={StripeSignature.Seconds(at)},v1={StripeSignature.V1(WrongSecret, at, body)},v1={StripeSignature.V1(secret, at, body)},v0=00";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
        );
        request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        try
        {
            using var answer = await clients
                .CreateClient(ResendHooks.Client)
                .SendAsync(request, lifetime.ApplicationStopping);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private Fault? Take(string text, string kind) => faults.Take("stripe", null, text, kind);

    private static async Task Quietly(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The Sandbox stops.
        }
    }
}
