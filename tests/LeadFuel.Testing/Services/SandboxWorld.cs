using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Outcomes;

namespace LeadFuel.Testing.Services;

/// <summary>The third parties as the Sandbox plays them: what reached them, and what goes wrong with them.</summary>
public sealed class SandboxWorld(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>One request as it reached a third party.</summary>
    public sealed record Recorded(
        long Id,
        string Vendor,
        string Method,
        string Path,
        string Query,
        string? Key,
        Dictionary<string, string> Headers,
        string Body,
        int? Status
    );

    /// <summary>One mail that reached a person.</summary>
    public sealed record Delivery(
        Guid Id,
        string Team,
        string From,
        string[] To,
        string[] ReplyTo,
        string Subject,
        string? Text,
        string? Html,
        Dictionary<string, string> Headers,
        string MessageId,
        string? IdempotencyKey
    );

    private sealed record Page<T>(T[] Items);

    public Uri Address => address;

    /// <summary>All requests that reached `vendor` (anthropic, resend), of every test of this suite.</summary>
    public async Task<IReadOnlyList<Recorded>> Records(string vendor) =>
        (await Get<Page<Recorded>>($"/records?vendor={vendor}")).Items;

    public async Task<IReadOnlyList<Delivery>> Mails(string to) =>
        (await Get<Page<Delivery>>($"/deliveries?to={Uri.EscapeDataString(to)}")).Items;

    /// <summary>Every mail that reached anybody.</summary>
    public async Task<IReadOnlyList<Delivery>> Deliveries() =>
        (await Get<Page<Delivery>>("/deliveries")).Items;

    /// <summary>The latest mail to `to`; waits until there are `count`.</summary>
    public async Task<Delivery> Mail(string to, int count = 1)
    {
        Delivery[] mails = [];
        await Wait.Until(
            async () => (mails = [.. await Mails(to)]).Length >= count,
            () => $"{to} got {mails.Length} of {count} mails"
        );
        return mails[^1];
    }

    /// <summary>As `POST /faults`: `new { vendor, kind, times, match, … }`. Its id is there to heal it.</summary>
    public async Task<Guid> Break(object fault) =>
        (await Post("/faults", fault)).GetProperty("id").GetGuid();

    public async Task Heal(Guid fault) =>
        (
            await http.DeleteAsync($"/faults/{fault}", TestContext.Current.CancellationToken)
        ).EnsureSuccessStatusCode();

    public async Task Heal(string vendor) =>
        (
            await http.DeleteAsync(
                $"/faults?vendor={vendor}",
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    /// <summary>The recipient of `mail` answers.</summary>
    public Task Reply(Delivery mail, string text) => Post($"/mail/{mail.Id}/reply", new { text });

    /// <summary>Any of the Sandbox's doors for tests (its README lists them).</summary>
    public async Task<JsonElement> Post(string path, object? body = null)
    {
        var answer = await http.PostAsJsonAsync(
            path,
            body ?? new { },
            TestContext.Current.CancellationToken
        );
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{path} answered {(int)answer.StatusCode}: {text}"
        );
        return text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
    }

    private async Task<T> Get<T>(string path) =>
        (
            await http.GetFromJsonAsync<T>(
                path,
                HouseJson.Options,
                TestContext.Current.CancellationToken
            )
        )!;

    public void Dispose() => http.Dispose();
}
