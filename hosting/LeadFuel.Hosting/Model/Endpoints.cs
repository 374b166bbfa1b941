using System.Globalization;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool isProxied = true
) : IResourceAnnotation
{
    public ProtocolType Protocol { get; set; } = protocol;

    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    public string Transport { get; set; } = transport ?? "http";

    public string Name { get; set; } = name ?? uriScheme ?? "tcp";

    public int? Port { get; set; } = port;

    public int? TargetPort { get; set; } = targetPort;

    public bool IsExternal { get; set; } = isExternal ?? false;

    public bool IsProxied { get; set; } = isProxied;

    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>The variable that carries the port, of endpoints declared with <c>env</c>.</summary>
    internal string? PortVariable { get; init; }

    /// <summary>True for an endpoint of <c>Kestrel:Endpoints</c> in the project's appsettings.json.</summary>
    internal bool FromKestrel { get; init; }
}

public sealed class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public string Address { get; } = address;

    public int Port { get; } = port;

    public string UriString => $"{endpoint.UriScheme}://{Address}:{Port}";
}

public enum EndpointProperty
{
    Url,
    Host,
    IPV4Host,
    Port,
    Scheme,
    TargetPort,
    HostAndPort,
    TlsEnabled,
}

public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName)
    : IValueProvider,
        IManifestExpressionProvider
{
    public IResourceWithEndpoints Resource { get; } = owner;

    public string EndpointName { get; } = endpointName;

    public EndpointAnnotation EndpointAnnotation =>
        Find()
        ?? throw new InvalidOperationException(
            $"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`."
        );

    public bool Exists => Find() is not null;

    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    public int Port => Allocated.Port;

    public string Host => Allocated.Address;

    public string Scheme => EndpointAnnotation.UriScheme;

    public string Url => Allocated.UriString;

    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    private AllocatedEndpoint Allocated =>
        EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException(
            $"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`."
        );

    private EndpointAnnotation? Find() =>
        Resource
            .Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e =>
                string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase)
            );
}

public sealed class EndpointReferenceExpression(
    EndpointReference endpointReference,
    EndpointProperty property
) : IValueProvider, IManifestExpressionProvider
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public string ValueExpression =>
        $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property switch
        {
            EndpointProperty.Url => "url",
            EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
            EndpointProperty.Port => "port",
            EndpointProperty.Scheme => "scheme",
            EndpointProperty.TargetPort => "targetPort",
            EndpointProperty.HostAndPort => "hostAndPort",
            _ => "tlsEnabled",
        }}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var port = Endpoint.Port.ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult<string?>(
            Property switch
            {
                EndpointProperty.Url => Endpoint.Url,
                EndpointProperty.Host => Endpoint.Host,
                EndpointProperty.IPV4Host => "127.0.0.1",
                EndpointProperty.Port or EndpointProperty.TargetPort => port,
                EndpointProperty.Scheme => Endpoint.Scheme,
                EndpointProperty.HostAndPort => $"{Endpoint.Host}:{port}",
                _ => Endpoint.Scheme == "https" ? "true" : "false",
            }
        );
    }
}
