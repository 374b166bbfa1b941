// A suite of two services and a server; tests switch its faults on by configuration.
var builder = DistributedApplication.CreateBuilder(
    new DistributedApplicationOptions
    {
        Args = args,
        // Each test its own folder for state.
        ProjectDirectory = args is ["--folder", var folder, ..] ? folder : null,
    }
);
var core = builder
    .AddProject<Projects.Fixture_Service>("core")
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();
if (builder.Configuration["postgres"] is not null)
{
    var postgres = builder.AddPostgres("postgres").WithDataVolume("fixture");
    core.WithReference(postgres.AddDatabase("core-db", "core")).WaitFor(postgres);
}

if (
    builder.Configuration["port"] is { } port
    && int.TryParse(port, System.Globalization.CultureInfo.InvariantCulture, out var number)
)
{
    core.WithEndpoint("http", endpoint => endpoint.Port = number);
}

if (builder.Configuration["node"] is not null)
{
    builder.AddExecutable("web", "node", ".", "-e", "setInterval(() => {}, 1000)");
}

if (builder.Configuration["parameter"] is not null)
{
    core.WithEnvironment("KEY", builder.AddParameter("the-key", secret: true));
}

var edge = builder
    .AddProject<Projects.Fixture_Service>("edge")
    .WithHttpHealthCheck("/health")
    .WithReference(core)
    .WaitFor(core);
if (builder.Configuration["twice"] is not null)
{
    builder.AddProject<Projects.Fixture_Service>("core");
}

if (builder.Configuration["circle"] is not null)
{
    core.WaitFor(edge);
}

foreach (
    var (name, resource) in new Dictionary<string, IResourceBuilder<ProjectResource>>
    {
        ["core"] = core,
        ["edge"] = edge,
    }
)
{
    foreach (var fault in (string[])["Exit", "Ill"])
    {
        if (builder.Configuration[$"{name}:{fault}"] is { } value)
        {
            resource.WithEnvironment($"Fixture__{fault}", value);
        }
    }
}

builder.Build().Run();
