using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace LeadFuel.Sandbox.Microsoft365;

public sealed record GraphAnswer(int Status, JsonObject Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static GraphAnswer Ok(JsonObject body) => new(200, body);

    public static GraphAnswer Error(int status, string code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = code,
                    ["message"] = message,
                    ["innerError"] = new JsonObject
                    {
                        ["request-id"] = Guid.CreateVersion7().ToString(),
                    },
                },
            }
        );
}

/// <summary>A request or a part of a batch: where it goes, what it asks, what it prefers.</summary>
public sealed class GraphRequest(
    string path,
    string query,
    string prefer,
    string root,
    string address
)
{
    private readonly Dictionary<string, StringValues> values = QueryHelpers.ParseQuery(query);

    public string Path => path;
    public string Query => query;
    public string Base => root;
    public string Address => address;
    public bool Immutable => prefer.Contains("ImmutableId", StringComparison.OrdinalIgnoreCase);
    public bool Text =>
        prefer.Contains("body-content-type=\"text\"", StringComparison.OrdinalIgnoreCase);

    public string[] Select =>
        this["$select"] is { Length: > 0 } select
            ? select.Split(',')
            :
            [
                "internetMessageId",
                "conversationId",
                "subject",
                "bodyPreview",
                "body",
                "from",
                "sender",
                "toRecipients",
                "ccRecipients",
                "receivedDateTime",
                "sentDateTime",
                "isDraft",
                "isRead",
                "parentFolderId",
            ];

    public int PageSize
    {
        get
        {
            var at = prefer.IndexOf("odata.maxpagesize=", StringComparison.OrdinalIgnoreCase);
            var digits =
                at < 0 ? "" : new string([.. prefer[(at + 18)..].TakeWhile(char.IsAsciiDigit)]);
            return int.TryParse(digits, CultureInfo.InvariantCulture, out var size)
                ? Math.Clamp(size, 1, 1000)
                : 10;
        }
    }

    public string this[string name] =>
        values.TryGetValue(name, out var value) ? value.ToString() : "";

    public int? Number(string name) =>
        int.TryParse(this[name], CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Lets in who has a token, holds to the limits, makes what shall go wrong go wrong.</summary>
public sealed class GraphDesk(
    MicrosoftWorld world,
    MicrosoftTokens tokens,
    FaultBoard faults,
    TimeProvider clock,
    IConfiguration configuration
)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly int mostInWindow = configuration.GetValue(
        "Sandbox:Microsoft:RequestsInTenMinutes",
        10_000
    );
    private readonly ConcurrentDictionary<string, Load> loads = new();

    private sealed class Load
    {
        public Lock Gate { get; } = new();
        public Queue<DateTimeOffset> Times { get; } = new();
        public int Now { get; set; }
    }

    public Task Answer(HttpContext http, Func<GraphRequest, MicrosoftBox, GraphAnswer> answer) =>
        Answer(http, (request, box) => Task.FromResult(answer(request, box)));

    public async Task Answer(
        HttpContext http,
        Func<GraphRequest, MicrosoftBox, Task<GraphAnswer>> answer
    )
    {
        if (
            tokens.Who(http.Request.ApiKey()) is not { } address
            || world.Known(address) is not { } box
        )
        {
            await Write(
                http,
                GraphAnswer.Error(
                    401,
                    "InvalidAuthenticationToken",
                    "Access token has expired or is not yet valid."
                )
            );
            return;
        }

        var request = new GraphRequest(
            http.Request.Path.ToString()["/microsoft/v1.0".Length..],
            http.Request.QueryString.ToString(),
            string.Join(", ", (IEnumerable<string?>)http.Request.Headers["Prefer"]),
            $"{http.Request.Scheme}://{http.Request.Host}/microsoft",
            address
        );
        if (!Enter(address, out var load))
        {
            await Write(http, Throttled("2"));
            return;
        }

        try
        {
            if (await Broken(http, request) is { } broken)
            {
                await Write(http, broken);
                return;
            }

            await Write(
                http,
                box.NoExchange
                    ? GraphAnswer.Error(
                        404,
                        "MailboxNotEnabledForRESTAPI",
                        "REST API is not yet supported for this mailbox."
                    )
                    : await answer(request, box),
                Slow(request)
            );
        }
        finally
        {
            lock (load.Gate)
            {
                load.Now--;
            }
        }
    }

    /// <summary>A fault of this mailbox, by its address or by what is asked for.</summary>
    public Fault? Take(GraphRequest request, params ReadOnlySpan<string> kinds) =>
        faults.Take("microsoft", null, $"{request.Address} {request.Path}{request.Query}", kinds);

    /// <summary>Each part of a batch counts by itself.</summary>
    public bool Count(string address)
    {
        var load = loads.GetOrAdd(address, _ => new Load());
        lock (load.Gate)
        {
            return Counted(load);
        }
    }

    public static GraphAnswer Throttled(string wait) =>
        GraphAnswer.Error(
            429,
            "ApplicationThrottled",
            "Application is over its MailboxConcurrency limit."
        ) with
        {
            Headers = new Dictionary<string, string> { ["Retry-After"] = wait },
        };

    private bool Enter(string address, out Load load)
    {
        load = loads.GetOrAdd(address, _ => new Load());
        lock (load.Gate)
        {
            if (load.Now >= AtOnce || !Counted(load))
            {
                return false;
            }

            load.Now++;
            return true;
        }
    }

    private bool Counted(Load load)
    {
        var now = clock.GetUtcNow();
        while (load.Times.Count > 0 && now - load.Times.Peek() > Window)
        {
            load.Times.Dequeue();
        }

        if (load.Times.Count >= mostInWindow)
        {
            return false;
        }

        load.Times.Enqueue(now);
        return true;
    }

    private async Task<GraphAnswer?> Broken(HttpContext http, GraphRequest request)
    {
        var fault = Take(
            request,
            "throttle",
            "unavailable",
            "server_error",
            "expired_token",
            "access_denied",
            "resync",
            "latency",
            "reset",
            "folder_gone"
        );
        if (fault is null)
        {
            return null;
        }

        if (http.Features.Get<RecordedRequest>() is { } recorded)
        {
            recorded.Fault = fault.Kind;
        }

        switch (fault.Kind)
        {
            case "throttle":
                return Throttled(
                    (fault.RetryAfter ?? 1).ToString(CultureInfo.InvariantCulture) + ".5"
                );
            case "unavailable":
                return GraphAnswer.Error(
                    503,
                    "ServiceUnavailable",
                    "The service is temporarily unavailable."
                );
            case "server_error":
                return GraphAnswer.Error(500, "InternalServerError", "An internal error occurred.");
            case "expired_token":
                tokens.Expire(request.Address);
                return GraphAnswer.Error(
                    401,
                    "InvalidAuthenticationToken",
                    "Access token has expired or is not yet valid."
                );
            case "access_denied":
                return GraphAnswer.Error(
                    403,
                    "ErrorAccessDenied",
                    "Access is denied. Check credentials and try again."
                );
            case "folder_gone":
                return GraphAnswer.Error(
                    404,
                    "ErrorItemNotFound",
                    "The specified folder was not found in the store."
                );
            case "resync":
                return GraphAnswer.Error(
                    410,
                    "syncStateNotFound",
                    "The sync state generation is not found."
                ) with
                {
                    Headers = new Dictionary<string, string>
                    {
                        ["Location"] = $"{request.Base}/v1.0{request.Path}",
                    },
                };
            case "reset":
                http.Abort();
                return GraphAnswer.Error(500, "reset", "");
            default:
                await Task.Delay(fault.Delay(5_000), http.RequestAborted);
                return null;
        }
    }

    private Fault? Slow(GraphRequest request) => Take(request, "slow_body");

    private static async Task Write(HttpContext http, GraphAnswer answer, Fault? slow = null)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json; odata.metadata=minimal; charset=utf-8";
        http.Response.Headers["request-id"] = Guid.CreateVersion7().ToString();
        foreach (var (name, value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }

        var text = answer.Body.ToJsonString();
        if (slow is not null)
        {
            await http.Response.WriteAsync(text[..(text.Length / 2)], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(slow.Delay(3_000), http.RequestAborted);
            text = text[(text.Length / 2)..];
        }

        await http.Response.WriteAsync(text, http.RequestAborted);
    }
}
