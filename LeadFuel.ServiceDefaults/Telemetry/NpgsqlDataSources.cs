using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Settings of a data source; the members of Aspire.Npgsql that services use.</summary>
public sealed class NpgsqlSettings
{
    public string? ConnectionString { get; set; }
    public bool DisableHealthChecks { get; set; }
    public bool DisableTracing { get; set; }
    public bool DisableMetrics { get; set; }
}

/// <summary>Stands in for Aspire.Npgsql where its package is not used; same names, same meaning.</summary>
public static class NpgsqlDataSources
{
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null
    )
    {
        var settings = new NpgsqlSettings();
        builder.Configuration.GetSection("Aspire:Npgsql").Bind(settings);
        builder.Configuration.GetSection($"Aspire:Npgsql:{name}").Bind(settings);
        if (builder.Configuration.GetConnectionString(name) is { Length: > 0 } connection)
        {
            settings.ConnectionString = connection;
        }

        configureSettings?.Invoke(settings);
        builder.Services.AddKeyedSingleton(
            name,
            (services, _) =>
            {
                var source = new NpgsqlDataSourceBuilder(
                    settings.ConnectionString
                        ?? throw new InvalidOperationException(
                            $"ConnectionStrings:{name} is missing."
                        )
                );
                configureDataSourceBuilder?.Invoke(source);
                return source.Build();
            }
        );
    }
}
