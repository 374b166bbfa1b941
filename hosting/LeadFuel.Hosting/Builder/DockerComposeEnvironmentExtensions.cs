using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;

namespace Aspire.Hosting
{
    public static class DockerComposeEnvironmentExtensions
    {
        public static IResourceBuilder<DockerComposeEnvironmentResource> AddDockerComposeEnvironment(
            this IDistributedApplicationBuilder builder,
            string name
        ) => builder.AddResource(new DockerComposeEnvironmentResource(name));
    }
}

namespace Aspire.Hosting.Docker
{
    /// <summary>Named by AppHost.cs in publish mode; writing it out needs the packages.</summary>
    public class DockerComposeEnvironmentResource(string name) : Resource(name);
}
