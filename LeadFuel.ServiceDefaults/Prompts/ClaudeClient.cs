using System.Net;
using System.Runtime.CompilerServices;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using LeadFuel.Providers;
using LeadFuel.Secrets;
using Microsoft.Extensions.Options;

namespace LeadFuel.Prompts;

/// <summary>A piece of the answer, or what is known at its end.</summary>
public readonly record struct ClaudePiece(
    string Text,
    int TokensIn,
    int TokensOut,
    string? StopReason
);

/// <summary>The answer broke off before its end: nothing of it may be kept.</summary>
public sealed class AnswerCutException(string why) : Exception(why);

/// <summary>The model declined to answer.</summary>
public sealed class ModelRefusedException() : Exception("The model declined.");

/// <summary>Claude by the official SDK: the request is rendered once to be shown, and the same bytes are sent.</summary>
public sealed class ClaudeClient(
    HttpClient http,
    IOptionsMonitor<ProviderOptions> options,
    Egress egress,
    TimeProvider clock,
    OwnKey ownKey,
    TellKeyRefused keyRefused
)
{
    public const string Name = "Anthropic";

    public static readonly Uri Address = new("https://api.anthropic.com/");

    /// <summary>What Anthropic keeps, as the trust page tells it.</summary>
    public const string Keeps =
        "Prompts and answers for up to 30 days to look into abuse; nothing is used for training.";

    /// <summary>The account's own key goes along as what lets it in.</summary>
    public const string OwnKeyCategory = "your own Anthropic key";

    /// <summary>Whether the account has a key of its own could not be asked.</summary>
    public const string KeyNotKnown = "key_not_known";

    /// <summary>What was refused was refused to the account's own key.</summary>
    public const string OwnKeyRefused = "own_key";

    /// <summary>As it is declared: an account may bring its own key.</summary>
    public static Purpose MayBringKey(Purpose why) =>
        why with
        {
            Categories = [.. why.Categories, OwnKeyCategory],
        };

    private const int Retries = 2;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public string Host => http.BaseAddress!.Host;

    /// <summary>The bytes that <see cref="Stream"/> would send for this request, made by the SDK itself.</summary>
    public async Task<byte[]> Render(MessageCreateParams request, CancellationToken ct)
    {
        var catcher = new BodyCatcher();
        try
        {
            await foreach (
                var _ in Client(catcher, "not sent").Messages.CreateStreaming(request, ct)
            )
            {
                // The catcher answers with an empty stream.
            }
        }
        catch (AnthropicException) when (catcher.Body.Length > 0)
        {
            // An empty stream is no answer; the bytes are what was wanted.
        }

        return catcher.Body;
    }

    /// <summary>Sends exactly the promised bytes and yields the answer as it comes.</summary>
    public IAsyncEnumerable<ClaudePiece> Stream(
        MessageCreateParams request,
        string promised,
        Purpose why,
        CancellationToken ct
    ) => Stream(request, promised, why, [], ct);

    /// <summary>The same with blocks of a contact's data that a person ticked for this one request.</summary>
    /// <param name="asking">Hears whether the account's own key is used, before anything leaves.</param>
    public async IAsyncEnumerable<ClaudePiece> Stream(
        MessageCreateParams request,
        string promised,
        Purpose why,
        IReadOnlyList<string> included,
        [EnumeratorCancellation] CancellationToken ct,
        Func<bool, Task>? asking = null
    )
    {
        // Before each call and never kept: a key that was removed a moment ago is not used.
        var own = await ownKey(ct);
        if (asking is not null)
        {
            await asking(own is not null);
        }

        using var purpose = egress.For(
            why.Name,
            own is null ? why.Categories : MayBringKey(why).Categories
        );
        using var total = new CancellationTokenSource(Total, clock);
        using var idle = new CancellationTokenSource(Idle, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            ct,
            total.Token,
            idle.Token
        );
        var (answer, first) = await Begin(request, promised, included, own, ct, stop.Token);
        await using (answer)
        {
            var (tokensIn, tokensOut, stopReason, stopped) = (0, 0, (string?)null, false);
            for (var more = first; more; more = await Next(answer, ct, stop.Token))
            {
                // The SDK's own limit does not bound the stream: silence is measured here.
                idle.CancelAfter(Idle);
                var piece = answer.Current;
                if (piece.TryPickStart(out var start))
                {
                    tokensIn = (int)start.Message.Usage.InputTokens;
                }
                else if (piece.TryPickDelta(out var delta))
                {
                    tokensOut = (int)delta.Usage.OutputTokens;
                    stopReason = delta.Delta.StopReason?.Raw();
                }
                else if (piece.TryPickStop(out _))
                {
                    stopped = true;
                }
                else if (
                    piece.TryPickContentBlockDelta(out var block)
                    && block.Delta.TryPickText(out var text)
                )
                {
                    yield return new ClaudePiece(text.Text, tokensIn, tokensOut, null);
                }
            }

            // A stream that is cut ends silently: without message_stop it is no answer.
            if (!stopped)
            {
                throw new AnswerCutException("cut");
            }

            yield return new ClaudePiece("", tokensIn, tokensOut, stopReason ?? "");
        }
    }

    private async Task<(IAsyncEnumerator<RawMessageStreamEvent>, bool First)> Begin(
        MessageCreateParams request,
        string promised,
        IReadOnlyList<string> included,
        Secret? own,
        CancellationToken asked,
        CancellationToken ct
    )
    {
        var key = own?.Reveal() ?? options.Get(Name).Key;
        for (var attempt = 0; ; attempt++)
        {
            var guard = new PromptGuard(promised, included);
            var answer = Client(guard, key)
                .Messages.CreateStreaming(request, ct)
                .GetAsyncEnumerator(ct);
            try
            {
                return (answer, await answer.MoveNextAsync());
            }
            catch (Exception exception) when (Refusal(exception, guard, asked, ct) is { } refused)
            {
                await answer.DisposeAsync();
                var wait =
                    refused.RetryAfter ?? TimeSpan.FromMilliseconds(500 * Math.Pow(2, attempt));
                if (attempt == Retries || !Repeatable(refused) || wait > LongestWait)
                {
                    if (own is null || !OfKey(refused))
                    {
                        throw refused;
                    }

                    if ((int)refused.Status is 401 or 403)
                    {
                        await keyRefused(own, ct);
                    }

                    throw new ProviderRefusedException(Name, refused.Status, OwnKeyRefused);
                }

                await Task.Delay(wait, clock, ct);
            }
            catch
            {
                await answer.DisposeAsync();
                throw;
            }
        }
    }

    private static async Task<bool> Next(
        IAsyncEnumerator<RawMessageStreamEvent> answer,
        CancellationToken asked,
        CancellationToken ct
    )
    {
        try
        {
            return await answer.MoveNextAsync();
        }
        catch (OperationCanceledException)
            when (!asked.IsCancellationRequested && ct.IsCancellationRequested)
        {
            throw new AnswerCutException("silent");
        }
        catch (Exception exception)
            when (exception is AnthropicException or HttpRequestException or IOException)
        {
            throw new AnswerCutException("broken");
        }
    }

    private static bool OfKey(ProviderRefusedException refused) =>
        (int)refused.Status is 401 or 402 or 403 || refused.Code == "enforced_spend_limit_reached";

    // Before the first byte only; a spend limit comes as 429 with a code and without a time.
    private static bool Repeatable(ProviderRefusedException refused) =>
        (int)refused.Status is 408 or 429 or 500 or 502 or 503 or 504 or 529
        && refused.Code != "enforced_spend_limit_reached";

    private static ProviderRefusedException? Refusal(
        Exception exception,
        PromptGuard guard,
        CancellationToken asked,
        CancellationToken ct
    ) =>
        exception switch
        {
            OperationCanceledException when asked.IsCancellationRequested => null,
            // Silence is not repeated: it may have been answered and paid for.
            OperationCanceledException when ct.IsCancellationRequested =>
                new ProviderRefusedException(Name, 0, "silent"),
            AnthropicException or HttpRequestException => new ProviderRefusedException(
                Name,
                guard.Status is { } status and not HttpStatusCode.OK ? status : 0,
                exception is AnthropicServiceException said
                    ? said.ErrorCode ?? said.Type?.Raw() ?? ""
                    : "",
                guard.RetryAfter
            ),
            _ => null,
        };

    private AnthropicClient Client(DelegatingHandler handler, string key) =>
        new(
            new ClientOptions
            {
                BaseUrl = http.BaseAddress!.AbsoluteUri.TrimEnd('/'),
                // An empty key would be sent as an empty header.
                ApiKey =
                    key.Length > 0
                        ? key
                        : throw new ProviderRefusedException(
                            Name,
                            HttpStatusCode.Unauthorized,
                            "no_key"
                        ),
                HttpClient = http,
                Handlers = [handler],
                MaxRetries = 0,
                Timeout = Total,
                // Otherwise the SDK sends traceparent and all baggage outward.
                OpenTelemetry = false,
            }
        );
}
