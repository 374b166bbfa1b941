using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Prompts;
using LeadFuel.Providers;
using LeadFuel.Sandbox;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Prompts;
using LeadFuel.Scope.Providers.Anthropic;
using LeadFuel.Scope.Versions;
using LeadFuel.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.Scope.Tests;

/// <summary>The Sandbox on a port of its own and our client of Anthropic pointed at it.</summary>
public sealed class PlayedClaude : WebApplicationFactory<SandboxApp>
{
    public PlayedClaude()
    {
        UseKestrel();
        StartServer();
        Web = CreateClient(
            new WebApplicationFactoryClientOptions { BaseAddress = ClientOptions.BaseAddress }
        );
        var http = new HttpClient
        {
            BaseAddress = new Uri(Web.BaseAddress!, "/anthropic/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Claude = new ClaudeClient(
            http,
            new Settings(),
            new Egress(new CurrentAccount()),
            Clock,
            _ => Task.FromResult<Secret?>(null),
            (_, _) => Task.CompletedTask
        );
    }

    // A port of its own, whatever else runs on this machine; faults alone make it slow.
    protected override void ConfigureWebHost(IWebHostBuilder builder) =>
        builder
            .UseEnvironment("Development")
            .UseSetting("Kestrel:Endpoints:http:Url", "http://127.0.0.1:0")
            .UseSetting("Sandbox:Anthropic:DeltaDelayMs", "0")
            .UseSetting("Sandbox:Anthropic:FirstByteDelayMs", "0");

    public FakeTimeProvider Clock { get; } =
        new(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero));

    public HttpClient Web { get; }

    public ClaudeClient Claude { get; }

    public async Task Break(string kind, int? times = null) =>
        (
            await Web.PostAsJsonAsync(
                "/faults",
                new
                {
                    vendor = "anthropic",
                    kind,
                    times,
                },
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    /// <summary>The bodies that reached the played Anthropic.</summary>
    public async Task<IReadOnlyList<string>> Sent()
    {
        var records = await Web.GetFromJsonAsync<JsonElement>(
            "/records?vendor=anthropic",
            TestContext.Current.CancellationToken
        );
        return
        [
            .. records
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("body").GetString()!),
        ];
    }

    internal static IcpPrompt Prompt(params (string Question, string Value)[] typed)
    {
        var answers = typed.Select(one =>
        {
            var answer = new Answer { IcpId = Guid.Empty, Question = one.Question };
            answer.Write(one.Value, false, "ada@example.test", DateTimeOffset.UnixEpoch);
            return answer;
        });
        return IcpPrompt.For("claude-sonnet-5-5", IcpPrompt.Sources(answers).Sources);
    }

    internal static SourceList SourcesOf(IcpPrompt prompt) =>
        new(prompt.Parts.OfType<PromptPart.Answer>().Select(part => part.Source));

    internal async Task<(string Text, string? StopReason)> Ask(
        IcpPrompt prompt,
        CancellationToken ct,
        string? promised = null
    )
    {
        promised ??= PromptGuard.Hash(await Claude.Render(prompt.Request(), ct));
        var text = "";
        string? stopReason = null;
        await foreach (
            var piece in Claude.Stream(
                prompt.Request(),
                promised,
                Providers.Anthropic.Claude.Synthesis,
                ct
            )
        )
        {
            text += piece.Text;
            stopReason = piece.StopReason;
        }

        return (text, stopReason);
    }

    private sealed class Settings : IOptionsMonitor<ProviderOptions>
    {
        public ProviderOptions CurrentValue { get; } = new() { Key = "sk-ant-sandbox" };

        public ProviderOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ProviderOptions, string?> listener) => null;
    }
}
