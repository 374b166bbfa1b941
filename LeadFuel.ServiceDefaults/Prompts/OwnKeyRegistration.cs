using Grpc.Core;
using LeadFuel.Accounts;
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
    /// <summary>What Core seals such a key for.</summary>
    public const string SealedFor = "core.ai-key";

    /// <summary>From Core, and opened here. When it does not answer nothing is asked of Claude: our key could be the wrong one.</summary>
    public static void AddOwnKeys(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient<AiKeys.AiKeysClient>("core");
        builder.Services.AddScoped<OwnKey>(services =>
        {
            var core = services.GetRequiredService<AiKeys.AiKeysClient>();
            var keys = services.GetRequiredService<SecretKeys>();
            var account = services.GetRequiredService<CurrentAccount>();
            return ct => Ask(core, keys, account, ct);
        });
        builder.Services.AddScoped<TellKeyRefused>(services =>
        {
            var core = services.GetRequiredService<AiKeys.AiKeysClient>();
            return (key, ct) => Tell(core, key, ct);
        });
    }

    private static async Task Tell(AiKeys.AiKeysClient core, Secret key, CancellationToken ct)
    {
        try
        {
            await core.TellRefusedAsync(
                new TellRefusedRequest { LastFour = key.Reveal()[^4..] },
                cancellationToken: ct
            );
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            // The refusal itself is told to whoever asked; the next one is told to Core again.
        }
    }

    private static async Task<Secret?> Ask(
        AiKeys.AiKeysClient core,
        SecretKeys keys,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        try
        {
            var reply = await core.GetAsync(new GetAiKeyRequest(), cancellationToken: ct);
            return reply.Sealed.Length > 0
                ? keys.Open(SealedFor, account.Email, reply.Sealed)
                : null;
        }
        catch (Exception unknown)
            when (unknown is RpcException or FernetException && !ct.IsCancellationRequested)
        {
            throw new ProviderRefusedException(ClaudeClient.Name, 0, ClaudeClient.KeyNotKnown);
        }
    }
}
