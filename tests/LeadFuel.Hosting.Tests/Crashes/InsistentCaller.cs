using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LeadFuel.Testing.Services;

namespace LeadFuel.Hosting.Tests.Crashes;

/// <summary>
/// A browser in the hands of somebody who does not give up: whenever an answer is lost they look what became of the
/// step, or send it again as the web app would, with the same Idempotency-Key.
/// </summary>
internal sealed class InsistentCaller(Uri gateway) : IDisposable
{
    public static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Caller browser = Caller.Browser(gateway);

    public bool SignedIn { get; set; }

    /// <summary>The last answer that was none, or what came in its place.</summary>
    public string Heard { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<JsonElement> Look(string path) =>
        await (await Repeat(browser => browser.Get(path))).Json();

    public async Task<JsonElement> Do(string path, object? body = null) =>
        await (await Post(path, body)).Json();

    public Task<HttpResponseMessage> Post(string path, object? body = null, string? etag = null)
    {
        var key = Guid.CreateVersion7().ToString();
        return Repeat(browser => browser.Post(path, body, etag, key));
    }

    /// <summary>Looks, and acts upon what stands there, until it is as wanted.</summary>
    public async Task Until(
        string path,
        Func<JsonElement, bool> wanted,
        Func<JsonElement, Task>? act = null
    )
    {
        var last = default(JsonElement);
        await Waited(
            path,
            async () =>
            {
                last = await Look(path);
                if (wanted(last))
                {
                    return true;
                }

                await (act?.Invoke(last) ?? Task.CompletedTask);
                return false;
            },
            () => last.GetRawText()
        );
    }

    /// <summary>Asks Claude, and asks again where the writing was interrupted more than once: then a person decides.</summary>
    public async Task Write(
        Func<Task<bool>> written,
        Func<Task<HttpResponseMessage>> ask,
        string runs
    )
    {
        string? run = null;
        await Waited(
            runs,
            async () =>
            {
                if (await written())
                {
                    return true;
                }

                if (
                    run is null
                    || (await Look($"{runs}/{run}")).Text("state") is "failed" or "stopped"
                )
                {
                    var begun = await ask();
                    run = begun.IsSuccessStatusCode ? (await begun.Json()).Id() : null;
                }

                return false;
            }
        );
    }

    public static async Task Waited(string what, Func<Task<bool>> done, Func<string>? last = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await done())
        {
            Assert.True(
                Stopwatch.GetElapsedTime(began) < Patience,
                $"After {Patience.TotalMinutes:0} min: {what} {last?.Invoke()}"
            );
            await Task.Delay(Glance, Ct);
        }
    }

    /// <summary>Null when nobody knows what became of it, or when it was not its turn.</summary>
    public async Task<HttpResponseMessage?> Once(Func<Caller, Task<HttpResponseMessage>> ask)
    {
        try
        {
            var answer = await ask(browser);
            // That a part is away is no reason to send people out.
            Assert.False(
                SignedIn && answer.StatusCode == HttpStatusCode.Unauthorized,
                $"{answer.RequestMessage?.RequestUri} does not know who is signed in"
            );
            if (
                answer.StatusCode
                is < HttpStatusCode.InternalServerError
                    and not HttpStatusCode.TooManyRequests
            )
            {
                return answer;
            }

            Heard =
                $"{answer.RequestMessage?.RequestUri} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}";
        }
        catch (HttpRequestException lost)
        {
            Heard = lost.ToString();
        }
        catch (TaskCanceledException late) when (!Ct.IsCancellationRequested)
        {
            Heard = late.ToString();
        }

        return null;
    }

    public async Task<HttpResponseMessage> Repeat(Func<Caller, Task<HttpResponseMessage>> ask)
    {
        HttpResponseMessage? answer = null;
        await Waited("no answer", async () => (answer = await Once(ask)) is not null, () => Heard);
        return answer!;
    }

    public void Dispose() => browser.Dispose();
}

/// <summary>Reading what services answer.</summary>
internal static class Views
{
    public static List<JsonElement> Items(this JsonElement view) =>
        [.. view.GetProperty("items").EnumerateArray()];

    public static string Text(this JsonElement view, string name) =>
        view.GetProperty(name).GetString() ?? "";

    public static string Id(this JsonElement view) => view.Text("id");

    /// <summary>As it goes into If-Match.</summary>
    public static string Tag(this JsonElement view) =>
        $"\"{view.GetProperty("version").GetInt32()}\"";
}
