using System.Net;
using LeadFuel.Gateway.Headers;
using LeadFuel.Gateway.Impersonation;
using LeadFuel.Gateway.Sessions;
using Microsoft.AspNetCore.Mvc;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.ServiceDiscovery;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace LeadFuel.Gateway.Routes;

/// <summary>The route table as YARP wants it, and what happens to each request and answer on the way.</summary>
internal static class ProxySetup
{
    public static void AddRoutes(this WebApplicationBuilder builder)
    {
        var answer = builder.Configuration.GetValue("Timeouts:Answer", TimeSpan.FromSeconds(30));
        var slowAnswer = builder.Configuration.GetValue(
            "Timeouts:SlowAnswer",
            TimeSpan.FromMinutes(2)
        );
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory([.. RouteTable.All.Select(Route)], [.. Clusters(answer, slowAnswer)])
            .AddTransforms(Transform);
        builder.Services.AddSingleton<IDestinationResolver, ServiceDestinations>();
    }

    public static void MapRoutes(this WebApplication app) =>
        app.MapReverseProxy(proxy =>
            {
                proxy.Use(ProxyErrors.Tell);
                proxy.UseLoadBalancing();
            })
            .Add(endpoint =>
            {
                var route = endpoint.Metadata.OfType<RouteModel>().Single();
                endpoint.Metadata.Add(
                    RouteTable.All.Single(policy => policy.Name == route.Config.RouteId)
                );
            });

    private static RouteConfig Route(RoutePolicy policy) =>
        new()
        {
            RouteId = policy.Name,
            ClusterId = policy.Cluster,
            Match = new RouteMatch { Path = policy.Path, Methods = policy.Methods },
        };

    private static IEnumerable<ClusterConfig> Clusters(TimeSpan answer, TimeSpan slowAnswer) =>
        RouteTable
            .All.DistinctBy(policy => policy.Cluster)
            .Select(policy => new ClusterConfig
            {
                ClusterId = policy.Cluster,
                Destinations = new Dictionary<string, DestinationConfig>
                {
                    [policy.Service!] = new() { Address = $"http://{policy.Service}" },
                },
                HttpRequest = new ForwarderRequestConfig
                {
                    // Silence of this length ends an answer; a stream with heartbeats is never silent.
                    ActivityTimeout = policy.Ai ? slowAnswer : answer,
                    Version = HttpVersion.Version11,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                },
            });

    private static void Transform(TransformBuilderContext route)
    {
        var policy = RouteTable.All.Single(policy => policy.Name == route.Route.RouteId);
        var origin = route.Services.GetRequiredService<PublicOrigin>();
        var mint = route.Services.GetRequiredService<TokenMint>();
        var streams = route.Services.GetRequiredService<LiveStreams>();
        route.CopyRequestHeaders = false;
        route.CopyResponseTrailers = false;
        route.UseDefaultForwarders = false;
        route.AddRequestHeadersAllowed([.. policy.RequestHeaders]);
        route.AddResponseHeadersAllowed(ResponseHeaders.Allowed);
        if (policy.Prefix.Length > 0)
        {
            route.AddPathRemovePrefix(policy.Prefix);
        }

        route.AddRequestTransform(request =>
        {
            var caller = request.HttpContext.Features.Get<Caller>()!;
            var token = mint.Mint(caller.Policy.Service!, caller.Claims);
            request.ProxyRequest.Headers.TryAddWithoutValidation(
                "Authorization",
                "Bearer " + token
            );
            if (
                policy.PassesAuthorization
                && request.HttpContext.Request.Headers.Authorization.ToString()
                    is { Length: > 0 } proof
            )
            {
                request.ProxyRequest.Headers.TryAddWithoutValidation(
                    RequestHeaders.HookAuthorization,
                    proof
                );
            }

            return ValueTask.CompletedTask;
        });
        route.AddResponseTransform(response => Answer(response, policy, origin, streams));
    }

    private static async ValueTask Answer(
        ResponseTransformContext answer,
        RoutePolicy policy,
        PublicOrigin origin,
        LiveStreams streams
    )
    {
        if (answer.ProxyResponse is not { } proxied)
        {
            return;
        }

        var context = answer.HttpContext;
        var caller = context.Features.Get<Caller>()!;
        context.Response.Headers.CacheControl = "no-store";
        if (proxied.Headers.Location is { } location && Outside(location, policy) is { } outside)
        {
            context.Response.Headers.Location = outside;
        }

        if (
            policy.Service == "core"
            && proxied.Headers.TryGetValues(ResponseHeaders.Session, out var words)
        )
        {
            var word = words.First();
            SessionCookie.Set(context, origin, word);
            if (word == SessionCookie.Ended && caller.Session is { } session)
            {
                // The browser that signed out is out with this answer; the stream of revocations tells the rest.
                context.RequestServices.GetRequiredService<SessionBook>().Drop(session.Id);
            }
        }

        var type = proxied.Content.Headers.ContentType?.MediaType;
        if (proxied.StatusCode == HttpStatusCode.SwitchingProtocols || type == "text/event-stream")
        {
            // A stream may last for hours; it gives its place among the requests to others.
            caller.Place?.Dispose();
            if (
                await streams.Add(
                    context,
                    caller,
                    socket: proxied.StatusCode == HttpStatusCode.SwitchingProtocols
                ) is
                { } refused
            )
            {
                answer.SuppressResponseBody = true;
                await Answers.Refuse(context, refused);
            }

            return;
        }

        if ((int)proxied.StatusCode >= 400 && proxied.Content.Headers.ContentLength is 0)
        {
            answer.SuppressResponseBody = true;
            context.Response.ContentLength = null;
            await Answers.Refuse(context, ProxyErrors.Bare((int)proxied.StatusCode));
        }
        else if (type == "application/problem+json" && Answers.IsPage(context.Request))
        {
            // A person opened it; what a service says to programs becomes a page.
            answer.SuppressResponseBody = true;
            if (proxied.StatusCode == HttpStatusCode.Unauthorized)
            {
                // Nobody signs in for a public page: the service has none at this address.
                await Answers.Refuse(context, ProxyErrors.Bare(404));
                return;
            }

            var problem = await proxied.Content.ReadFromJsonAsync<ProblemDetails>(
                HouseJson.Options,
                context.RequestAborted
            );
            await Answers.Show(context, problem!);
        }
        else if (caller.Viewing is { } viewing && type == "text/html")
        {
            answer.SuppressResponseBody = true;
            await Banner.Write(context, proxied.Content, viewing);
        }
    }

    /// <summary>A service's own path becomes the one people can open; a way to another site only where the route may send there.</summary>
    private static string? Outside(Uri location, RoutePolicy policy)
    {
        if (location.IsAbsoluteUri)
        {
            return policy.SendsAway && location.Scheme is "http" or "https"
                ? location.AbsoluteUri
                : null;
        }

        var path = location.OriginalString;
        return
            path.StartsWith('/')
            && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.Contains('\\')
            ? policy.Prefix + path
            : null;
    }
}
