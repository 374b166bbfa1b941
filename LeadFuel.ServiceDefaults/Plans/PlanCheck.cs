using Grpc.Core;
using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using LeadFuel.Plans.Rpc;
using Microsoft.Extensions.Caching.Memory;

namespace LeadFuel.Plans;

/// <summary>Core's word on what an account may do with a product, kept for a few seconds in this process.</summary>
public sealed class PlanCheck(
    Entitlements.EntitlementsClient core,
    IMemoryCache kept,
    CurrentAccount account,
    TimeProvider clock
)
{
    private const string Locked = "locked";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private sealed record Word(CheckEntitlementReply Reply, DateTimeOffset At);

    public async Task<CheckEntitlementReply> Ask(string product, CancellationToken ct) =>
        Kept(product) ?? await AskAnew(product, ct);

    /// <summary>Why nothing new may be done; null when it may. Who has just paid is not held up by what was kept.</summary>
    public async Task<Refused?> RefusesActs(string product, CancellationToken ct)
    {
        var plan = Kept(product) is { Granted: true } granted
            ? granted
            : await AskAnew(product, ct);
        return plan.Granted ? null : Refusal(product, plan);
    }

    /// <summary>Why nothing may be read; null when it may, and when Core does not answer.</summary>
    public async Task<Refused?> RefusesReading(string product, CancellationToken ct)
    {
        try
        {
            return await Ask(product, ct) is { State: Locked } plan ? Refusal(product, plan) : null;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private CheckEntitlementReply? Kept(string product) =>
        kept.TryGetValue((account.Email, product), out Word? word)
        && clock.GetUtcNow() - word!.At < Fresh
            ? word.Reply
            : null;

    private async Task<CheckEntitlementReply> AskAnew(string product, CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        var reply = await core.CheckAsync(
            new CheckEntitlementRequest { Product = product },
            cancellationToken: ct
        );
        kept.Set((account.Email, product), new Word(reply, at), Fresh);
        return reply;
    }

    private static Refused Refusal(string product, CheckEntitlementReply plan)
    {
        var name = char.ToUpperInvariant(product[0]) + product[1..];
        return new Refused(
            Outcomes.Refusal.Forbidden,
            "read-only-account",
            plan.State == Locked ? $"{name} is locked." : $"{name} is read-only.",
            $"{plan.Why} To go on, choose a plan under Settings, Plan."
        )
        {
            More = new Dictionary<string, object?>
            {
                ["product"] = product,
                ["state"] = plan.State,
                ["page"] = "/settings/plan",
            },
        };
    }
}
