using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Anthropic;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Resend;

namespace LeadFuel.Sandbox.Pipedrive;

/// <summary>Delivers with HTTP Basic, four tries in all; a redirect counts as a failure.</summary>
public sealed class PipedriveHooks(
    IHttpClientFactory clients,
    FaultBoard faults,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    private const int MostTries = 4;

    // Pipedrive waits for so many seconds; here each is a thousandth.
    private static readonly int[] Waits = [3, 30, 150];

    /// <summary>The answers, try by try. Several messages may be told in any order.</summary>
    public async Task<IReadOnlyList<int>> Tell(PipedriveDesk desk, params JsonObject[] messages)
    {
        if (desk.Target is not { } target)
        {
            return [];
        }

        if (Take(desk, "webhook_reversed"))
        {
            Array.Reverse(messages);
        }

        var answers = new List<int>();
        foreach (var message in messages)
        {
            if (Take(desk, "webhook_lost"))
            {
                continue;
            }

            answers.AddRange(await Deliver(desk, target, message));
            if (Take(desk, "webhook_duplicate"))
            {
                Attempt(message, 2);
                answers.AddRange(await Deliver(desk, target, message));
            }
        }

        return answers;
    }

    public async Task<IReadOnlyList<int>> Replay(PipedriveDesk desk) =>
        desk.Last is { } last ? [await Post(last.Url, last.Body, last.Authorization)] : [];

    private async Task<IReadOnlyList<int>> Deliver(
        PipedriveDesk desk,
        PipedriveTarget target,
        JsonObject message
    )
    {
        if (Take(desk, "webhook_other_company") && message["meta"] is JsonObject meta)
        {
            meta["company_id"] = "1002";
        }

        if (Take(desk, "webhook_unknown_shape"))
        {
            message = new JsonObject
            {
                ["hello"] = "world",
                ["meta"] = new JsonObject { ["version"] = "3.0" },
            };
        }

        if (!desk.Tells)
        {
            return [];
        }

        var password = Take(desk, "webhook_bad_password") ? "of-nobody" : target.Password;
        var authorization = Take(desk, "webhook_no_password")
            ? null
            : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"leadfuel:{password}"));
        var truncated = Take(desk, "webhook_truncated");
        var answers = new List<int>();
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            Attempt(message, attempt);
            var body = JsonSerializer.SerializeToUtf8Bytes(message, AnthropicError.Json);
            body = truncated ? body[..^7] : body;
            desk.Last = (target.Url, body, authorization);
            var status = await Post(target.Url, body, authorization);
            // The answer came after Pipedrive had stopped to wait for it.
            status = Take(desk, "webhook_slow_answer") ? 0 : status;
            answers.Add(status);
            var taken = status is >= 200 and < 300;
            desk.Answered(taken, first: attempt == 1);
            if (taken || attempt == MostTries || !desk.Tells)
            {
                break;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(Waits[attempt - 1]),
                clock,
                lifetime.ApplicationStopping
            );
        }

        return answers;
    }

    private static void Attempt(JsonObject message, int attempt)
    {
        if (message["v"] is not null)
        {
            message["retry"] = attempt - 1;
        }
        else if (message["meta"] is JsonObject meta)
        {
            meta["attempt"] = attempt;
        }
    }

    private async Task<int> Post(string url, byte[] body, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Pipedrive Webhooks");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            using var answer = await clients
                .CreateClient(ResendHooks.Client)
                .SendAsync(request, lifetime.ApplicationStopping);
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    private bool Take(PipedriveDesk desk, string kind) =>
        faults.Take("pipedrive", null, desk.Name, kind) is not null;
}
