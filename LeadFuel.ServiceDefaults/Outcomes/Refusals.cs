using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LeadFuel.Outcomes;

/// <summary>The only place where an outcome meets a status code.</summary>
public static class Refusals
{
    public static readonly IReadOnlyDictionary<Refusal, (int Http, StatusCode Rpc)> Table =
        new Dictionary<Refusal, (int, StatusCode)>
        {
            [Refusal.Invalid] = (400, StatusCode.InvalidArgument),
            [Refusal.SignedOut] = (401, StatusCode.Unauthenticated),
            [Refusal.Forbidden] = (403, StatusCode.PermissionDenied),
            [Refusal.NotFound] = (404, StatusCode.NotFound),
            [Refusal.MethodRefused] = (405, StatusCode.OK),
            [Refusal.Conflict] = (409, StatusCode.AlreadyExists),
            [Refusal.Gone] = (410, StatusCode.OutOfRange),
            [Refusal.Stale] = (412, StatusCode.Aborted),
            [Refusal.TooLarge] = (413, StatusCode.DataLoss),
            [Refusal.TypeRefused] = (415, StatusCode.Unimplemented),
            [Refusal.Unprocessable] = (422, StatusCode.Unknown),
            [Refusal.PreconditionRequired] = (428, StatusCode.Cancelled),
            [Refusal.TooMany] = (429, StatusCode.ResourceExhausted),
            [Refusal.ProviderDown] = (503, StatusCode.Unavailable),
            [Refusal.Broken] = (500, StatusCode.Internal),
        };

    private const string TypeTrailer = "lf-type";

    public static ProblemDetails Problem(Refused refused, string? requestId = null)
    {
        var problem = new ProblemDetails
        {
            Type = $"/problems/{refused.Type}",
            Title = refused.Title,
            Status = Table[refused.Kind].Http,
            Detail = refused.Detail,
        };
        if (refused.Errors is { } errors)
        {
            problem.Extensions["errors"] = errors;
        }

        foreach (var (name, value) in refused.More ?? new Dictionary<string, object?>())
        {
            problem.Extensions[name] = value;
        }

        if (requestId is not null)
        {
            problem.Extensions["requestId"] = requestId;
        }

        return problem;
    }

    public static Results<Ok<T>, RefusedResult> ToOk<T>(this Outcome<T> outcome) =>
        outcome.Refused is { } refused
            ? new RefusedResult(refused)
            : new TaggedOk<T>(outcome.Value).Result;

    public static Results<Created<T>, RefusedResult> ToCreated<T>(
        this Outcome<T> outcome,
        Func<T, string> location
    ) =>
        outcome.Refused is { } refused
            ? new RefusedResult(refused)
            : TypedResults.Created(location(outcome.Value), outcome.Value);

    public static Results<Accepted<T>, RefusedResult> ToAccepted<T>(
        this Outcome<T> outcome,
        Func<T, string> location
    ) =>
        outcome.Refused is { } refused
            ? new RefusedResult(refused)
            : TypedResults.Accepted(location(outcome.Value), outcome.Value);

    public static Results<NoContent, RefusedResult> ToNoContent<T>(this Outcome<T> outcome) =>
        outcome.Refused is { } refused ? new RefusedResult(refused) : TypedResults.NoContent();

    public static T OrThrowRpc<T>(this Outcome<T> outcome) =>
        outcome.Refused is { } refused ? throw ToRpc(refused) : outcome.Value;

    public static RpcException ToRpc(Refused refused) =>
        new(
            new Status(Table[refused.Kind].Rpc, refused.Detail),
            new Metadata { { TypeTrailer, $"{refused.Type}|{refused.Title}" } }
        );

    /// <summary>A refusal that crossed a service call comes out as it went in; anything else is the callee being away.</summary>
    public static Refused FromRpc(RpcException exception)
    {
        var code =
            exception.StatusCode == StatusCode.DeadlineExceeded
                ? StatusCode.Unavailable
                : exception.StatusCode;
        var kind = Table.First(row => row.Value.Rpc == code).Key;
        if (exception.Trailers.GetValue(TypeTrailer)?.Split('|', 2) is [var type, var title])
        {
            return new Refused(kind, type, title, exception.Status.Detail);
        }

        return kind == Refusal.ProviderDown
            ? new Refused(
                kind,
                "service-down",
                "A part of LeadFuel does not answer.",
                "Nothing is lost. Try again in a moment."
            )
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            }
            : new Refused(
                Refusal.Broken,
                "internal",
                "Something went wrong on our side.",
                "Nothing is lost. Try again; if it stays, write to us with the request number."
            );
    }

    private readonly record struct TaggedOk<T>(T Value)
    {
        public Ok<T> Result => TypedResults.Ok(Value);
    }
}

/// <summary>A refusal as an HTTP answer: problem details with the request's number.</summary>
public sealed class RefusedResult(Refused refused) : IResult, IStatusCodeHttpResult
{
    public Refused Refused => refused;

    public int? StatusCode => Refusals.Table[refused.Kind].Http;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Refusals.Table[refused.Kind].Http;
        if (refused.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
        }

        var problem = Refusals.Problem(refused, HouseJson.RequestId(httpContext));
        problem.Instance = httpContext.Request.Path;
        return response.WriteAsJsonAsync(
            problem,
            HouseJson.Options,
            "application/problem+json",
            httpContext.RequestAborted
        );
    }
}
