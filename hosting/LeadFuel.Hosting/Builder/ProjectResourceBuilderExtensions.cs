using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public interface IProjectMetadata
{
    string ProjectPath { get; }

    bool SuppressBuild => false;

    /// <summary>The built program; only the stand-in's metadata has it.</summary>
    string? TargetPath => null;
}

public class ProjectResourceOptions
{
    public string? LaunchProfileName { get; set; }

    public bool ExcludeLaunchProfile { get; set; }

    public bool ExcludeKestrelEndpoints { get; set; }
}

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name
    )
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        string? launchProfileName
    )
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(
            name,
            options =>
            {
                options.LaunchProfileName = launchProfileName;
                options.ExcludeLaunchProfile = launchProfileName is null;
            }
        );

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ProjectResourceOptions> configure
    )
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var metadata = new TProject();
        var folder = Path.GetDirectoryName(metadata.ProjectPath)!;
        var project = builder
            .AddResource(new ProjectResource(name))
            .WithAnnotation(new ProjectAnnotation(metadata));
        var profile = options.ExcludeLaunchProfile
            ? null
            : LaunchProfile.Read(folder, options.LaunchProfileName);
        var kestrel = options.ExcludeKestrelEndpoints
            ? []
            : KestrelEndpoints(folder, builder.Environment);
        foreach (var endpoint in kestrel.Count > 0 ? kestrel : profile?.Endpoints() ?? [])
        {
            project.WithAnnotation(endpoint);
        }

        return project.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                ProjectVariables.Add(context, profile, builder);
            }
        });
    }

    private static List<EndpointAnnotation> KestrelEndpoints(
        string folder,
        IHostEnvironment environment
    )
    {
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true)
            .AddJsonFile(
                Path.Combine(folder, $"appsettings.{environment.EnvironmentName}.json"),
                optional: true
            )
            .Build();
        return
        [
            .. from section in settings.GetSection("Kestrel:Endpoints").GetChildren()
            let url = section["Url"]
            where url is not null
            let address = BindingAddress(url)
            select new EndpointAnnotation(
                ProtocolType.Tcp,
                address.Scheme,
                section["Protocols"] == "Http2" ? "http2" : "http",
                section.Key.ToLowerInvariant(),
                address.Port
            )
            {
                FromKestrel = true,
            },
        ];
    }

    private static Uri BindingAddress(string url) =>
        new(
            url.Replace("://*", "://localhost", StringComparison.Ordinal)
                .Replace("://+", "://localhost", StringComparison.Ordinal)
        );
}
