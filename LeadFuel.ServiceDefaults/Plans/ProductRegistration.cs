using LeadFuel.Plans;
using LeadFuel.Plans.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers which product a service is.</summary>
public static class ProductRegistration
{
    /// <summary>Everything that it does for an account is then done under the account's plan.</summary>
    public static void AddProduct(this WebApplicationBuilder builder, string name)
    {
        builder.AddServiceClient<Entitlements.EntitlementsClient>("core");
        builder.Services.AddMemoryCache();
        builder.Services.AddScoped<PlanCheck>();
        builder.Services.AddSingleton(new Product(name));
    }
}
