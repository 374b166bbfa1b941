using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ExecutableResourceBuilderExtensions
{
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder,
        string name,
        string command,
        string workingDirectory,
        params string[]? args
    ) =>
        builder
            .AddResource(
                new ExecutableResource(
                    name,
                    command,
                    Path.GetFullPath(Path.Combine(builder.AppHostDirectory, workingDirectory))
                )
            )
            .WithArgs(args ?? []);
}
