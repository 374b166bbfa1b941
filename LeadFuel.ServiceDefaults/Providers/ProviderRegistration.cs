using System.Net;
using LeadFuel.Providers;
using LeadFuel.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers clients of third parties.</summary>
public static class ProviderRegistration
{
    /// <summary>
    /// A typed client that can call this provider and nobody else: ledger, allow-list, time-outs, retries, breaker.
    /// Its HttpClient's BaseAddress is the configured address with a trailing slash; use relative paths.
    /// A `socket` of its own must keep what ours promises: no redirects, no cookies, no trace headers.
    /// </summary>
    public static void AddProvider<TClient>(
        this WebApplicationBuilder builder,
        Provider provider,
        HttpMessageHandler? socket = null
    )
        where TClient : class
    {
        var section = builder.Configuration.GetSection($"Providers:{provider.Name}");
        builder.Services.Configure<ProviderOptions>(provider.Name, section);
        var address = Address(
            provider,
            section.Get<ProviderOptions>() ?? new(),
            builder.Environment
        );
        builder.Services.AddSingleton(provider);
        builder.Services.TryAddScoped<Egress>();
        var client = builder.Services.AddHttpClient<TClient>(
            provider.Name,
            http =>
            {
                http.BaseAddress = address;
                http.Timeout = Timeout.InfiniteTimeSpan;
                // Resend answers 403 to a client that does not say who it is.
                http.DefaultRequestHeaders.UserAgent.ParseAdd("LeadFuel/1.0");
            }
        );
        client.RemoveAllLoggers();
        if (socket is not null)
        {
            client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        }

        client.ConfigurePrimaryHttpMessageHandler(() =>
            socket
            ?? new SocketsHttpHandler
            {
                // No trace headers and no baggage outward.
                ActivityHeadersPropagator = null,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        );
        if (!provider.Streams)
        {
            AddResilience(client, provider);
        }

        client.AddHttpMessageHandler(services => new EgressLedger(
            provider,
            address.Authority == provider.Address.Authority
                ? [address, .. provider.Addresses.Skip(1)]
                : [address],
            services.GetRequiredService<SwitchBoard>(),
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<TimeProvider>()
        ));
    }

    private static void AddResilience(IHttpClientBuilder client, Provider provider) =>
        client.AddResilienceHandler(
            "provider",
            pipeline =>
            {
                pipeline.AddConcurrencyLimiter(permitLimit: 64, queueLimit: 1000);
                pipeline.AddTimeout(provider.Total);
                if (provider.Retries > 0)
                {
                    pipeline.AddRetry(
                        new HttpRetryStrategyOptions
                        {
                            MaxRetryAttempts = provider.Retries,
                            BackoffType = DelayBackoffType.Exponential,
                            UseJitter = true,
                            Delay = TimeSpan.FromMilliseconds(400),
                            ShouldHandle = arguments =>
                                ValueTask.FromResult(
                                    arguments.Context.GetRequestMessage() is { } request
                                        && MayBeRepeated(request, arguments.Outcome)
                                ),
                        }
                    );
                }

                if (provider.Breaker && !provider.ByCustomer)
                {
                    pipeline.AddCircuitBreaker(
                        new HttpCircuitBreakerStrategyOptions
                        {
                            FailureRatio = 0.5,
                            MinimumThroughput = 20,
                            SamplingDuration = TimeSpan.FromSeconds(30),
                            BreakDuration = TimeSpan.FromSeconds(30),
                        }
                    );
                }

                pipeline.AddTimeout(provider.PerTry);
            }
        );

    // 409 to a key means that a twin with the same key is still under way: its answer comes a moment later.
    private static bool MayBeRepeated(
        HttpRequestMessage request,
        Polly.Outcome<HttpResponseMessage> outcome
    )
    {
        var transient = HttpClientResiliencePredicates.IsTransient(outcome);
        return request.Headers.Contains("Idempotency-Key")
            ? transient || outcome.Result?.StatusCode == HttpStatusCode.Conflict
            : transient && request.Method == HttpMethod.Get;
    }

    private static Uri Address(
        Provider provider,
        ProviderOptions options,
        IHostEnvironment environment
    )
    {
        var address =
            options.BaseUrl
            ?? (
                provider.BringsKey
                || provider.ByCustomer
                || options.Key.Length > 0
                || options.ClientSecret.Length > 0
                    ? provider.Address
                    : null
            );
        if (address is null)
        {
            throw new StartRefusedException(
                $"{provider.Name} has no key. Set Providers:{provider.Name}:Key, or start the suite with LeadFuel.AppHost, which plays {provider.Name} by the Sandbox."
            );
        }

        if (
            !environment.IsDevelopment()
            && (address.IsLoopback || address.Scheme != Uri.UriSchemeHttps)
        )
        {
            throw new StartRefusedException(
                $"Providers:{provider.Name}:BaseUrl must be a public https address outside Development."
            );
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
