using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;

namespace LeadFuel.Gateway.Routes;

/// <summary>What the gateway answers by itself, and whom it believes about addresses.</summary>
internal static class OwnRoutes
{
    public static readonly RoutePolicy Policy = new("own", RouteClass.Own);

    private static readonly string[] NotPosts = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

    private static readonly Refused OnlyPosted = new(
        Refusal.MethodRefused,
        "method-refused",
        "This address takes events by POST only.",
        "Nothing is shown here. Set it as the address of the webhook, as it is."
    );

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health").WithMetadata(Policy);
        app.MapHealthChecks(
                "/alive",
                new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") }
            )
            .WithMetadata(Policy);
    }

    /// <summary>A vendor, or a person who tries the address in a browser, learns that hooks are posted, not that there is none.</summary>
    public static void MapHookVerbs(this WebApplication app)
    {
        foreach (var hook in RouteTable.All.Where(policy => policy.Class == RouteClass.Hook))
        {
            app.MapMethods(
                    hook.Path,
                    NotPosts,
                    context =>
                    {
                        context.Response.Headers.Allow = HttpMethods.Post;
                        return Answers.Refuse(context, OnlyPosted);
                    }
                )
                .WithMetadata(Policy);
        }
    }

    /// <summary>One hop, and only from the platform's own proxy: anyone else's X-Forwarded-For is not read.</summary>
    public static void UseTrustedProxy(this WebApplication app)
    {
        if (app.Configuration["TrustedProxy"] is not { Length: > 0 } proxy)
        {
            return;
        }

        if (!System.Net.IPNetwork.TryParse(proxy, out var network))
        {
            // Without it all the world would share the proxy's address, and its limits.
            throw new StartRefusedException(
                $"TrustedProxy is {proxy}, which is no network. Write it like 10.0.0.0/8, one address like 10.0.0.1/32."
            );
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = 1,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
