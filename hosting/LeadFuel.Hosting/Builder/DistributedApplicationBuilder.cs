using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using LeadFuel.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

public enum DistributedApplicationOperation
{
    Run,
    Publish,
}

public sealed class DistributedApplicationExecutionContext(
    DistributedApplicationOperation operation
)
{
    public DistributedApplicationOperation Operation { get; } = operation;

    public bool IsRunMode => Operation is DistributedApplicationOperation.Run;

    public bool IsPublishMode => Operation is DistributedApplicationOperation.Publish;
}

public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    public string? AssemblyName { get; set; }

    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }
}

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    string AppHostDirectory { get; }

    IHostEnvironment Environment { get; }

    IServiceCollection Services { get; }

    IDistributedApplicationEventing Eventing { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    IResourceCollection Resources { get; }

    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    DistributedApplication Build();
}

public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }

    IResourceBuilder<T> WithAnnotation<TAnnotation>(
        TAnnotation annotation,
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append
    )
        where TAnnotation : IResourceAnnotation;
}

internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder builder, T resource)
    : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder { get; } = builder;

    public T Resource { get; } = resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(
        TAnnotation annotation,
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append
    )
        where TAnnotation : IResourceAnnotation
    {
        if (behavior is ResourceAnnotationMutationBehavior.Replace)
        {
            foreach (var old in Resource.Annotations.OfType<TAnnotation>().ToList())
            {
                Resource.Annotations.Remove(old);
            }
        }

        Resource.Annotations.Add(annotation);
        return this;
    }
}

/// <summary>The stand-in's own builder; <see cref="Hook"/> is how tests take hold of one that AppHost.cs makes.</summary>
public sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private SecretMask? _mask;

    internal DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var hook = Hook.Current.Value;
        Switches = Switches.Parse(options.Args ?? [], out var rest);
        if (hook is not null)
        {
            Switches = Switches.InTests();
        }

        var assembly =
            hook?.EntryPoint
            ?? (
                options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly()
            );
        AppHostDirectory =
            options.ProjectDirectory
            ?? assembly
                ?.GetCustomAttributes<AssemblyMetadataAttribute>()
                .FirstOrDefault(metadata => metadata.Key == "AppHostProjectPath")
                ?.Value
            ?? AppContext.BaseDirectory;
        _host = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings
            {
                Args = rest,
                ApplicationName = assembly?.GetName().Name,
                ContentRootPath = AppHostDirectory,
                // What the launch profile says when a person starts it.
                EnvironmentName =
                    hook is null
                    || rest.Any(a => a.StartsWith("--environment", StringComparison.Ordinal))
                        ? null
                        : Environments.Development,
            }
        );
        _host.Logging.ClearProviders();
        var publish = string.Equals(
            _host.Configuration["operation"]
                ?? (_host.Configuration["publisher"] is null ? null : "publish"),
            "publish",
            StringComparison.OrdinalIgnoreCase
        );
        ExecutionContext = new(
            publish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run
        );
        Dashboard = !options.DisableDashboard && !Switches.Quiet;
        State = Switches.Ephemeral
            ? RunFolder.Temporary()
            : _host.Configuration["LEADFUEL_STATE"] ?? Path.Combine(AppHostDirectory, ".run");
        Secrets = new(Path.Combine(State, "secrets.json"));
        hook?.Created(this);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal Switches Switches { get; }

    internal bool Dashboard { get; }

    internal string State { get; }

    internal KeptSecrets Secrets { get; }

    internal (Uri Address, string Key)? Telemetry { get; set; }

    internal SecretMask Mask => _mask ??= new(this);

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (
            resource.Name is not [>= 'a' and <= 'z' or >= 'A' and <= 'Z', ..]
            || resource.Name.Length > 64
            || !resource.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        )
        {
            throw new ArgumentException(
                $"Resource name '{resource.Name}' is invalid. Name must be 1 to 64 ASCII letters, digits and hyphens, and start with a letter."
            );
        }

        if (
            Resources.Any(r =>
                string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because a resource with that name already exists. Resource names are case-insensitive."
            );
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        Hook.Current.Value?.Building(this);
        var notifications = new ResourceNotificationService { FailFast = Switches.FailFast };
        Services.AddSingleton(notifications);
        Services.AddSingleton(Eventing);
        Services.AddSingleton<IResourceCollection>(Resources);
        Services.AddSingleton(ExecutionContext);
        var app = new DistributedApplication(this, _host.Build(), notifications);
        Hook.Current.Value?.Built(app);
        return app;
    }
}

/// <summary>How a test stands between AppHost.cs and its builder; it flows with the entry point's thread.</summary>
internal abstract class Hook
{
    public static AsyncLocal<Hook?> Current { get; } = new();

    public abstract Assembly EntryPoint { get; }

    public abstract void Created(DistributedApplicationBuilder builder);

    /// <summary>Blocks the entry point until the test has added what it wants.</summary>
    public abstract void Building(DistributedApplicationBuilder builder);

    public abstract void Built(DistributedApplication app);
}
