using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.Sandbox.Tests;

/// <summary>The Sandbox on a port of its own, with a clock that the test moves and an address that is told about mail.</summary>
public sealed class World : WebApplicationFactory<SandboxApp>
{
    public const string Secret = "whsec_bGVhZGZ1ZWwtc2FuZGJveC13ZWJob29rLXNlY3JldCE=";

    /// <summary>Stands for the address of <see cref="Hooks"/>, which is known only once it listens.</summary>
    public const string OwnHooks = "own hooks";

    private readonly Dictionary<string, string> settings;

    private World(HookReceiver hooks, Dictionary<string, string> settings)
    {
        Hooks = hooks;
        this.settings = settings;
        UseKestrel();
        StartServer();
        Web = CreateClient(
            new WebApplicationFactoryClientOptions
            {
                AllowAutoRedirect = false,
                BaseAddress = ClientOptions.BaseAddress,
            }
        );
    }

    public static async Task<World> Start(params (string Key, string Value)[] settings) =>
        new(
            await HookReceiver.Start(),
            settings.ToDictionary(setting => setting.Key, setting => setting.Value)
        );

    public FakeTimeProvider Clock { get; } =
        new(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero));

    public HookReceiver Hooks { get; }

    /// <summary>Without a key: the Sandbox's own pages and doors.</summary>
    public HttpClient Web { get; }

    public Task<HttpResponseMessage> Resend(
        HttpMethod method,
        string path,
        object? body = null,
        string? key = "re_sandbox_reach",
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, $"/resend{path}");
        request.Headers.UserAgent.ParseAdd("LeadFuel/1.0");
        request.Headers.Authorization = key is null
            ? null
            : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            var json = body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return Web.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static object Mail(
        string to = "ines@kestrelpay.test",
        string subject = "Closing the books in four days"
    ) =>
        new
        {
            from = "Maria Kern <maria@mail.leadfuel.test>",
            to = new[] { to },
            subject,
            text = "Hello Ines,\nfifteen minutes on Thursday?",
            html = "<p>Hello Ines, <a href=\"https://leadfuel.test/x\">Thursday</a>?</p>",
            reply_to = "reply+abc@in.leadfuel.test",
            headers = new Dictionary<string, string>
            {
                ["List-Unsubscribe"] = "<https://leadfuel.test/u/t>",
            },
            tags = new[] { new { name = "send", value = "s-1" } },
        };

    public async Task<string> Send(object? mail = null, string key = "re_sandbox_reach")
    {
        var answer = await Resend(HttpMethod.Post, "/emails", mail ?? Mail(), key);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return (await Json(answer)).GetProperty("id").GetString()!;
    }

    public Task<HttpResponseMessage> Post(string path, object body) =>
        Web.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public async Task Break(object fault)
    {
        var answer = await Post("/faults", fault);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
    }

    public async Task<JsonElement> Get(string path) =>
        await Web.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>Moves the clock until the call is through: its timer may start a moment after it was seen.</summary>
    public async Task<T> After<T>(TimeSpan time, Task<T> call)
    {
        while (!call.IsCompleted)
        {
            Clock.Advance(time);
            await Task.WhenAny(call, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        return await call;
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Hooks.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("Kestrel:Endpoints:http:Url", "http://127.0.0.1:0");
        builder.UseSetting("Sandbox:Resend:RequestsPerSecond", "1000");
        builder.UseSetting("Sandbox:Resend:EventDelayMs", "0");
        builder.UseSetting("Sandbox:Resend:Teams:reach:HookUrl", Hooks.Url);
        builder.UseSetting("Sandbox:Resend:Teams:reach:HookSecret", Secret);
        builder.UseSetting("Sandbox:Anthropic:DeltaDelayMs", "0");
        builder.UseSetting("Sandbox:Anthropic:FirstByteDelayMs", "0");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value == OwnHooks ? Hooks.Url : value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}
