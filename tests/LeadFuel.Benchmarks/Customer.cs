using System.Text.Json;

namespace LeadFuel.Benchmarks;

/// <summary>Somebody who signed up at a running suite, and asks as their browser would.</summary>
internal sealed record Customer(SuiteRun Suite, string Cookie, string Account)
{
    public static async Task<Customer> SignUp(SuiteRun suite, CancellationToken ct)
    {
        var (cookie, account) = await suite.SignUp(ct);
        return new(suite, cookie, account);
    }

    public Task<JsonElement> Get(string path, CancellationToken ct) =>
        Ask(HttpMethod.Get, path, null, null, ct);

    public Task<JsonElement> Post(string path, object? body, CancellationToken ct) =>
        Ask(HttpMethod.Post, path, body, null, ct);

    public Task<JsonElement> Put(string path, object? body, int version, CancellationToken ct) =>
        Ask(HttpMethod.Put, path, body, version, ct);

    public async Task<JsonElement> Ask(
        HttpMethod method,
        string path,
        object? body,
        int? version,
        CancellationToken ct
    )
    {
        using var answer = await Suite.Send(method, $"/api{path}", body, Cookie, version, ct);
        return await SuiteRun.Json(answer, ct);
    }
}
