namespace Aspire.Hosting.ApplicationModel;

public class PostgresServerResource(
    string name,
    ParameterResource? userName,
    ParameterResource password
) : ContainerResource(name), IResourceWithConnectionString
{
    public EndpointReference PrimaryEndpoint => new(this, "tcp");

    public ParameterResource? UserNameParameter { get; } = userName;

    public ParameterResource PasswordParameter { get; } = password;

    public ReferenceExpression UserNameReference =>
        UserNameParameter is { } given
            ? ReferenceExpression.Create($"{given}")
            : ReferenceExpression.Create($"postgres");

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}"
        );

    public IReadOnlyDictionary<string, string> Databases => DatabaseNames;

    internal Dictionary<string, string> DatabaseNames { get; } =
        new(StringComparer.OrdinalIgnoreCase);
}

public class PostgresDatabaseResource(
    string name,
    string databaseName,
    PostgresServerResource postgresParentResource
) : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public string DatabaseName { get; } = databaseName;

    public PostgresServerResource Parent { get; } = postgresParentResource;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent};Database={DatabaseName}");
}
