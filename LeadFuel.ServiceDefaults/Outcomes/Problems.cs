using System.Text.Json;
using Grpc.Core;
using Grpc.Core.Interceptors;
using LeadFuel.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Outcomes;

/// <summary>How a service with pages for people shows what went wrong; without one a problem is written, for programs.</summary>
public delegate IResult ProblemPage(HttpContext context, Refused refused);

/// <summary>Turns whatever was thrown into a problem that says what is wrong and what to do.</summary>
internal sealed partial class Problems(RequestDelegate next, ILogger<Problems> logger)
{
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
            if (
                !context.Response.HasStarted
                && context.Response.ContentLength is null
                && Unrouted(context.Response.StatusCode) is { } refused
            )
            {
                await Answer(context, refused);
            }
        }
        catch (IdempotentReplayException replay) when (!context.Response.HasStarted)
        {
            await replay.Write(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refused = Of(exception);
            if (refused.Kind == Refusal.Broken)
            {
                LogBroken(
                    exception,
                    context.Request.Method,
                    context.GetEndpoint()?.DisplayName ?? "no route"
                );
            }

            context.Response.Clear();
            await Answer(context, refused);
        }
    }

    public static void Customize(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Instance = context.HttpContext.Request.Path;
        problem.Extensions["requestId"] = HouseJson.RequestId(context.HttpContext);
        problem.Extensions.Remove("traceId");
        if (problem is HttpValidationProblemDetails invalid)
        {
            problem.Type = "/problems/invalid";
            problem.Title = "Something is not right yet.";
            problem.Detail =
                invalid.Errors.SelectMany(error => error.Value).FirstOrDefault()
                ?? "Check the marked fields.";
            invalid.Errors = invalid.Errors.ToDictionary(
                error =>
                    string.Join(
                        '.',
                        error.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)
                    ),
                error => error.Value
            );
        }
    }

    private static Task Answer(HttpContext context, Refused refused) =>
        (
            context.RequestServices.GetService<ProblemPage>() is { } page
                ? page(context, refused)
                : new RefusedResult(refused)
        ).ExecuteAsync(context);

    private static Refused NoDatabase =>
        Refuse.ProviderDown("The database", TimeSpan.FromSeconds(5));

    public static Refused Of(Exception exception) =>
        exception switch
        {
            RefusedException { Refused: var refused } => refused,
            BadHttpRequestException { StatusCode: 413 } => new(
                Refusal.TooLarge,
                "too-large",
                "This is too large.",
                "Send less at once; the limit of each place is shown beside it."
            ),
            BadHttpRequestException { StatusCode: 415 } => new(
                Refusal.TypeRefused,
                "type-refused",
                "This kind of content is not taken here.",
                "Send JSON with Content-Type application/json."
            ),
            BadHttpRequestException { InnerException: JsonException json } => Unreadable(json),
            BadHttpRequestException => Misread,
            JsonException json => Unreadable(json),
            DbUpdateConcurrencyException => Refuse.Stale("item"),
            DbUpdateException { InnerException: PostgresException sql } => Of(sql),
            // What may pass by itself comes wrapped once more.
            InvalidOperationException { InnerException: NpgsqlException sql } => Of(sql),
            InvalidOperationException { InnerException: DbUpdateException update } => Of(update),
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => Refuse.Conflict(
                "This exists already. Load the list again and open it there.",
                "already-exists"
            ),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                Refuse.Forbidden(
                    "impersonation-read-only",
                    "You are viewing this account. Viewing is read-only."
                ),
            PostgresException
            {
                SqlState: PostgresErrorCodes.LockNotAvailable
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.SerializationFailure
            } => Refuse.Conflict(
                "Someone else is changing this right now. Try again in a moment.",
                "busy"
            ),
            PostgresException { SqlState: PostgresErrorCodes.UntranslatableCharacter or "22021" } =>
                Refuse.Invalid(
                    "text",
                    "The text holds a character that cannot be stored (a zero byte). Remove it."
                ),
            NpgsqlException { InnerException: TimeoutException } => NoDatabase,
            _ when DatabaseAway.In(exception) => NoDatabase,
            ProviderSwitchedOffException off => new(
                Refusal.ProviderDown,
                "provider-disabled",
                $"{off.Provider} is switched off.",
                off.Says
            )
            {
                RetryAfter = TimeSpan.FromMinutes(5),
            },
            ProviderRefusedException { Permanent: false } down => Refuse.ProviderDown(
                down.Provider,
                down.RetryAfter
            ),
            ProviderRefusedException refused => Refuse.Unprocessable(
                "provider-refused",
                $"{refused.Provider} did not accept this ({refused.Code}). Nothing was changed here."
            ),
            Polly.Timeout.TimeoutRejectedException
            or Polly.CircuitBreaker.BrokenCircuitException
            or HttpRequestException => Refuse.ProviderDown("A third party"),
            RpcException rpc => Refusals.FromRpc(rpc),
            _ => new(
                Refusal.Broken,
                "internal",
                "Something went wrong on our side.",
                "Nothing is lost. Try again; if it stays, write to us with the request number."
            ),
        };

    private static Refused Misread =>
        new(
            Refusal.Invalid,
            "invalid",
            "The request cannot be read.",
            "A part of it is missing or has the wrong form. Check the address, the parameters and the body."
        );

    // What routing or binding alone refused has no body yet.
    private static Refused? Unrouted(int status) =>
        status switch
        {
            400 => Misread,
            404 => new(
                Refusal.NotFound,
                "not-found",
                "There is nothing at this address.",
                "Check the address, or go back to the start page."
            ),
            405 => new(
                Refusal.MethodRefused,
                "method-not-allowed",
                "This cannot be done here.",
                "The address is right, the verb is not."
            ),
            415 => new(
                Refusal.TypeRefused,
                "type-refused",
                "This kind of content is not taken here.",
                "Send JSON with Content-Type application/json."
            ),
            _ => null,
        };

    private static Refused Unreadable(JsonException json)
    {
        var where = json.Path is { Length: > 2 } path ? path[2..] : "body";
        return Refuse.Invalid(where, $"The value at {where} is not JSON of the expected form.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} broke")]
    private partial void LogBroken(Exception exception, string method, string route);
}

/// <summary>The same for gRPC: a refusal crosses a call and comes out the same.</summary>
internal sealed partial class RefusalInterceptor(ILogger<RefusalInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Rpc(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Rpc(exception, context);
        }
    }

    private RpcException Rpc(Exception exception, ServerCallContext context)
    {
        var refused = Problems.Of(exception);
        if (refused.Kind == Refusal.Broken && !context.CancellationToken.IsCancellationRequested)
        {
            LogBroken(exception, context.Method);
        }

        return Refusals.ToRpc(refused);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} broke")]
    private partial void LogBroken(Exception exception, string method);
}
