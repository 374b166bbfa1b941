using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;

namespace LeadFuel.Sandbox.Resend;

public sealed record HookAttempt(DateTimeOffset At, int? Status, string Note);

/// <summary>One event as Resend tells it to the team's address, and how that went.</summary>
public sealed class HookEvent
{
    private readonly Lock gate = new();
    private readonly List<HookAttempt> attempts = [];

    public required string SvixId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Body { get; init; }

    public IReadOnlyList<HookAttempt> Attempts
    {
        get
        {
            lock (gate)
            {
                return [.. attempts];
            }
        }
    }

    public void Tried(HookAttempt attempt)
    {
        lock (gate)
        {
            attempts.Add(attempt);
        }
    }
}

/// <summary>Tells teams what happened to their mail: at least once, in no certain order.</summary>
public sealed partial class ResendHooks(
    IHttpClientFactory clients,
    FaultBoard faults,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<ResendHooks> logger
)
{
    public const string Client = "resend-hooks";

    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(10),
    ];

    public HookEvent Event(string type, JsonObject data, DateTimeOffset at) =>
        new()
        {
            SvixId = $"msg_{Guid.CreateVersion7(at):N}",
            Type = type,
            CreatedAt = at,
            Body = new JsonObject
            {
                ["type"] = type,
                ["created_at"] = ResendJson.Instant(at),
                ["data"] = data,
            }.ToJsonString(ResendJson.Options),
        };

    /// <summary>Returns after the first try; retries go on by themselves.</summary>
    public async Task Tell(ResendTeam team, HookEvent hook)
    {
        if (team.HookUrl is null || team.HookSecret is null)
        {
            hook.Tried(new HookAttempt(clock.GetUtcNow(), null, "no address"));
            return;
        }

        if (!ResendSignature.IsSecret(team.HookSecret))
        {
            hook.Tried(new HookAttempt(clock.GetUtcNow(), null, "the secret is not base64"));
            return;
        }

        if (Take(team, hook, "webhook_lost") is not null)
        {
            hook.Tried(new HookAttempt(clock.GetUtcNow(), null, "lost on the way"));
            return;
        }

        if (Take(team, hook, "webhook_late") is { } late)
        {
            Later(team, hook, late.Delay(600_000));
        }
        else if (Take(team, hook, "webhook_shuffle") is { } shuffle)
        {
            Later(team, hook, shuffle.Delay(1_500));
        }
        else
        {
            await First(team, hook);
        }
    }

    /// <summary>Once more with the same id, as an operator does on Resend's page.</summary>
    public Task Replay(ResendTeam team, HookEvent hook) => Send(team, hook);

    private void Later(ResendTeam team, HookEvent hook, TimeSpan delay) =>
        _ = Quietly(async () =>
        {
            await Task.Delay(delay, clock, lifetime.ApplicationStopping);
            await First(team, hook);
        });

    private async Task First(ResendTeam team, HookEvent hook)
    {
        var done = await Send(team, hook);
        if (Take(team, hook, "webhook_duplicate") is not null)
        {
            await Send(team, hook);
        }

        if (!done)
        {
            _ = Quietly(() => Retry(team, hook));
        }
    }

    private async Task Retry(ResendTeam team, HookEvent hook)
    {
        foreach (var wait in Retries)
        {
            await Task.Delay(wait, clock, lifetime.ApplicationStopping);
            if (await Send(team, hook))
            {
                return;
            }
        }
    }

    private async Task<bool> Send(ResendTeam team, HookEvent hook)
    {
        var now = clock.GetUtcNow();
        var signedAt = Take(team, hook, "webhook_old_timestamp") is null
            ? now
            : now.AddMinutes(-10);
        var secret = Take(team, hook, "webhook_bad_signature") is null
            ? team.HookSecret!
            : WrongSecret;
        var signature = ResendSignature.Sign(secret, hook.SvixId, signedAt, hook.Body);
        if (Take(team, hook, "webhook_two_signatures") is not null)
        {
            signature =
                $"{ResendSignature.Sign(WrongSecret, hook.SvixId, signedAt, hook.Body)} v1a,AAAA {signature}";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, team.HookUrl);
        request.Content = new StringContent(hook.Body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Svix-Webhooks/1.24.0");
        foreach (var prefix in (ReadOnlySpan<string>)["svix", "webhook"])
        {
            request.Headers.TryAddWithoutValidation($"{prefix}-id", hook.SvixId);
            request.Headers.TryAddWithoutValidation(
                $"{prefix}-timestamp",
                ResendSignature.Seconds(signedAt)
            );
            request.Headers.TryAddWithoutValidation($"{prefix}-signature", signature);
        }

        try
        {
            using var answer = await clients
                .CreateClient(Client)
                .SendAsync(request, lifetime.ApplicationStopping);
            hook.Tried(new HookAttempt(now, (int)answer.StatusCode, ""));
            return answer.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            hook.Tried(new HookAttempt(now, null, "no answer"));
            LogNoAnswer(hook.SvixId, team.Name, error.GetType().Name);
            return false;
        }
    }

    private const string WrongSecret = "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy10ZWFtISE=";

    private Fault? Take(ResendTeam team, HookEvent hook, string kind) =>
        faults.Take("resend", team.Key, hook.Body, kind);

    private static async Task Quietly(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The Sandbox stops; what it had not told yet is gone with it.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Webhook {Id} of team {Team} got no answer: {Reason}"
    )]
    private partial void LogNoAnswer(string id, string team, string reason);
}
