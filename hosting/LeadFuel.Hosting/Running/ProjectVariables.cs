using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Hosting.Running;

/// <summary>What every project gets in run mode, before what AppHost.cs says about it.</summary>
internal static class ProjectVariables
{
    public static void Add(
        EnvironmentCallbackContext context,
        LaunchProfile? profile,
        IDistributedApplicationBuilder builder
    )
    {
        var variables = context.EnvironmentVariables;
        variables["ASPNETCORE_ENVIRONMENT"] = builder.Environment.EnvironmentName;
        variables["DOTNET_ENVIRONMENT"] = builder.Environment.EnvironmentName;
        foreach (var (name, value) in profile?.Variables ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        if (profile is not null)
        {
            variables["DOTNET_LAUNCH_PROFILE"] = profile.Name;
        }

        Addresses(context);
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        variables["OTEL_SERVICE_NAME"] = context.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] =
            $"service.instance.id={context.Resource.Name}-{Guid.CreateVersion7():N}"[..^24];
        if (builder.Environment.IsDevelopment())
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }

        if (builder is DistributedApplicationBuilder { Telemetry: { } telemetry })
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Address.ToString().TrimEnd('/');
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={telemetry.Key}";
        }
    }

    private static void Addresses(EnvironmentCallbackContext context)
    {
        var urls = new List<string>();
        foreach (var endpoint in context.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.AllocatedEndpoint is not { } allocated)
            {
                continue; // The model is only looked at: nothing has a port.
            }

            if (endpoint.FromKestrel)
            {
                context.EnvironmentVariables[$"Kestrel__Endpoints__{endpoint.Name}__Url"] =
                    allocated.UriString;
            }
            else if (endpoint.PortVariable is { } variable)
            {
                context.EnvironmentVariables[variable] = allocated.Port.ToString(
                    CultureInfo.InvariantCulture
                );
            }
            else
            {
                urls.Add(allocated.UriString);
            }
        }

        if (urls.Count > 0)
        {
            context.EnvironmentVariables["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }
}
