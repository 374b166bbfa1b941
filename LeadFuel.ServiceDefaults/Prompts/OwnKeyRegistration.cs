using Grpc.Core;
using LeadFuel.Prompts;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Providers;
using LeadFuel.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers where an account's own key comes from.</summary>
public static class OwnKeyRegistration
{
    /// <summary>From Core. When it does not answer nothing is asked of Claude: our key could be the wrong one.</summary>
    public static void AddOwnKeys(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient<AiKeys.AiKeysClient>("core");
        builder.Services.AddScoped<OwnKey>(services =>
        {
            var core = services.GetRequiredService<AiKeys.AiKeysClient>();
            return ct => Ask(core, ct);
        });
    }

    private static async Task<Secret?> Ask(AiKeys.AiKeysClient core, CancellationToken ct)
    {
        try
        {
            var reply = await core.GetAsync(new GetAiKeyRequest(), cancellationToken: ct);
            return reply.Key.Length > 0 ? new Secret(reply.Key) : null;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderRefusedException(ClaudeClient.Name, 0, ClaudeClient.KeyNotKnown);
        }
    }
}
