using Microsoft.Extensions.Http;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>One vendor at two addresses, each with its own allow-list: where mail is read, and where tokens are made.</summary>
public static class Microsoft365
{
    public static void AddMicrosoft(this WebApplicationBuilder builder)
    {
        var given = builder.Configuration.GetSection($"Providers:{GraphMailbox.Provider.Name}");
        var signIn = $"Providers:{MicrosoftSignIn.Provider.Name}";
        foreach (var name in (string[])["ClientId", "ClientSecret"])
        {
            builder.Configuration[$"{signIn}:{name}"] ??= given[name];
        }

        if (given["BaseUrl"] is { Length: > 0 } played)
        {
            builder.Configuration[$"{signIn}:BaseUrl"] ??= played.TrimEnd('/') + "/login";
        }

        builder.Services.AddSingleton<GraphBudget>();
        builder.AddProvider<GraphMailbox>(GraphMailbox.Provider);
        builder.AddProvider<MicrosoftSignIn>(MicrosoftSignIn.Provider);
        builder.Services.Configure<HttpClientFactoryOptions>(
            GraphMailbox.Provider.Name,
            options =>
            {
                options.HttpClientActions.Add(http =>
                    http.DefaultRequestHeaders.Accept.ParseAdd("application/json")
                );
                options.HttpMessageHandlerBuilderActions.Add(handlers =>
                    handlers.AdditionalHandlers.Insert(0, new OnlyReads(Address(given["BaseUrl"])))
                );
            }
        );
    }

    private static Uri Address(string? played) =>
        played is { Length: > 0 } address
            ? new Uri(address.TrimEnd('/') + "/")
            : GraphMailbox.Provider.Address;
}
