using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The variables that a reference to another resource means.</summary>
internal static class References
{
    public static void Connect(
        Dictionary<string, object> variables,
        IResourceWithConnectionString source,
        string connectionName
    )
    {
        variables[$"ConnectionStrings__{connectionName}"] = source;
        var (server, database) = source switch
        {
            PostgresDatabaseResource found => (found.Parent, found.DatabaseName),
            PostgresServerResource found => (found, null),
            _ => (null, null),
        };
        if (server is null)
        {
            return;
        }

        var prefix = VariableName(connectionName);
        var host = server.PrimaryEndpoint.Property(EndpointProperty.Host);
        var port = server.PrimaryEndpoint.Property(EndpointProperty.Port);
        variables[$"{prefix}_HOST"] = host;
        variables[$"{prefix}_PORT"] = port;
        variables[$"{prefix}_USERNAME"] = server.UserNameReference;
        variables[$"{prefix}_PASSWORD"] = server.PasswordParameter;
        if (database is not null)
        {
            variables[$"{prefix}_DATABASENAME"] = database;
        }
    }

    public static void Discover(Dictionary<string, object> variables, EndpointReference endpoint)
    {
        // The key is the scheme for http and https, else the endpoint's own name: http://_grpc.core.
        var name = endpoint.EndpointName.ToLowerInvariant();
        variables[$"services__{endpoint.Resource.Name}__{name}__0"] = endpoint;
        variables[$"{VariableName(endpoint.Resource.Name)}_{VariableName(name)}"] = endpoint;
    }

    private static string VariableName(string name)
    {
        var plain = string.Concat(
            name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')
        );
        return char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain;
    }
}
