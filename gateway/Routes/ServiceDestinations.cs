using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace LeadFuel.Gateway.Routes;

/// <summary>Finds the running instances of a service by its name.</summary>
internal sealed class ServiceDestinations(ServiceEndpointResolver resolver) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, DestinationConfig>();
        var changes = new List<IChangeToken>();
        foreach (var (name, destination) in destinations)
        {
            var source = await resolver.GetEndpointsAsync(destination.Address, cancellationToken);
            changes.Add(source.ChangeToken);
            foreach (var endpoint in source.Endpoints)
            {
                var address = endpoint.ToString()!;
                var url = address.Contains("://", StringComparison.Ordinal)
                    ? address
                    : $"http://{address}";
                found[$"{name}[{url}]"] = destination with { Address = url };
            }
        }

        return new ResolvedDestinationCollection(found, new CompositeChangeToken(changes));
    }
}
