using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret = false
    ) =>
        builder.Add(
            name,
            secret,
            null,
            () => builder.Configured(name) ?? throw Missing(builder, name)
        );

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false
    ) => builder.Add(name, secret, null, () => value);

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false
    ) => builder.Add(name, secret, null, valueGetter);

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false
    )
    {
        var kept = persist && builder is DistributedApplicationBuilder own ? own.Secrets : null;
        return builder.Add(
            name,
            secret,
            value,
            () =>
                builder.Configured(name)
                ?? kept?.GetOrAdd(name, value.GetDefaultValue)
                ?? value.GetDefaultValue()
        );
    }

    private static IResourceBuilder<ParameterResource> Add(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret,
        ParameterDefault? generated,
        Func<string> value
    ) =>
        builder.AddResource(
            new ParameterResource(name, _ => value(), secret) { Default = generated }
        );

    private static string? Configured(this IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"]
        ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

    private static MissingParameterValueException Missing(
        IDistributedApplicationBuilder builder,
        string name
    ) =>
        new(
            $"The parameter '{name}' has no value. Set the environment variable Parameters__{name.Replace('-', '_')}, "
                + $"or keep it with: dotnet user-secrets --project {Path.GetFileName(builder.AppHostDirectory)} set Parameters:{name} <value>"
        );
}
