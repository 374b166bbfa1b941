using System.Net;

namespace LeadFuel.Core.Providers.Anthropic;

/// <summary>Asks Anthropic whether it accepts a key, by the one call that sends no prompt.</summary>
public sealed class KeyCheck(HttpClient http, Egress egress)
{
    public const string Ask = "core.ai-key";
    public const string Key = "your own Anthropic key";

    public static readonly Provider Provider = new("Anthropic", new("https://api.anthropic.com/"))
    {
        Purposes =
        [
            new(
                Ask,
                "Asks whether your own key is accepted, when you give one or have it checked again.",
                Key
            ),
        ],
        Keeps = LeadFuel.Prompts.ClaudeClient.Keeps,
        BringsKey = true,
    };

    /// <summary>Fails with <see cref="ProviderRefusedException"/> when it does not, or when nothing is answered.</summary>
    public async Task Accepts(Secret key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri("v1/models?limit=1", UriKind.Relative)
        );
        request.Headers.Add("x-api-key", key.Reveal());
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var held = egress.For(Ask, Key);
        try
        {
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new ProviderRefusedException(Provider.Name, answer.StatusCode);
            }
        }
        catch (Exception away)
            when (away is not (ProviderRefusedException or ProviderSwitchedOffException)
                && !ct.IsCancellationRequested
            )
        {
            throw new ProviderRefusedException(Provider.Name, 0);
        }
    }
}
