using Grpc.Core;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Prompts.Rpc;

namespace LeadFuel.Core.Rpc;

/// <summary>Hands the account's own key, sealed as it is stored, to a service that is about to ask Claude, and to nobody else.</summary>
internal sealed class AiKeysRpc(CoreDb db, AuditLog audit, TimeProvider clock)
    : LeadFuel.Prompts.Rpc.AiKeys.AiKeysBase
{
    public override async Task<GetAiKeyReply> Get(
        GetAiKeyRequest request,
        ServerCallContext context
    )
    {
        await using var work = await db.Begin(context.CancellationToken);
        var kept = await db.AiKeys.AsNoTracking().SingleOrDefaultAsync(context.CancellationToken);
        return new GetAiKeyReply { Sealed = kept?.Sealed ?? "" };
    }

    public override async Task<TellRefusedReply> TellRefused(
        TellRefusedRequest request,
        ServerCallContext context
    )
    {
        await using var work = await db.Begin(context.CancellationToken);
        var kept = await db.AiKeys.SingleOrDefaultAsync(
            k => k.LastFour == request.LastFour,
            context.CancellationToken
        );
        // Each call that uses it is refused; the log says it once.
        if (kept is { RefusedAt: null })
        {
            await audit.Write(
                "ai-key.refused",
                db.Account.Email,
                $"Anthropic refused your key ending in {kept.LastFour} when it was used.",
                context.CancellationToken
            );
        }

        kept?.Refused(clock.GetUtcNow());
        await work.Commit(context.CancellationToken);
        return new TellRefusedReply();
    }
}
