using Grpc.AspNetCore.Server;
using LeadFuel.Accounts;
using LeadFuel.Plans;
using LeadFuel.Testing.Services;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>One way into a service, as its own routing table has it.</summary>
public sealed record Route(
    string Service,
    string Method,
    string Pattern,
    string? PublicName,
    bool WithoutPlan,
    Type? Takes
)
{
    public override string ToString() => $"{Method} {Service} {Pattern}";

    public bool HasId => Pattern.Contains('{');

    public bool Reads => Method is "GET" or "HEAD";

    public HttpMethod Verb => new(Method);

    /// <summary>Something that can be read as a body; without it no endpoint would be chosen.</summary>
    public object? Body => Method is "GET" or "HEAD" or "DELETE" ? null : new { };

    /// <summary>With invented values, which fit the constraints.</summary>
    public string Path =>
        string.Join(
            '/',
            Pattern
                .Split('/')
                .Select(part =>
                    !part.StartsWith('{') ? part
                    : part.Contains(":guid", StringComparison.Ordinal)
                        ? Guid.CreateVersion7().ToString()
                    : part.Contains(":int", StringComparison.Ordinal) ? "1"
                    : "x"
                )
        );

    public static IReadOnlyList<Route> Of(RunningService service) =>
        [
            .. Endpoints(service)
                .Where(endpoint =>
                    endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is null
                    && endpoint.Metadata.GetMetadata<TokenFree>() is null
                    && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null
                    && endpoint.RoutePattern.RawText?.Contains(
                        "unimplemented",
                        StringComparison.Ordinal
                    )
                        is false
                )
                .SelectMany(endpoint =>
                    endpoint
                        .Metadata.GetMetadata<HttpMethodMetadata>()!
                        .HttpMethods.Select(method => new Route(
                            service.Name,
                            method,
                            "/" + endpoint.RoutePattern.RawText!.Trim('/'),
                            endpoint.Metadata.GetMetadata<PublicRouteAttribute>()?.Name,
                            endpoint.Metadata.GetMetadata<WithoutPlan>() is not null,
                            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
                        ))
                )
                .Distinct()
                .OrderBy(route => route.Pattern, StringComparer.Ordinal),
        ];

    /// <summary>All gRPC methods of a service, as paths.</summary>
    public static IReadOnlyList<string> RpcOf(RunningService service) =>
        [
            .. Endpoints(service)
                .Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null)
                .Select(endpoint => endpoint.RoutePattern.RawText!)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<RouteEndpoint> Endpoints(RunningService service) =>
        service.Provider.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
