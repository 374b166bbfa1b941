using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Outcomes;
using LeadFuel.Plans;
using LeadFuel.Providers;
using LeadFuel.Secrets;
using LeadFuel.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What is the same in every service.</summary>
public static class ServiceSetup
{
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        AddTelemetry(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TokenKeys>();
        services.AddSingleton<TokenMint>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<SecretKeys>();
        services.AddSingleton<JobBell>();
        services.AddScoped<CurrentAccount>();
        services.AddScoped<IdempotentRequest>();
        services.AddScoped<ServiceScope>();
        services.TryAddScoped<Egress>();
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        services.ConfigureHttpJsonOptions(options => HouseJson.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Customize);
        services.AddGrpc(options =>
        {
            options.Interceptors.Add<RefusalInterceptor>();
            options.MaxReceiveMessageSize = 8 * 1024 * 1024;
        });
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
        });
        if (builder.Configuration["LEADFUEL_SUPERVISED"] == "1")
        {
            services.AddHostedService<SupervisedStop>();
        }

        return builder;
    }

    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseMiddleware<Problems>();
        app.UseRouting();
        app.UseMiddleware<TokenGate>();
        if (app.Services.GetService<Product>() is { } product)
        {
            app.UseMiddleware<PlanGate>(product);
        }

        app.UseMiddleware<CardNumbers>();
        app.Use(
            async (context, next) =>
            {
                await context.RequestServices.GetRequiredService<IdempotentRequest>().Read(context);
                await next(context);
            }
        );
        app.MapHealthChecks("/health").WithMetadata(new TokenFree());
        app.MapHealthChecks(
                "/alive",
                new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") }
            )
            .WithMetadata(new TokenFree());
        if (
            app
                .Services.GetRequiredService<IServiceProviderIsService>()
                .IsService(typeof(AccountDataRpc))
        )
        {
            app.MapGrpcService<AccountDataRpc>();
        }

        return app;
    }

    /// <summary>A room's routes: `app.MapRoom("/campaigns")`. Views that carry a version get their ETag here.</summary>
    public static RouteGroupBuilder MapRoom(this IEndpointRouteBuilder app, string prefix)
    {
        var room = app.MapGroup(prefix);
        room.AddEndpointFilter<RouteGroupBuilder, VersionTagFilter>();
        return room;
    }

    /// <summary>The service's own database with everything that hangs on it: jobs, ledger, account data, readiness.</summary>
    public static void AddServiceDatabase<TDb>(this WebApplicationBuilder builder, string name)
        where TDb : ServiceDb
    {
        builder.AddDatabase<TDb>(name);
        var services = builder.Services;
        services.AddScoped<ServiceDb>(provider => provider.GetRequiredService<TDb>());
        // The service's own database is also the plain NpgsqlDataSource: for doors and claims, outside any account.
        services.AddSingleton(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(name));
        services.AddSingleton<SwitchBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<SwitchBoard>());
        services.AddHostedService<JobRunner<TDb>>();
        builder.AddJob<ForgetRows.Job, ForgetRows>();
        builder.AddJob<ArchiveRows.Job, ArchiveRows>();
        services.AddHostedService<RecurringJobs>();
        services.AddHostedService<ResealSecrets>();
        services.AddScoped<AccountRows>();
        services.AddScoped<Archive>();
        services.AddScoped<AccountDataRpc>();
    }

    /// <summary>A database behind the wall, on the login of this service.</summary>
    public static void AddDatabase<TDb>(this WebApplicationBuilder builder, string name)
        where TDb : AccountDbContext
    {
        builder.AddKeyedNpgsqlDataSource(
            name,
            settings =>
            {
                var login = new NpgsqlConnectionStringBuilder(
                    settings.ConnectionString
                        ?? throw new StartRefusedException($"ConnectionStrings:{name} is missing.")
                );
                if (
                    login.NoResetOnClose
                    || login.Multiplexing
                    || login.IncludeErrorDetail
                    || login.PersistSecurityInfo
                    || login.LogParameters
                    || login.Username != $"lf_{name}_app"
                )
                {
                    throw new StartRefusedException(
                        $"ConnectionStrings:{name} must use the login lf_{name}_app and none of the options that would break the wall."
                    );
                }

                login.MaxPoolSize = builder.Configuration.GetValue("Databases:MaxPoolSize", 20);
                login.Timeout = 5;
                login.CommandTimeout = 15;
                settings.ConnectionString = login.ConnectionString;
                // Readiness asks the wall itself, below.
                settings.DisableHealthChecks = true;
            }
        );
        builder.Services.AddDbContext<TDb>(
            (services, options) =>
                options
                    // A connection, not its source: EF builds the model and each query anew for each source.
                    .UseNpgsql(
                        services.GetRequiredKeyedService<NpgsqlDataSource>(name).CreateConnection(),
                        contextOwnsConnection: true
                    )
                    .UseSnakeCaseNamingConvention()
        );
        builder
            .Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    name,
                    services => new WallCheck<TDb>(
                        services.GetRequiredKeyedService<NpgsqlDataSource>(name),
                        services
                    ),
                    null,
                    ["ready"],
                    TimeSpan.FromSeconds(5)
                )
            );
    }

    public static void AddJob<TJob, THandler>(this WebApplicationBuilder builder)
        where TJob : IJob
        where THandler : JobHandler<TJob>
    {
        builder.Services.AddScoped<THandler>();
        builder.Services.AddSingleton(JobKind.Of<TJob, THandler>());
    }

    /// <summary>A job of the suite's own account that asks for its next run itself; the first is asked for when the service starts.</summary>
    public static void AddRecurringJob<TJob, THandler>(this WebApplicationBuilder builder)
        where TJob : IJob, new()
        where THandler : JobHandler<TJob>
    {
        builder.AddJob<TJob, THandler>();
        builder.Services.AddSingleton(new RecurringJob(TJob.Kind));
    }

    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.None);
        builder.Logging.AddFilter("Polly", LogLevel.None);
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = false;
        });
        // The default one would take up a client's trace and baggage behind the host's back.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.WithMetrics(metrics =>
            metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql")
        );
        telemetry.WithTracing(tracing =>
            tracing
                .AddSource(builder.Environment.ApplicationName, Spans.Name)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context =>
                        context.Request.Path.Value is not ("/health" or "/alive");
                    options.EnrichWithHttpRequest = (activity, request) =>
                        SecretPaths.Hide(activity, "url.path", request.Path.Value);
                })
                .AddGrpcClientInstrumentation()
                .AddHttpClientInstrumentation(options =>
                    options.EnrichWithHttpRequestMessage = (activity, request) =>
                        SecretPaths.Hide(activity, "url.full", request.RequestUri?.AbsoluteUri)
                )
                .AddNpgsql()
        );
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.UseOtlpExporter();
        }
    }
}
