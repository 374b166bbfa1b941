using System.Collections.Frozen;
using System.Reflection;
using LeadFuel.Outcomes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadFuel.Accounts;

/// <summary>A route for people who are not signed in; only a token that names it opens it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicRouteAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A gRPC method that is about no account, or finds it by itself.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AccountFreeAttribute : Attribute;

/// <summary>An endpoint for the platform itself: health.</summary>
internal sealed class TokenFree;

/// <summary>Checks the internal token of each request and enters its account. What is not marked otherwise needs an account.</summary>
internal sealed partial class TokenGate(
    RequestDelegate next,
    TokenCheck check,
    ILogger<TokenGate> logger
)
{
    private static readonly FrozenDictionary<string, string[]> Callers = ReadCallers();

    public async Task Invoke(HttpContext context, CurrentAccount account)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<TokenFree>() is not null)
        {
            await next(context);
            return;
        }

        var isRpc =
            context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal)
            ?? false;
        var header = context.Request.Headers.Authorization.ToString();
        var verified = header.StartsWith("Bearer ", StringComparison.Ordinal)
            ? await check.Verify(header[7..])
            : null;
        if (verified is not { } token)
        {
            await Refuse(context, isRpc, Outcomes.Refuse.SignedOut());
            return;
        }

        var allowed = isRpc
            ? MayCall(token.Issuer, context.Request.Path)
            : token.Issuer == "gateway";
        if (!allowed)
        {
            LogCallerRefused(token.Issuer, context.Request.Path.Value ?? "");
            await Refuse(
                context,
                isRpc,
                Outcomes.Refuse.Forbidden("caller-refused", "This service may not call that.")
            );
            return;
        }

        var claims = token.Claims;
        var publicRoute = endpoint?.Metadata.GetMetadata<PublicRouteAttribute>();
        var accountFree = endpoint?.Metadata.GetMetadata<AccountFreeAttribute>() is not null;
        // A public token opens only the route it names; an account's token opens everything else.
        if (
            claims.Route is not null
                ? publicRoute?.Name != claims.Route
                : claims.Account is null && !accountFree
        )
        {
            await Refuse(context, isRpc, Outcomes.Refuse.SignedOut());
            return;
        }

        if (
            !isRpc
            && claims.Viewing is { Write: false }
            && !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
        )
        {
            await Refuse(
                context,
                isRpc,
                Outcomes.Refuse.Forbidden(
                    "impersonation-read-only",
                    "You are viewing this account. Viewing is read-only."
                )
            );
            return;
        }

        account.Describe(claims);
        await next(context);
    }

    private static async Task Refuse(HttpContext context, bool isRpc, Refused refused)
    {
        if (!isRpc)
        {
            await new RefusedResult(refused).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)Refusals.Table[refused.Kind].Rpc).ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
        context.Response.Headers["grpc-message"] = refused.Type;
    }

    private static bool MayCall(string issuer, PathString path)
    {
        var method = path.Value ?? "";
        var slash = method.LastIndexOf('/');
        return (
                Callers.TryGetValue(method, out var callers)
                || (slash > 0 && Callers.TryGetValue(method[..slash] + "/*", out callers))
            ) && callers.Contains(issuer);
    }

    private static FrozenDictionary<string, string[]> ReadCallers()
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("callers.txt")!
        );
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToFrozenDictionary(words => words[0], words => words[1..]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Caller} may not call {Method}")]
    private partial void LogCallerRefused(string caller, string method);
}

/// <summary>Marks routes for people who are not signed in.</summary>
public static class PublicRoutes
{
    public static TBuilder Public<TBuilder>(this TBuilder route, string name)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new PublicRouteAttribute(name));

    /// <summary>A page of a service that stands at an address of its own, outside the gateway: it may hold nothing of any account.</summary>
    public static TBuilder WithoutToken<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new TokenFree());
}
