using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationHostingTestingExtensions
{
    public static HttpClient CreateHttpClient(
        this DistributedApplication app,
        string resourceName,
        string? endpointName = default
    )
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }

    public static Uri GetEndpoint(
        this DistributedApplication app,
        string resourceName,
        string? endpointName = default
    )
    {
        var resource =
            Find(app, resourceName) as IResourceWithEndpoints
            ?? throw new InvalidOperationException(
                $"Resource '{resourceName}' has no allocated endpoints."
            );
        var name =
            endpointName ?? (new EndpointReference(resource, "https").Exists ? "https" : "http");
        return new(new EndpointReference(resource, name).Url);
    }

    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app,
        string resourceName,
        CancellationToken cancellationToken = default
    ) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException(
                $"Resource '{resourceName}' does not expose a connection string.",
                nameof(resourceName)
            );

    private static IResource Find(DistributedApplication app, string name) =>
        app.Services.GetRequiredService<IResourceCollection>()
            .FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Resource '{name}' not found.", nameof(name));
}
