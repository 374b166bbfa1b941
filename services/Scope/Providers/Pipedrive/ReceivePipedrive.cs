using System.Text;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Providers.Pipedrive;

/// <summary>Pipedrive tells of deals. Nothing is ever asked or told there: there is no client for it.</summary>
public static class ReceivePipedrive
{
    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/pipedrive/{token}", Handle).Public("pipedrive");

    private static Task<IResult> Handle(
        string token,
        HttpContext http,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var secrets = services.GetRequiredService<CrmSecrets>();
        return services
            .GetRequiredService<TakeCrmEvents>()
            .Take(
                http,
                token,
                CrmVendor.Pipedrive,
                (connection, sent, now) =>
                    (secrets.IsPassword(connection, Password(sent), now), false),
                (_, body, _) => PipedriveReading.Read(body),
                ct
            );
    }

    /// <summary>The second half of HTTP Basic; any user is taken. A password may hold colons, a user may not.</summary>
    internal static string Password(CrmRequest sent)
    {
        var header = sent.Headers[CrmHeaders.Authorization].ToString();
        var pair = new byte[header.Length];
        return
            header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(header[6..].Trim(), pair, out var length)
            && Encoding.UTF8.GetString(pair, 0, length).Split(':', 2) is [_, var password]
            ? password
            : "";
    }
}
