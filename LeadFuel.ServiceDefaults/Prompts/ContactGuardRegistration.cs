using Grpc.Net.ClientFactory;
using LeadFuel.Prompts;
using LeadFuel.Prompts.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers whom the guard of prompts asks.</summary>
public static class ContactGuardRegistration
{
    public static void AddContactGuard(this WebApplicationBuilder builder, params string[] services)
    {
        foreach (var service in services)
        {
            builder.AddServiceClient<StoredContacts.StoredContactsClient>(service, Named(service));
        }

        builder.Services.AddScoped(provider =>
        {
            var clients = provider.GetRequiredService<GrpcClientFactory>();
            return new ContactGuard([
                .. services.Select(service =>
                    (
                        $"{char.ToUpperInvariant(service[0])}{service[1..]}",
                        clients.CreateClient<StoredContacts.StoredContactsClient>(Named(service))
                    )
                ),
            ]);
        });
    }

    // Clients of other contracts at the same service are named by their type.
    private static string Named(string service) => $"contacts of {service}";
}
