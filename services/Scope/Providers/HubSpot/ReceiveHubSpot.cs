using LeadFuel.Scope.CrmConnections;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Providers.HubSpot;

/// <summary>HubSpot tells of deals. Nothing is ever asked or told there: there is no client for it.</summary>
public static class ReceiveHubSpot
{
    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/hubspot/{token}", Handle).Public("hubspot");

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
                CrmVendor.HubSpot,
                (connection, sent, now) => Proof(connection, sent, now, secrets),
                (_, body, now) => HubSpotReading.Read(body, now),
                ct
            );
    }

    private static (bool Holds, bool WithTime) Proof(
        CrmConnection connection,
        CrmRequest sent,
        DateTimeOffset now,
        CrmSecrets secrets
    )
    {
        if (
            secrets.Open(connection) is { } secret
            && HubSpotSignature.Check(secret.Reveal(), sent, now) is { } signed
        )
        {
            // An older form has no time against replays, so it is over once the newest has been seen.
            return (
                signed.Holds && (signed.WithTime || !connection.SignsWithTime),
                signed.WithTime
            );
        }

        // A workflow may send a key in place of a signature.
        var key = sent.Headers[CrmHeaders.Authorization].ToString();
        return (
            !sent.Headers.ContainsKey("X-HubSpot-Signature-v3")
                && !sent.Headers.ContainsKey("X-HubSpot-Signature")
                && key.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                && secrets.IsPassword(connection, key[7..].Trim(), now),
            false
        );
    }
}
