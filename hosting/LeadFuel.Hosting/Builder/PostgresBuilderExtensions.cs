using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null
    )
    {
        password ??= builder.AddParameter(
            $"{name}-password",
            new GenerateParameterDefault { Special = false },
            secret: true,
            persist: true
        );
        return builder
            .AddResource(new PostgresServerResource(name, userName?.Resource, password.Resource))
            .WithEndpoint(port: port, targetPort: 5432, name: "tcp");
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        string? databaseName = null
    )
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.DatabaseNames.Add(name, database.DatabaseName);
        return builder.ApplicationBuilder.AddResource(database);
    }

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder,
        string? name = null,
        bool isReadOnly = false
    ) => builder.WithAnnotation(new VolumeAnnotation(name ?? $"{builder.Resource.Name}-data"));

    public static IResourceBuilder<PostgresServerResource> WithHostPort(
        this IResourceBuilder<PostgresServerResource> builder,
        int? port
    ) => builder.WithEndpoint("tcp", endpoint => endpoint.Port = port);
}
