using System.Diagnostics;
using Microsoft.Security.AntiSSRF;

namespace LeadFuel.Core.Providers.Webhook;

/// <summary>Connects to public addresses only, judged when the connection is made, so that no name can lead elsewhere afterwards.</summary>
internal sealed class PublicOnly : DelegatingHandler
{
    private PublicOnly(HttpMessageHandler socket)
        : base(socket) { }

    /// <summary>`sandbox`: on a developer's machine alone, the Sandbox's receiver may be reached, too.</summary>
    public static PublicOnly Make(bool sandbox)
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest)
        {
            AddXFFHeader = false,
            AllowPlainTextHttp = sandbox,
        };
        if (sandbox)
        {
            policy.AddAllowedAddresses(["127.0.0.1/32", "::1/128"]);
        }

        // The handler takes the propagator of the moment and keeps it: no trace headers outward.
        var before = DistributedContextPropagator.Current;
        DistributedContextPropagator.Current =
            DistributedContextPropagator.CreateNoOutputPropagator();
        try
        {
            var socket = policy.GetHandler();
            socket.AllowAutoRedirect = false;
            socket.UseCookies = false;
            socket.ConnectTimeout = TimeSpan.FromSeconds(5);
            socket.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
            return new PublicOnly(socket);
        }
        finally
        {
            DistributedContextPropagator.Current = before;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        // 0.0.0.0 is refused in another way than the rest.
        catch (Exception refused) when (refused is AntiSSRFException or ArgumentException)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                WebhookClient.AddressRefused,
                refused
            );
        }
    }
}
